/**
 * Saving of models as TensorFlow SavedModels.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import type * as tf from "../../engine/tf.ts";
import { replaceFile } from "../../io/replace_file.ts";
import { replaceFolder, syncFolder } from "../../io/replace_folder.ts";
import { savedModel } from "../../jit/saved_model/saved_model.ts";
import { pathOf } from "../files/read_source.ts";
import { namedWeights } from "../weights/named_weights.ts";
import { modelSignature } from "./model_signature.ts";
import { type SavedInput, type SavedSignature, signatureSource } from "./signature_source.ts";

/** How a SavedModel is written. */
export interface SaveSavedModelOptions {
  /**
   * Inputs of the signature `serving_default`, in the order of the arguments: for a function all of them,
   * for a model those that are to have another shape or dtype than it says itself.
   */
  readonly inputs?: Readonly<Record<string, SavedInput>>;
  /** Further signatures by name. */
  readonly signatures?: Readonly<Record<string, SavedSignature>>;
  /** Examples in each call. Default: any number. */
  readonly batch?: number;
}

const OPTIONS: OptionNames<SaveSavedModelOptions> = { inputs: 0, signatures: 0, batch: 0 };

/** Names of the signature that a model's answer is: TensorFlow Serving's, and Keras'. */
const DEFAULT_NAMES = ["serving_default", "serve"];

/**
 * Saves a model, or a function of tensors, as a TensorFlow SavedModel: a folder that `tf.saved_model.load`
 * and `keras.layers.TFSMLayer` in Python, TensorFlow Serving and `tf.node.loadSavedModel` run. No Python
 * is needed.
 *
 * The model computes in inference mode under the signatures `serving_default` and, as where Keras exports
 * it, `serve`; inputs and outputs have the names of its layers. Weights are variables, under the names of
 * `models.saveWeights` with `_` for what TensorFlow does not take in one; so are variables that a function
 * uses, and tensors that it uses are constants.
 * The first axis, and each other that the model does not know, has any length. Code that needs a length,
 * as where it makes a matrix of a row for each example, says so: give `batch`, or that axis a length.
 * Loaded models can be trained on, but for loops, an LSTM's for example.
 *
 * @param model The model, or a function, compiled by `jit` or not, from tensors to a tensor (the output
 *   `output_0`), a list (`output_0`, `output_1`, …) or tensors by name.
 * @param path The folder. A SavedModel that is there is replaced when the new one is whole.
 * @param options Inputs, further signatures, a fixed number of examples.
 * @throws {Error} If the engine is not tensorflow, or the folder cannot be written.
 * @throws {TypeError} If the code cannot run with axes of any length, names or shapes do not fit, or the
 *   folder holds something else.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { models, tf } from "tensaur";
 *
 * await tf.ready();
 * const model = models.mnistCnn();
 * const folder = `${await Deno.makeTempDir()}/digits`;
 * if (tf.getBackend() === "tensorflow") {
 *   await models.saveSavedModel(model, folder);
 *   const loaded = await tf.node.loadSavedModel(folder);
 *   assertEquals(loaded.inputs[0]!.shape, [-1, 28, 28, 1]);
 *   loaded.dispose();
 * }
 * model.dispose();
 * ```
 */
export async function saveSavedModel(
  model: tf.LayersModel | SavedSignature["compute"],
  path: string | URL,
  options: SaveSavedModelOptions = {},
): Promise<void> {
  requireOptions("Cannot save a SavedModel", options, OPTIONS);
  const folder = await placeOf(pathOf(path));
  const { inputs = {}, signatures = {}, batch } = options;
  if (batch !== undefined && !(Number.isInteger(batch) && batch >= 1)) {
    throw new RangeError(
      `Cannot save a SavedModel: batch must be a positive integer, current value is ${batch}`,
    );
  }
  const main = typeof model === "function"
    ? { compute: model, inputs }
    : modelSignature(model, inputs);
  const names = DEFAULT_NAMES.filter((name) => !Object.hasOwn(signatures, name));
  if (names[0] !== DEFAULT_NAMES[0]) {
    throw new TypeError(
      `Cannot save a SavedModel: the signature ${DEFAULT_NAMES[0]} is the model itself, ` +
        "give the other one another name",
    );
  }
  const sources = [
    signatureSource(names, main, batch),
    ...Object.entries(signatures).map(([name, one]) => signatureSource([name], one, batch)),
  ];
  const parts = savedModel({ signatures: sources, variables: weightsOf(model) });
  await replaceFolder(folder, async (part) => {
    const variables = `${part}/variables`;
    for (const name of ["assets", "variables"]) await Deno.mkdir(`${part}/${name}`);
    await parts.saveVariables(variables);
    for await (const { name } of Deno.readDir(variables)) {
      using file = await Deno.open(`${variables}/${name}`, { read: true, write: true });
      await file.sync();
    }
    await syncFolder(variables);
    await replaceFile(`${part}/saved_model.pb`, parts.file);
  });
}

function weightsOf(model: tf.LayersModel | SavedSignature["compute"]) {
  if (typeof model === "function") return [];
  return [...namedWeights(model).values()].map(({ path, variable, trainable, layer }) => ({
    name: path,
    variable,
    trainable: trainable && layer.trainable,
  }));
}

/** The folder itself, whatever link leads there; refuses one that holds other things. */
async function placeOf(path: string): Promise<string> {
  const folder = path.replace(/(?<=.)[/\\]+$/, "");
  try {
    const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
    if (names.length > 0 && !names.includes("saved_model.pb")) {
      throw new TypeError(
        `Cannot save a SavedModel to ${folder}: the folder holds other files, such as ${
          names[0]
        }; ` +
          "give one that is empty, or a new name",
      );
    }
    return await Deno.realPath(folder);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return folder;
    if (!(error instanceof Deno.errors.NotADirectory)) throw error;
    throw new TypeError(`Cannot save a SavedModel to ${folder}: that is a file`, { cause: error });
  }
}
