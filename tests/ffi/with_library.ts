/** Suites that need a TensorFlow library: ignored, with the reason in the name, where there is none. */

import { describe } from "@std/testing/bdd";
import { findLibraries } from "../../src/engine/install/find.ts";
import { EagerContext } from "../../src/ffi/eager.ts";
import { type Library, openLibrary } from "../../src/ffi/library.ts";

/** File of the library under test, undefined if there is none. */
export const libraryPath: string | undefined = findLibraries().candidates[0]?.path;

let context: EagerContext | undefined;

/** The library under test. */
export function library(): Library {
  return openLibrary(libraryPath!);
}

/** A context of the library under test, one for all tests of a process. */
export function eager(): EagerContext {
  return context ??= new EagerContext(library());
}

/** A suite on the library under test. */
export function describeLibrary(name: string, body: () => void): void {
  if (libraryPath === undefined) {
    describe.ignore(`${name} (ignored: no TensorFlow library; run \`deno task setup\`)`, body);
  } else describe(name, body);
}

/** The raw bytes behind a typed array. */
export function bytes(view: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

/** A tensor's contents as float32. */
export function floats(handle: bigint): number[] {
  return [...new Float32Array((eager().read(handle) as Uint8Array<ArrayBuffer>).buffer)];
}
