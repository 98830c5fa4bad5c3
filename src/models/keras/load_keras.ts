/**
 * Loading of Keras' models.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { compileFromKeras } from "./compile_from_keras.ts";
import { readSource } from "../files/read_source.ts";
import { type KerasFile, readKerasFile } from "./keras_file.ts";
import { KerasFileError } from "./keras_error.ts";
import { modelFromKeras } from "./model_from_keras.ts";
import type { StateArray } from "./optimizer_state.ts";
import { readKeras3Weights, readLegacyWeights } from "./read_weights.ts";

/** How a model of Keras' is loaded. */
export interface LoadKerasOptions {
  /** Whether loss, optimizer and metrics are taken over as well; true unless told. */
  readonly compile?: boolean;
  /**
   * Told what is carried over in another way, or not at all, and changes no prediction: an optimizer's
   * option or state, a metric, a policy of 16-bit floats. A warning unless told.
   */
  readonly onNotice?: (notice: string) => void;
  /** Bytes that the file may unpack to; 4 GiB unless told. */
  readonly maxBytes?: number;
}

/**
 * Loads a Sequential or Functional model that Keras 2 or 3 has saved as `.keras` or `.h5`, without
 * Python. Its predictions are Keras'; code in the file (Lambda layers) is never run.
 *
 * A compiled model is compiled again, with an optimizer of `train.optimizers` that remembers what Keras'
 * did: training goes on where it ended. Which weights are excluded from decay is in no file; here all
 * decay. The model's `dispose()` frees the optimizer too.
 *
 * @param source Path, `file:` address, or the file's bytes.
 * @param options What is taken over, and how large it may be.
 * @returns The model; the caller disposes it.
 * @throws {KerasFileError} When the file is none of Keras', damaged, or has a layer or an option that
 *   tfjs does not have; the message names file, layer and option.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { models, tf } from "tensaur";
 *
 * await tf.ready();
 * const model = models.mnistCnn();
 * const path = await Deno.makeTempFile({ suffix: ".keras" });
 * await models.saveKeras(model, path);
 * const loaded = await models.loadKeras(path);
 * assertEquals(loaded.countParams(), model.countParams());
 * model.dispose();
 * loaded.dispose();
 * ```
 */
export async function loadKeras(
  source: string | URL | Uint8Array,
  options: LoadKerasOptions = {},
): Promise<tf.LayersModel> {
  const { compile = true, onNotice = tf.backend_util.warn, maxBytes } = options;
  const { bytes, name } = await readSource(source);
  try {
    return await build(await readKerasFile(bytes, maxBytes), { compile, onNotice });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KerasFileError(`Cannot load a Keras model from ${name}: ${reason}`, { cause });
  }
}

async function build(
  file: KerasFile,
  { compile, onNotice }: { compile: boolean; onNotice: (notice: string) => void },
): Promise<tf.LayersModel> {
  if (file.config === undefined) {
    throw new KerasFileError(
      "it holds weights and no model; build the model, then call models.loadWeights",
    );
  }
  const model = modelFromKeras(file.config, { version: file.version, onNotice });
  try {
    const { kind, root } = file.weights;
    if (kind === "numbered") readKeras3Weights(model, root);
    else readLegacyWeights(model, root);
    if (compile) {
      const state = stateIn(file, onNotice);
      await compileFromKeras(model, file.compiled, { state, notice: onNotice });
    }
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** What the optimizer remembers, if it is in a known order. */
function stateIn(
  { optimizer = [], version, weights }: KerasFile,
  notice: (notice: string) => void,
): readonly StateArray[] {
  // In .h5 names tell; .keras of Keras 2 has numbers alone, in orders that differ from version to version.
  if (weights.kind === "named" || version === 3 || optimizer.length === 0) return optimizer;
  notice("The optimizer's state is not taken over, it starts anew: it is Keras 2's");
  return [];
}
