/**
 * `tf.node`'s functions for SavedModels.
 *
 * @module
 */

import * as tfjs from "../deps/tfjs.ts";
import type { TensorflowBackend } from "./backend.ts";
import {
  describeSavedModel,
  loadSavedModelInto,
  type SavedModelMetaGraph,
  type TFSavedModel,
} from "./saved_model.ts";
import { BACKEND } from "./info.ts";
import { startedTensorflow } from "./start.ts";

/**
 * Loads a signature of a SavedModel, as TensorFlow and Keras (`model.export`) write them.
 *
 * Signatures of one model share its variables.
 *
 * @param path Folder that holds `saved_model.pb`.
 * @param tags Tags of the graph to load.
 * @param signature Signature to load; {@linkcode getMetaGraphsFromSavedModel} lists them.
 * @returns The model; the caller disposes it.
 * @throws {Error} If the engine is not tensorflow, or there is no such model, tag or signature.
 */
export async function loadSavedModel(
  path: string,
  tags: string[] = ["serve"],
  signature = "serving_default",
): Promise<TFSavedModel> {
  const backend = await tensorflowBackend("loadSavedModel");
  return loadSavedModelInto(backend, { path, tags, signature });
}

/**
 * Lists the graphs of a SavedModel with their tags and signatures. Works on every engine.
 *
 * @param path Folder that holds `saved_model.pb`.
 */
export function getMetaGraphsFromSavedModel(path: string): Promise<SavedModelMetaGraph[]> {
  return Promise.resolve().then(() => describeSavedModel(path));
}

/** SavedModels that are loaded and were not disposed; signatures of one model count once. */
export function getNumOfSavedModels(): number {
  const backend = startedTensorflow() && tfjs.findBackend(BACKEND);
  return backend ? (backend as TensorflowBackend).savedModels.size : 0;
}

async function tensorflowBackend(name: string): Promise<TensorflowBackend> {
  await tfjs.ready();
  if (tfjs.getBackend() !== BACKEND) {
    throw new Error(
      `Cannot call tf.node.${name}: it needs the tensorflow engine; call \`await tf.ready()\` ` +
        "first, and `engine.info()` to see why another engine was chosen",
    );
  }
  return tfjs.backend() as TensorflowBackend;
}
