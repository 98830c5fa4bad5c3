/**
 * Saving of models for Keras.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { writeH5 } from "../../io/h5/h5.ts";
import { replaceFile } from "../../io/replace_file.ts";
import { writeZip } from "../../io/zip/write_zip.ts";
import { pathOf } from "../files/read_source.ts";
import { compiledState, compileToKeras } from "./compile_to_keras.ts";
import { isObject, type JsonObject, KerasFileError } from "./keras_error.ts";
import { legacyConfig } from "./legacy_config.ts";
import { modelToKeras } from "./model_to_keras.ts";
import {
  keras3Weights,
  KERAS_VERSION,
  legacyStateGroup,
  legacyWeightsGroup,
} from "./write_weights.ts";

/** How a model is saved for Keras. */
export interface SaveKerasOptions {
  /** The kind of file; by the path's ending unless told. */
  readonly format?: "keras" | "h5";
  /**
   * Whether what the optimizer remembers is written with the model; true unless told. Keras 3 does not
   * take it out of `.h5` (its own files either): compile the model anew there, or use `.keras`.
   */
  readonly includeOptimizer?: boolean;
  /** Told what of loss, optimizer and metrics is not written. A warning unless told. */
  readonly onNotice?: (notice: string) => void;
}

/**
 * Saves a model as a file that Python's Keras loads, with the same predictions: `.keras` for Keras 3,
 * `.h5` for tf.keras 2 and Keras 3. Names of layers are kept. The file is replaced in one step. Models
 * within models, and states given to recurrent layers, are written as only Keras 3 reads them.
 *
 * A model that is compiled with one of `train.optimizers` is written with what that remembers, so that
 * Keras goes on training where it ended.
 *
 * @param model A Sequential or Functional model of layers that Keras has.
 * @param path Where it is written, ending on `.keras` or `.h5` unless the format is told.
 * @param options The format.
 * @throws {KerasFileError} When Keras 3 does not have a layer or an option; the message names it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { models, tf } from "tensaur";
 *
 * await tf.ready();
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 * const path = await Deno.makeTempFile({ suffix: ".h5" });
 * await models.saveKeras(model, path);
 * assertEquals(await Deno.readFile(path).then((bytes) => bytes[1]), "H".charCodeAt(0));
 * model.dispose();
 * ```
 */
export async function saveKeras(
  model: tf.LayersModel,
  path: string | URL,
  options: SaveKerasOptions = {},
): Promise<void> {
  const place = pathOf(path);
  const { format = formatOf(place), includeOptimizer = true, onNotice = tf.backend_util.warn } =
    options;
  if (format !== "keras" && format !== "h5") {
    throw new TypeError(
      `Cannot save a model for Keras: format must be "keras" or "h5", current value is ${
        JSON.stringify(format)
      } (path ${place})`,
    );
  }
  const write = format === "keras" ? archiveOf : legacyFileOf;
  let bytes: Uint8Array;
  try {
    bytes = await write(model, { includeOptimizer, notice: onNotice });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KerasFileError(`Cannot save the model "${model.name}" to ${place}: ${reason}`, {
      cause,
    });
  }
  await replaceFile(place, bytes);
}

function formatOf(path: string): "keras" | "h5" | undefined {
  return /\.keras$/i.test(path) ? "keras" : /\.(h5|hdf5)$/i.test(path) ? "h5" : undefined;
}

interface Told {
  readonly includeOptimizer: boolean;
  readonly notice: (notice: string) => void;
}

async function archiveOf(model: tf.LayersModel, told: Told): Promise<Uint8Array> {
  const { compiled, state } = await training(model, told);
  const config = { ...modelToKeras(model), compile_config: compiled };
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  return await writeZip({
    "metadata.json": json({ keras_version: "3.0.0" }),
    "config.json": json(config),
    "model.weights.h5": await writeH5(await keras3Weights(model, state)),
  }, { compress: false });
}

async function legacyFileOf(model: tf.LayersModel, told: Told): Promise<Uint8Array> {
  const config = legacyConfig(modelToKeras(model));
  const { compiled, state } = await training(model, told);
  return await writeH5({
    attributes: {
      keras_version: KERAS_VERSION,
      backend: "tensorflow",
      model_config: JSON.stringify(config),
      ...compiled !== undefined && { training_config: JSON.stringify(legacyTraining(compiled)) },
    },
    children: {
      model_weights: await legacyWeightsGroup(model),
      ...state !== undefined && { optimizer_weights: legacyStateGroup(state) },
    },
  });
}

/** How the model is compiled, and what its optimizer remembers. */
async function training(model: tf.LayersModel, { includeOptimizer, notice }: Told) {
  const compiled = compileToKeras(model, notice);
  const state = compiled && includeOptimizer ? await compiledState(model, notice) : undefined;
  return { compiled, state };
}

/** Keras 2 names the optimizer's part otherwise; Keras finds a schedule in it by its module only. */
function legacyTraining({ optimizer, ...rest }: JsonObject): unknown {
  if (!isObject(optimizer)) return { ...rest, optimizer_config: optimizer };
  const { class_name, config } = optimizer;
  return {
    ...rest,
    optimizer_config: { class_name, config: legacyOptimizer(config as JsonObject) },
  };
}

/** Without what says nothing, and what optimizers of Keras 2 refuse to hear. */
function legacyOptimizer(config: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(config).filter(([name, value]) =>
      value !== null && (config.use_ema === true || !/^(use_)?ema/.test(name))
    ),
  );
}
