/**
 * Builds tfjs-node's native addon from the sources in its npm package against a TensorFlow library,
 * so that both sides of the benchmark run on the same one.
 *
 * @module
 */

import { dirname, join } from "node:path";
import { INSTALLED, installPackages } from "../../tests/upstream/install.ts";

/** Where the addon was built, or why it could not be. */
export type Built = { addon: string } | { missing: string };

/**
 * Builds the addon into `folder`, once.
 *
 * @param library File of `libtensorflow_cc.so.2`.
 * @param include Folder of TensorFlow's headers: `tensorflow/include` of the same wheel.
 */
export async function buildAddon(library: string, include: string, folder: string): Promise<Built> {
  const headers = await nodeHeaders();
  if (headers === undefined) return { missing: "Node's headers (node_api.h)" };
  await installPackages();
  const source = new URL("node_modules/@tensorflow/tfjs-node/", INSTALLED).pathname;
  await Deno.mkdir(folder, { recursive: true });
  const addon = join(folder, "tfjs_binding.node");
  const { success, stderr } = await new Deno.Command("g++", {
    args: [
      ..."-O2 -std=c++17 -shared -fPIC -DNAPI_VERSION=8".split(" "),
      ...[headers, include, source].map((path) => `-I${path}`),
      join(source, "binding/tfjs_backend.cc"),
      join(source, "binding/tfjs_binding.cc"),
      "-o",
      addon,
      `-L${dirname(library)}`,
      "-l:libtensorflow_cc.so.2",
      "-l:libtensorflow_framework.so.2",
      `-Wl,-rpath,${dirname(library)}`,
    ],
    stdout: "null",
    stderr: "piped",
  }).output();
  return success ? { addon } : { missing: new TextDecoder().decode(stderr).slice(-2000) };
}

async function nodeHeaders(): Promise<string | undefined> {
  const { stdout } = await new Deno.Command("node", { args: ["-p", "process.execPath"] }).output();
  const prefix = dirname(dirname(new TextDecoder().decode(stdout).trim()));
  for (const folder of [join(prefix, "include/node"), "/usr/include/node"]) {
    try {
      await Deno.stat(join(folder, "node_api.h"));
      return folder;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return undefined;
}
