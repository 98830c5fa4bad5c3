/**
 * tfjs-node's reader and writer of models in files, without the rest of tfjs-node.
 *
 * @module
 */

import { importPart } from "./tfjs_node_part.ts";
import type { FileSystemModule } from "./tfjs_node_types.ts";

/** Saves and loads one model; its argument is a folder to save to, or a model.json to load. */
export async function loadNodeFileSystem(): Promise<FileSystemModule["NodeFileSystem"]> {
  return (await importPart<FileSystemModule>("io/file_system.js")).NodeFileSystem;
}
