/**
 * The peers in Node: tfjs's packages, and this benchmark's own files transpiled beside them.
 *
 * @module
 */

import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { installPackages } from "../../tests/upstream/install.ts";
import { TFJS_VERSION } from "../../tests/upstream/packages.ts";
import { MissingError, output, reason } from "./command.ts";
import { BUILD } from "./files.ts";

/** The packages; their install scripts, which fetch an old TensorFlow, do not run. */
const PACKAGES = {
  "@tensorflow/tfjs": TFJS_VERSION,
  "@tensorflow/tfjs-backend-wasm": TFJS_VERSION,
  "@tensorflow/tfjs-node": TFJS_VERSION,
};

/** Our files that run in Node, without their ending. */
const SCRIPTS = [
  "serve",
  "shapes",
  "start_tfjs",
  "tfjs",
  "tfjs_backend",
  "tfjs_gpt",
  "tfjs_jobs",
  "tfjs_side",
];

/** What the peers in Node run from. */
export interface NodeFolders {
  /** Folder of the transpiled files. */
  readonly scripts: string;
  /** Folder of tfjs-node's package. */
  readonly tfjsNode: string;
}

/**
 * Installs the packages and transpiles the files.
 *
 * @throws {MissingError} When there is no Node, or the packages cannot be installed.
 */
export async function prepareNode(): Promise<NodeFolders> {
  await output("node", { args: ["--version"] });
  const folder = join(BUILD, "npm");
  try {
    await installPackages({ packages: PACKAGES, folder: pathToFileURL(`${folder}/`) });
  } catch (error) {
    throw new MissingError(reason((error as Error).message));
  }
  const scripts = join(folder, "peers");
  const sources = fileURLToPath(new URL("../peers/", import.meta.url));
  await output(Deno.execPath(), {
    args: ["transpile", "--quiet", "--outdir", scripts, ...SCRIPTS.map((name) => `${name}.ts`)],
    cwd: sources,
  });
  for (const name of SCRIPTS) {
    const path = join(scripts, `${name}.js`);
    const text = await Deno.readTextFile(path);
    // Deno leaves the specifiers as they are.
    await Deno.writeTextFile(path, text.replaceAll(/(from "\.\/\w+)\.ts"/g, '$1.js"'));
  }
  return { scripts, tfjsNode: join(folder, "node_modules/@tensorflow/tfjs-node") };
}
