/**
 * Which accuracy the word means.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import { accuracy, binaryAccuracy, categoricalAccuracy } from "../metrics/accuracy.ts";
import type { BatchMeasure } from "./objective.ts";

/** What decides it. */
export interface AccuracyOf {
  /** Axes of the targets. */
  readonly targets: readonly (number | null)[];
  /** Axes of what the model answers. */
  readonly outputs: readonly (number | null)[];
  /** Whether the loss takes each answer for one that says yes or no. */
  readonly binary: boolean;
  /** Whether it takes the targets for class numbers. */
  readonly sparse: boolean;
}

/**
 * The metric that Keras and tfjs mean by "accuracy": of one score per example, or a loss of yes and no,
 * the binary one, with yes above 0.5; of class numbers and of one-hot rows the share of highest scores.
 */
export function namedAccuracy({ targets, outputs, binary, sparse }: AccuracyOf): BatchMeasure {
  if (!sparse && (binary || outputs.length < 2 || outputs.at(-1) === 1)) return binaryAccuracy;
  if (!sparse && targets.length === outputs.length && targets.at(-1) !== 1) {
    return categoricalAccuracy;
  }
  // Class numbers may come as floats, and with an axis of their own.
  return (numbers, scores) =>
    accuracy(tf.reshape(tf.cast(numbers, "int32"), scores.shape.slice(0, -1)), scores);
}
