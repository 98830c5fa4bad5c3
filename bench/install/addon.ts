/**
 * Builds tfjs-node's native addon from the sources in its npm package against a TensorFlow library,
 * so that both sides of the benchmark run on the same one.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { MissingError, output } from "./command.ts";
import { isThere } from "./files.ts";

/** What the addon is built from. */
export interface AddonSources {
  /** File of `libtensorflow_cc.so.2`. */
  readonly library: string;
  /** Folders that may hold TensorFlow's headers, `tensorflow/c/c_api.h` among them. */
  readonly includes: readonly string[];
  /** Folder of tfjs-node's npm package. */
  readonly source: string;
  /** Folder to build in. */
  readonly folder: string;
}

/**
 * Builds the addon, unless it is there already for the same library.
 *
 * @returns The file of the addon.
 * @throws {MissingError} When headers or the compiler are missing, or the build fails.
 */
export async function buildAddon(
  { library, includes, source, folder }: AddonSources,
): Promise<string> {
  const node = await firstWith(await nodeIncludes(), "node_api.h");
  if (node === undefined) throw new MissingError("Node's headers (node_api.h) are not there");
  const tensorflow = await firstWith(includes, "tensorflow/c/c_api.h");
  if (tensorflow === undefined) {
    throw new MissingError("TensorFlow's headers are not there: its wheel for Python has them");
  }
  await Deno.mkdir(folder, { recursive: true });
  const addon = join(folder, "tfjs_binding.node");
  const stamp = join(folder, "tfjs_binding.json");
  const made = JSON.stringify({ library, changed: (await Deno.stat(library)).mtime });
  if (await isThere(addon) && await isThere(stamp) && await Deno.readTextFile(stamp) === made) {
    return addon;
  }
  await output("g++", {
    args: [
      ..."-O2 -std=c++17 -shared -fPIC -DNAPI_VERSION=8".split(" "),
      ...[node, tensorflow, source].map((path) => `-I${path}`),
      join(source, "binding/tfjs_backend.cc"),
      join(source, "binding/tfjs_binding.cc"),
      "-o",
      addon,
      `-L${dirname(library)}`,
      "-l:libtensorflow_cc.so.2",
      "-l:libtensorflow_framework.so.2",
      `-Wl,-rpath,${dirname(library)}`,
    ],
  });
  await Deno.writeTextFile(stamp, made);
  return addon;
}

async function nodeIncludes(): Promise<string[]> {
  const node = await output("node", { args: ["-p", "process.execPath"] });
  return [join(dirname(dirname(node)), "include/node"), "/usr/include/node"];
}

async function firstWith(folders: readonly string[], file: string): Promise<string | undefined> {
  for (const folder of folders) if (await isThere(join(folder, file))) return folder;
  return undefined;
}
