/**
 * Keeps libraries in memory until the process is gone.
 *
 * Deno closes what it opened when a program ends. TensorFlow 2.21 does not survive that: a process
 * that opened it and made no context (it asked for the version, or failed before) ends with a
 * segmentation fault. Marked so, the library is closed but never unloaded. CUDA's libraries, whose
 * threads cannot be unloaded either, are opened so from the start.
 *
 * @module
 */

import { cString, readCString } from "./strings.ts";

/** The loader's own calls. */
export const LOADER_SYMBOLS = {
  dlopen: { parameters: ["buffer", "i32"], result: "pointer" }, // (file, flags)
  dlerror: { parameters: [], result: "pointer" }, // ()
} as const satisfies Deno.ForeignLibraryInterface;

/** The opened {@linkcode LOADER_SYMBOLS}. */
export type LoaderCalls = Deno.DynamicLibrary<typeof LOADER_SYMBOLS>["symbols"];

// Values of Linux's dlfcn.h, the same on x86_64 and aarch64.
const RTLD_LAZY = 0x1;
const RTLD_NOLOAD = 0x4;
const RTLD_NODELETE = 0x1000;

/** Marks the library at `path`, which is open, as not to be unloaded. */
export function keepLoaded(calls: LoaderCalls, path: string): void {
  calls.dlopen(cString(path), RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
}

/**
 * Loads the library at `path`, or of that name, for the rest of the process. Whoever opens it by its
 * name afterwards is given this one, wherever it lies.
 *
 * @returns Why it cannot be loaded, in the loader's words; undefined when it is.
 */
export function loadForever(calls: LoaderCalls, path: string): string | undefined {
  if (calls.dlopen(cString(path), RTLD_LAZY | RTLD_NODELETE) !== null) return undefined;
  return readCString(calls.dlerror()) || "the loader gives no reason";
}
