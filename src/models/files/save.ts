/**
 * Saving of models, the kind of file by the path's ending.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import { saveKeras, type SaveKerasOptions } from "../keras/save_keras.ts";
import { saveSavedModel } from "../saved_model/save_saved_model.ts";
import { pathOf } from "./read_source.ts";

/** How a model is saved. */
export interface SaveOptions extends Pick<SaveKerasOptions, "includeOptimizer" | "onNotice"> {
  /** The kind of a folder: tfjs', or TensorFlow's SavedModel. Default: `"tfjs"`. */
  readonly format?: "tfjs" | "savedModel";
  /**
   * Whether what the optimizer remembers is saved with the model; unless told it is in files of Keras,
   * and not in a folder of tfjs.
   */
  readonly includeOptimizer?: boolean;
}

/**
 * Saves a model: `.keras` and `.h5` for Keras, any path without an ending as a folder of tfjs
 * (`model.json` and the weights), which browsers load as well; a path that ends on `saved_model.pb`, or
 * the format `"savedModel"`, as a folder of TensorFlow's ({@linkcode saveSavedModel} knows more of that).
 *
 * @param model The model.
 * @param path Where it goes.
 * @param options What is saved with it.
 * @throws {TypeError} For `.safetensors`, which holds weights alone, and endings of other kinds.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { models, tf } from "tensaur";
 *
 * await tf.ready();
 * const model = models.mnistCnn();
 * const folder = await Deno.makeTempDir();
 * await models.save(model, `${folder}/digits`);
 * const loaded = await models.load(`${folder}/digits`);
 * assertEquals((loaded as tf.LayersModel).countParams(), 93322);
 * model.dispose();
 * loaded.dispose();
 * ```
 */
export async function save(
  model: tf.LayersModel,
  path: string | URL,
  options: SaveOptions = {},
): Promise<void> {
  const place = pathOf(path);
  const { format = "tfjs", ...rest } = options;
  const name = place.replace(/[/\\]+$/, "").split(/[/\\]/).at(-1)!;
  if (format !== "tfjs" && format !== "savedModel") {
    throw new TypeError(
      `Cannot save a model to ${place}: format must be "tfjs" or "savedModel", current value is ${
        JSON.stringify(format)
      }`,
    );
  }
  if (format === "savedModel") return await saveSavedModel(model, place);
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase();
  if (ending === "keras" || ending === "h5" || ending === "hdf5") {
    return await saveKeras(model, place, rest);
  }
  if (ending === "safetensors") {
    throw new TypeError(
      `Cannot save a model to ${place}: safetensors hold weights alone; use models.saveWeights, or save ` +
        "the model as .keras",
    );
  }
  if (ending === "pb" && name !== "saved_model.pb") {
    throw new TypeError(
      `Cannot save a model to ${place}: the file in a folder of TensorFlow's is named saved_model.pb`,
    );
  }
  if (ending === "pb") return await saveSavedModel(model, folderOf(place, name));
  const folder = name === "model.json" ? folderOf(place, name) : place;
  if (ending === "json" && name !== "model.json") {
    throw new TypeError(
      `Cannot save a model to ${place}: the file in a folder of tfjs is named model.json`,
    );
  }
  await model.save(`file://${folder}`, { includeOptimizer: rest.includeOptimizer ?? false });
}

/** The folder of a file whose name the path ends on. */
function folderOf(path: string, name: string): string {
  return path.slice(0, -name.length) || ".";
}
