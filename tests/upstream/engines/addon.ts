import { createRequire } from "node:module";
import util from "node:util";
import { INSTALLED } from "../install.ts";

// The official addon of @tensorflow/tfjs-node, compiled against a libtensorflow of today (README.md
// says how): what it passes, the project's engine has to pass too.

/** tfjs-node's main module, once {@linkcode ready} has run. */
export let tf: unknown;

/** tfjs-node's own modules, which spies and `instanceof` have to meet. */
export let internals: Readonly<Record<string, unknown>> = {};

/** Puts the addon where tfjs-node looks for it, and loads tfjs-node. */
export async function ready(): Promise<void> {
  const addon = Deno.env.get("TENSAUR_TFJS_ADDON");
  if (!addon) throw new Error("Cannot load the addon: set TENSAUR_TFJS_ADDON to tfjs_binding.node");
  const root = new URL("node_modules/@tensorflow/tfjs-node/", INSTALLED);
  await Deno.mkdir(new URL("lib/napi-v8/", root), { recursive: true });
  await Deno.copyFile(addon, new URL("lib/napi-v8/tfjs_binding.node", root));
  // Newer runtimes have dropped it; tfjs-node 4.22 calls it.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
  });
  const require = createRequire(new URL("package.json", INSTALLED));
  tf = require("@tensorflow/tfjs-node");
  internals = Object.fromEntries(
    ["callbacks", "nodejs_kernel_backend"].map((name) => [
      name,
      require(`@tensorflow/tfjs-node/dist/${name}.js`),
    ]),
  );
}

/** tfjs-node registers it under this name. */
export function backendName(): string {
  return "tensorflow";
}
