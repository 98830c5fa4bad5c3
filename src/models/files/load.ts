/**
 * Loading of models, whatever kind of file or folder they are in.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { gruClasses } from "../keras/gru.ts";
import { loadKeras, type LoadKerasOptions } from "../keras/load_keras.ts";
import { pathOf } from "./read_source.ts";

/** How a model is loaded. */
export type LoadOptions = LoadKerasOptions;

/** What a TensorFlow SavedModel is loaded as. */
export type SavedModel = Awaited<ReturnType<typeof tf.node.loadSavedModel>>;

/**
 * Loads a model: `.keras` and `.h5` of Keras, a folder of tfjs or its `model.json`, a folder of a
 * TensorFlow SavedModel.
 *
 * @param path The file or folder.
 * @param options For files of Keras.
 * @returns A `tf.LayersModel`; for SavedModels, and for tfjs' graph models, one that only predicts. The
 *   caller disposes it.
 * @throws {TypeError} For `.safetensors`, which holds weights alone, and for a folder of neither kind.
 *
 * @example
 * ```ts
 * import { assertRejects } from "@std/assert";
 * import { models } from "tensaur";
 *
 * await assertRejects(() => models.load("weights.safetensors"), TypeError, "models.loadWeights");
 * ```
 */
export async function load(
  path: string | URL,
  options: LoadOptions = {},
): Promise<tf.LayersModel | tf.GraphModel | SavedModel> {
  const place = pathOf(path);
  if (/\.safetensors(\.index\.json)?$/i.test(place)) {
    throw new TypeError(
      `Cannot load a model from ${place}: safetensors hold weights alone; build the model, then call ` +
        "models.loadWeights",
    );
  }
  const { isDirectory } = await Deno.stat(place);
  if (isDirectory) return await loadFolder(place.replace(/[/\\]+$/, ""));
  if (/\.json$/i.test(place)) return await loadTfjs(place);
  if (/saved_model\.pb$/.test(place)) {
    return await tf.node.loadSavedModel(place.replace(/[/\\]?saved_model\.pb$/, "") || ".");
  }
  return await loadKeras(place, options);
}

async function loadFolder(
  folder: string,
): Promise<tf.LayersModel | tf.GraphModel | SavedModel> {
  const names = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) names.add(name);
  if (names.has("model.json")) return await loadTfjs(`${folder}/model.json`);
  if (names.has("saved_model.pb")) return await tf.node.loadSavedModel(folder);
  throw new TypeError(
    `Cannot load a model from ${folder}: the folder has neither model.json nor saved_model.pb`,
  );
}

async function loadTfjs(path: string): Promise<tf.LayersModel | tf.GraphModel> {
  let format: unknown;
  try {
    const json = JSON.parse(await Deno.readTextFile(path));
    format = json?.format;
    const manifest: unknown = json?.weightsManifest ?? [];
    checkPaths(manifest);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new TypeError(`Cannot load a model from ${path}: ${cause.message}`, { cause });
  }
  gruClasses();
  if (format === "graph-model") return await tf.loadGraphModel(`file://${path}`);
  return await tf.loadLayersModel(`file://${path}`);
}

/** A model.json names its files: they lie beside it. */
function checkPaths(manifest: unknown): void {
  const groups = Array.isArray(manifest) ? manifest as { paths?: unknown }[] : [];
  for (const file of groups.flatMap(({ paths }) => Array.isArray(paths) ? paths : [])) {
    if (typeof file !== "string" || /^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)/.test(file)) {
      throw new SyntaxError(`it names the file ${JSON.stringify(file)}, which is not beside it`);
    }
  }
}
