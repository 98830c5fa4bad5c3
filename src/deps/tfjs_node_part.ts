/** Importing single files of tfjs-node. @module */

import "./node_util.ts";

const DIST = "npm:@tensorflow/tfjs-node-gpu@4.22.0/dist/";

/**
 * Imports one file of the package, such as `callbacks.js`.
 *
 * Its main file cannot be imported: it opens the native addon. The specifier is put together at run
 * time: a literal one would be part of every program's module graph, and Deno would warn about the
 * package's build script in each folder that a program is started from.
 */
export async function importPart<T>(file: string): Promise<T> {
  const module: { default: T } = await import(DIST + file);
  return module.default;
}
