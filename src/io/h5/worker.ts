/**
 * The worker in which HDF5 files are read and written: what a damaged file does to the library ends
 * with it, and so does the memory that a large one takes.
 *
 * @module
 */

import { loadH5wasm } from "../../deps/h5wasm.ts";
import type { H5Answer, H5Request } from "./h5_group.ts";
import { readGroup } from "./read_group.ts";
import { writeGroup } from "./write_group.ts";

/** What is used of a worker's global scope, for which the checked types are those of a program. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<H5Request>) => void) | null;
  postMessage(answer: H5Answer): void;
}

const scope = globalThis as unknown as WorkerScope;

scope.onmessage = async ({ data: request }) => {
  try {
    scope.postMessage(await answer(request));
  } catch (error) {
    const { name, message } = error instanceof Error
      ? error
      : { name: "Error", message: String(error) };
    scope.postMessage({ kind: "error", name, message });
  }
};

async function answer(request: H5Request): Promise<H5Answer> {
  const library = await loadH5wasm();
  const module = await library.ready;
  module.activate_throwing_error_handler();
  if (request.kind === "write") return { kind: "write", bytes: writeGroup(library, request.root) };
  return { kind: "read", root: readGroup(library, module, request) };
}
