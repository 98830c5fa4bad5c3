/**
 * Models that Keras has trained for some steps, and the weights that it has after some steps more
 * (make_keras_training.py).
 *
 * @module
 */

import * as tf from "../../../src/engine/tf.ts";
import { goldenFiles } from "./goldens.ts";

/** Steps that the files have behind them, and that the weights have. */
export const STEPS = 3;
/** Steps after which the weights were noted down. */
export const LAST = 7;

/** One optimizer. */
export interface TrainedGolden {
  readonly name: string;
  /** After {@linkcode STEPS}, by ending. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** After {@linkcode LAST}, by layer. */
  readonly weights: readonly (readonly number[])[];
}

/** All optimizers. */
export async function trainedGoldens(): Promise<TrainedGolden[]> {
  const files = await goldenFiles("keras_training.zip");
  return Object.keys(files).filter((file) => file.endsWith(".json")).map((file) => {
    const name = file.replace(".json", "");
    const { weights } = JSON.parse(new TextDecoder().decode(files[file]));
    const kinds = [".keras", ".h5"].filter((ending) => `${name}${ending}` in files);
    return {
      name,
      weights,
      files: Object.fromEntries(kinds.map((ending) => [ending, files[`${name}${ending}`]!])),
    };
  });
}

function numbers(shape: [number, number], seed: number): tf.Tensor {
  const values = Float32Array.from(
    { length: shape[0] * shape[1] },
    (_, i) => Math.sin((i + 1) * 12.9898 * seed) * 2,
  );
  return tf.tensor(values, shape);
}

/** Trains a compiled model on the batches of some steps, as Keras was. */
export async function trainSteps(model: tf.LayersModel, from: number, to: number): Promise<void> {
  for (let step = from; step < to; step++) {
    const [x, y] = [numbers([8, 4], step + 1), numbers([8, 2], step + 31)];
    await model.trainOnBatch(x, y);
    tf.dispose([x, y]);
  }
}

/** The greatest difference between a model's weights and Keras'. */
export function weightDifference(model: tf.LayersModel, weights: TrainedGolden["weights"]): number {
  const ours = model.layers.flatMap((layer) => layer.getWeights()).map((one) => one.dataSync());
  const sizes = (lists: readonly ArrayLike<number>[]) => lists.map(({ length }) => length).join();
  if (sizes(ours) !== sizes(weights)) return Infinity;
  return Math.max(
    ...ours.flatMap((values, i) =>
      [...values].map((value, j) => Math.abs(value - weights[i]![j]!))
    ),
  );
}
