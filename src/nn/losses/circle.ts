/**
 * Losses of embeddings.
 *
 * @module
 */
import type { OptionNames } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import {
  LOSS_OPTIONS,
  type LossOptions,
  reduceLoss,
  refuse,
  requireLossOptions,
} from "./loss_options.ts";

/** Options of {@linkcode circle}. */
export interface CircleOptions extends LossOptions {
  /** How steep it is; 80 unless told. */
  readonly gamma?: number;
  /** How far off similarities may be; 0.4 unless told. */
  readonly margin?: number;
}

const CIRCLE_OPTIONS: OptionNames<CircleOptions> = {
  ...LOSS_OPTIONS,
  gamma: true,
  margin: true,
};

/** Below every score that there can be, yet a number: differences of it are. */
const NEVER = -1e30;

/** Logarithm of the sum of powers along rows, of those entries that count. */
function logSumExp(values: tf.Tensor, counted: tf.Tensor): tf.Tensor {
  return tf.logSumExp(tf.where(counted, values, tf.fill(values.shape, NEVER)), 1);
}

/**
 * Pulls embeddings of one class together and pushes others apart, the more the further off each pair is:
 * Keras' `Circle`, within a batch. Examples that have no other of their class, or none of another, cost 0
 * and do not count in the mean.
 *
 * Y. Sun et al., Circle Loss, 2020.
 *
 * @param targets Class numbers, int32 `[batch]`.
 * @param embeddings Vectors of length 1, float32 `[batch, size]`.
 * @param options Steepness and margin, weights and reduction.
 * @returns A scalar, or without reduction one loss per example.
 * @throws {TypeError} When shapes or dtypes do not fit.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const vectors = tf.tensor2d([[1, 0], [1, 0], [0, 1], [0, 1]]);
 * const right = nn.circle(tf.tensor1d([0, 0, 1, 1], "int32"), vectors);
 * const wrong = nn.circle(tf.tensor1d([0, 1, 0, 1], "int32"), vectors);
 * assert(right.dataSync()[0]! < wrong.dataSync()[0]!);
 * ```
 */
export function circle(
  targets: tf.Tensor,
  embeddings: tf.Tensor,
  options: CircleOptions = {},
): tf.Tensor {
  requireLossOptions("circle", options, CIRCLE_OPTIONS);
  const { gamma = 80, margin = 0.4 } = options;
  if (
    targets.dtype !== "int32" || embeddings.dtype !== "float32" || embeddings.rank !== 2 ||
    targets.size !== embeddings.shape[0] || targets.rank > 2
  ) {
    refuse(
      "circle",
      targets,
      embeddings,
      "targets must be class numbers, int32 [batch], and outputs vectors, float32 [batch, size]",
    );
  }
  return tf.tidy(() => {
    const count = targets.size;
    const classes = tf.reshape(targets, [count, 1]);
    const same = tf.equal(classes, tf.transpose(classes)); // [batch, batch]
    const self = tf.cast(tf.eye(count), "bool");
    const positive = tf.logicalAnd(same, tf.logicalNot(self));
    const negative = tf.logicalNot(same);
    const far = tf.relu(
      tf.sub(1, tf.matMul(embeddings as tf.Tensor2D, embeddings as tf.Tensor2D, false, true)),
    );
    // The further a pair is from where it should be, the more its own distance weighs.
    const pull = tf.mul(tf.mul(tf.relu(tf.add(far, margin)), tf.sub(far, margin)), gamma);
    const push = tf.mul(
      tf.mul(tf.relu(tf.sub(1 + margin, far)), tf.sub(1 - margin, far)),
      gamma,
    );
    const losses = tf.softplus(tf.add(logSumExp(pull, positive), logSumExp(push, negative)));
    const counts = tf.cast(tf.greater(losses, 0), "float32");
    return reduceLoss("circle", losses, options, counts);
  });
}
