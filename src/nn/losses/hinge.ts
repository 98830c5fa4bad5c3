/**
 * Losses of margins.
 *
 * @module
 */
import * as tf from "../../engine/tf.ts";
import {
  type LossOptions,
  lossPair,
  meanLoss,
  reduceLoss,
  requireLossOptions,
} from "./loss_options.ts";

/** Targets of 0 and 1 as -1 and 1; others as they are. */
function signs(targets: tf.Tensor): tf.Tensor {
  const binary = tf.all(tf.logicalOr(tf.equal(targets, 0), tf.equal(targets, 1)));
  return tf.add(targets, tf.mul(tf.cast(binary, "float32"), tf.sub(targets, 1)));
}

function shortfall(targets: tf.Tensor, outputs: tf.Tensor): tf.Tensor {
  return tf.relu(tf.sub(1, tf.mul(signs(targets), outputs)));
}

/**
 * How far scores fall short of a margin of 1 on the right side: `max(1 - target · output, 0)`, Keras'
 * `Hinge`.
 *
 * @param targets -1 or 1, `[batch, …]`; if all are 0 or 1, 0 stands for -1.
 * @param outputs Scores, float32 of the same shape.
 * @param options Weights and reduction.
 * @returns A scalar, or without reduction one loss per example.
 * @throws {TypeError} When shapes or dtypes do not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const each = nn.hinge(tf.tensor1d([1, 0]), tf.tensor1d([0.5, -3]), { reduction: "none" });
 * assertEquals([...each.dataSync()], [0.5, 0]);
 * ```
 */
export function hinge(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: LossOptions = {},
): tf.Tensor {
  requireLossOptions("hinge", options);
  return meanLoss("hinge", [targets, outputs], options, shortfall);
}

/**
 * The square of {@linkcode hinge}'s: Keras' `SquaredHinge`.
 *
 * @param targets -1 or 1, `[batch, …]`; if all are 0 or 1, 0 stands for -1.
 * @param outputs Scores, float32 of the same shape.
 * @param options Weights and reduction.
 * @returns A scalar, or without reduction one loss per example.
 * @throws {TypeError} When shapes or dtypes do not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * assertEquals(nn.squaredHinge(tf.tensor1d([1]), tf.tensor1d([0.5])).dataSync()[0], 0.25);
 * ```
 */
export function squaredHinge(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: LossOptions = {},
): tf.Tensor {
  requireLossOptions("squaredHinge", options);
  return meanLoss(
    "squaredHinge",
    [targets, outputs],
    options,
    (t, o) => tf.square(shortfall(t, o)),
  );
}

/**
 * How far the right class's score falls short of a margin of 1 above the best other: Keras'
 * `CategoricalHinge`.
 *
 * @param targets One-hot rows, `[batch, …, classes]`.
 * @param outputs Scores, float32 of the same shape.
 * @param options Weights and reduction.
 * @returns A scalar, or without reduction one loss per row.
 * @throws {TypeError} When shapes or dtypes do not fit.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const loss = nn.categoricalHinge(tf.tensor2d([[0, 1, 0]]), tf.tensor2d([[2, 1.5, 0]]));
 * assertEquals(loss.dataSync()[0], 1.5);
 * ```
 */
export function categoricalHinge(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: LossOptions = {},
): tf.Tensor {
  requireLossOptions("categoricalHinge", options);
  return tf.tidy(() => {
    const { targets: t, outputs: o } = lossPair("categoricalHinge", targets, outputs);
    const right = tf.sum(tf.mul(t, o), -1);
    const best = tf.max(tf.mul(tf.sub(1, t), o), -1);
    return reduceLoss("categoricalHinge", tf.relu(tf.add(tf.sub(best, right), 1)), options);
  });
}
