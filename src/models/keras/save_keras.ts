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
import { compileToKeras } from "./compile_to_keras.ts";
import { KerasFileError } from "./keras_error.ts";
import { legacyConfig } from "./legacy_config.ts";
import { modelToKeras } from "./model_to_keras.ts";
import { keras3Weights, KERAS_VERSION, legacyWeightsGroup } from "./write_weights.ts";

/** How a model is saved for Keras. */
export interface SaveKerasOptions {
  /** The kind of file; by the path's ending unless told. */
  readonly format?: "keras" | "h5";
  /** Told what of loss, optimizer and metrics is not written. A warning unless told. */
  readonly onNotice?: (notice: string) => void;
}

/**
 * Saves a model as a file that Python's Keras loads, with the same predictions: `.keras` for Keras 3,
 * `.h5` for tf.keras 2 and Keras 3. Names of layers are kept. The file is replaced in one step. Models
 * within models, and states given to recurrent layers, are written as only Keras 3 reads them.
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
  const { format = formatOf(place), onNotice = tf.backend_util.warn } = options;
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
    bytes = await write(model, onNotice);
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

async function archiveOf(
  model: tf.LayersModel,
  notice: (notice: string) => void,
): Promise<Uint8Array> {
  const config = { ...modelToKeras(model), compile_config: compileToKeras(model, notice) };
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  return await writeZip({
    "metadata.json": json({ keras_version: "3.0.0" }),
    "config.json": json(config),
    "model.weights.h5": await writeH5(await keras3Weights(model)),
  }, { compress: false });
}

async function legacyFileOf(
  model: tf.LayersModel,
  notice: (notice: string) => void,
): Promise<Uint8Array> {
  const config = legacyConfig(modelToKeras(model));
  const compiled = compileToKeras(model, notice);
  return await writeH5({
    attributes: {
      keras_version: KERAS_VERSION,
      backend: "tensorflow",
      model_config: JSON.stringify(config),
      ...compiled !== undefined && { training_config: JSON.stringify(legacyTraining(compiled)) },
    },
    children: { model_weights: await legacyWeightsGroup(model) },
  });
}

/** Keras 2 names the optimizer's part otherwise. */
function legacyTraining({ optimizer, ...rest }: Readonly<Record<string, unknown>>): unknown {
  return { ...rest, optimizer_config: legacyConfig(optimizer) };
}
