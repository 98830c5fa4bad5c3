/**
 * One number per example, with an axis of its own or without.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";

/** Lengths of axes; null is one that is not known yet. */
type Shape = readonly (number | null)[];

/** Targets beside what the model answered. */
export interface Answered {
  /** What is true. */
  readonly targets: tf.Tensor;
  /** What the model answered. */
  readonly outputs: tf.Tensor;
}

/**
 * The shapes of targets and outputs where `[batch]` beside `[batch, 1]` is `[batch, 1]`, as in Keras;
 * others stay.
 */
export function sameRankShapes(targets: Shape, outputs: Shape): { targets: Shape; outputs: Shape } {
  if (outputs.length === targets.length + 1 && outputs.at(-1) === 1) {
    return { targets: [...targets, 1], outputs };
  }
  if (targets.length === outputs.length + 1 && targets.at(-1) === 1) {
    return { targets, outputs: [...outputs, 1] };
  }
  return { targets, outputs };
}

/** The same of tensors: what is left as it is would be paired with each other example. */
export function sameRank({ targets, outputs }: Answered): Answered {
  const shapes = sameRankShapes(targets.shape, outputs.shape);
  const shaped = (tensor: tf.Tensor, shape: Shape) =>
    shape.length === tensor.rank ? tensor : tf.reshape(tensor, shape as number[]);
  return { targets: shaped(targets, shapes.targets), outputs: shaped(outputs, shapes.outputs) };
}
