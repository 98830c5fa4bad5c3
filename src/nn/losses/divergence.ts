/**
 * Losses of distributions and of counts.
 *
 * @module
 */
import * as tf from "../../engine/tf.ts";
import {
  EPSILON,
  type LossOptions,
  lossPair,
  meanLoss,
  reduceLoss,
  requireLossOptions,
} from "./loss_options.ts";

/**
 * Divergence of Kullback and Leibler, `sum(target · log(target / output))`, where probabilities count as
 * at least 1e-7: Keras' `KLDivergence`. torch's takes logarithms and the arguments the other way round.
 *
 * @param targets Probabilities, `[batch, …, classes]`.
 * @param outputs Probabilities, float32 of the same shape.
 * @param options Weights and reduction.
 * @returns A scalar, or without reduction one loss per row.
 * @throws {TypeError} When shapes or dtypes do not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const loss = nn.klDivergence(tf.tensor2d([[0, 1]]), tf.tensor2d([[0.5, 0.5]]));
 * assertAlmostEquals(loss.dataSync()[0]!, Math.LN2, 1e-5);
 * ```
 */
export function klDivergence(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: LossOptions = {},
): tf.Tensor {
  requireLossOptions("klDivergence", options);
  return tf.tidy(() => {
    const pair = lossPair("klDivergence", targets, outputs);
    const t = tf.clipByValue(pair.targets, EPSILON, 1);
    const o = tf.clipByValue(pair.outputs, EPSILON, 1);
    return reduceLoss("klDivergence", tf.sum(tf.mul(t, tf.log(tf.div(t, o))), -1), options);
  });
}

/**
 * Mean of `output - target · log(output)`, for counts whose mean the model tells: Keras' `Poisson`.
 *
 * @param targets Counts, `[batch, …]`.
 * @param outputs Expected counts, above 0, float32 of the same shape.
 * @param options Weights and reduction.
 * @returns A scalar, or without reduction one loss per example.
 * @throws {TypeError} When shapes or dtypes do not fit.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * assertAlmostEquals(nn.poisson(tf.tensor1d([3]), tf.tensor1d([1])).dataSync()[0]!, 1, 1e-6);
 * ```
 */
export function poisson(
  targets: tf.Tensor,
  outputs: tf.Tensor,
  options: LossOptions = {},
): tf.Tensor {
  requireLossOptions("poisson", options);
  return meanLoss(
    "poisson",
    [targets, outputs],
    options,
    (t, o) => tf.sub(o, tf.mul(t, tf.log(tf.add(o, EPSILON)))),
  );
}
