/**
 * `model.save("file://folder")` and `tf.loadLayersModel("file://folder/model.json")`, on every backend.
 *
 * The format and its reader are tfjs-node's; loaded at the first use.
 *
 * @module
 */
import { dirname } from "node:path";
import * as tfjs from "../deps/tfjs.ts";

const SCHEME = "file://";

type Path = string | string[];

async function nodeFileSystem(path: Path): Promise<tfjs.io.IOHandler> {
  const { loadNodeFileSystem } = await import("../deps/tfjs_node_files.ts");
  return new (await loadNodeFileSystem())(path);
}

function pathOf(url: string): string {
  const path = url.slice(SCHEME.length);
  // file:///C:/models on Windows: the slash before the drive is none of the path.
  return /^\/[A-Za-z]:[\\/]/.test(path) ? path.slice(1) : path;
}

/**
 * A handler that saves a model to a folder, or loads one from its model.json.
 *
 * @param path Folder to save to, or path of the model.json to load; two paths mean a topology and a
 *   weights manifest.
 */
export function fileSystem(path: Path): tfjs.io.IOHandler {
  return {
    async save(artifacts) {
      // tfjs-node makes only the last folder of the path.
      if (typeof path === "string") await Deno.mkdir(dirname(path), { recursive: true });
      return await (await nodeFileSystem(path)).save!(artifacts);
    },
    async load() {
      return await (await nodeFileSystem(path)).load!();
    },
  };
}

/**
 * Finds the handler for an address.
 *
 * @param url An address as `file://` + path of the folder or the model.json; what follows the scheme is
 *   taken as it is, relative paths included. Two addresses mean a topology and a weights manifest.
 * @returns The handler, or null for another scheme.
 */
export function fileIoRouter(url: Path): tfjs.io.IOHandler | null {
  const urls = [url].flat();
  if (!urls.every((each) => typeof each === "string" && each.startsWith(SCHEME))) return null;
  return fileSystem(typeof url === "string" ? pathOf(url) : url.map(pathOf));
}

let registered = false;

/** Lets tfjs save to and load from `file://`; a second call does nothing. */
export function registerFileIo(): void {
  if (registered) return;
  registered = true;
  // tfjs's types know no null, which its registry takes for "not mine".
  const router = fileIoRouter as Parameters<typeof tfjs.io.registerLoadRouter>[0];
  tfjs.io.registerLoadRouter(router);
  tfjs.io.registerSaveRouter(router);
}
