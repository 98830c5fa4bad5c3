import * as tf from "../engine/tf.ts";

/** What becomes of the losses of a batch: their mean, their sum, or each is returned. */
export type Reduction = "mean" | "sum" | "none";

/**
 * Reduces losses.
 *
 * @param losses One per example.
 * @param weights Which of them count, 1 or 0 for each; all by default. The mean is over these.
 * @throws {RangeError} If `reduction` is none of the three.
 */
export function reduceLosses(
  losses: tf.Tensor,
  reduction: Reduction,
  weights?: tf.Tensor,
): tf.Tensor {
  const counted = weights === undefined ? losses : tf.mul(losses, weights);
  switch (reduction) {
    case "none":
      return counted;
    case "sum":
      return tf.sum(counted);
    case "mean":
      // Where none counts the loss is 0, not 0/0.
      return weights === undefined
        ? tf.mean(losses)
        : tf.div(tf.sum(counted), tf.maximum(tf.sum(weights), 1));
    default:
      throw new RangeError(
        `Cannot reduce losses by "${reduction}": reduction must be "mean", "sum" or "none"`,
      );
  }
}
