/**
 * Sequences of unknown alignment.
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

/** Options of {@linkcode ctc}. */
export interface CtcOptions extends LossOptions {
  /** How many steps of each example count, int32 `[batch]`; all unless told. */
  readonly outputLengths?: tf.Tensor;
}

const CTC_OPTIONS: OptionNames<CtcOptions> = {
  ...LOSS_OPTIONS,
  outputLengths: true,
};

/** Stands for log 0: sums of it stay numbers. */
const NEVER = -1e30;

/**
 * Connectionist temporal classification: minus the logarithm of the probability that the outputs, step by
 * step, spell the targets, whatever the alignment. Class 0 is the blank between characters, and also what
 * targets are padded with: Keras' `CTC`.
 *
 * A. Graves et al., Connectionist Temporal Classification, 2006, equations 6 to 8.
 *
 * @param targets Class numbers from 1, padded with 0 at the end, int32 `[batch, length]`.
 * @param outputs Unnormalised scores, float32 `[batch, time, classes]`.
 * @param options Lengths, weights and reduction.
 * @returns A scalar, or without reduction one loss per example; about 1e30 where the steps are too few to
 *   spell the targets.
 * @throws {TypeError} When shapes or dtypes are others.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * // Of two even steps over {blank, a}, three of four ways spell "a".
 * const loss = nn.ctc(tf.tensor2d([[1]], [1, 1], "int32"), tf.zeros([1, 2, 2]));
 * assertAlmostEquals(loss.dataSync()[0]!, -Math.log(3 / 4), 1e-6);
 * ```
 */
export function ctc(targets: tf.Tensor, outputs: tf.Tensor, options: CtcOptions = {}): tf.Tensor {
  requireLossOptions("ctc", options, CTC_OPTIONS);
  const [batch = 0, time = 0, classes = 0] = outputs.shape;
  if (
    targets.dtype !== "int32" || targets.rank !== 2 || outputs.dtype !== "float32" ||
    outputs.rank !== 3 || targets.shape[0] !== batch || time === 0 || classes < 2
  ) {
    refuse(
      "ctc",
      targets,
      outputs,
      "targets must be int32 [batch, length] and outputs float32 [batch, time, classes]",
    );
  }
  const length = targets.shape[1]!;
  return tf.tidy(() => {
    const blanks = tf.zeros([batch, length], "int32");
    const spelled = tf.reshape(tf.stack([blanks, targets], 2), [batch, 2 * length]);
    // A blank before, between and after the characters: [batch, states]
    const path = tf.concat([spelled, tf.zeros([batch, 1], "int32")], 1);
    const states = 2 * length + 1;
    const hot = tf.cast(tf.oneHot(path as tf.Tensor2D, classes), "float32");
    const logProbabilities = tf.logSoftmax(outputs);
    const scores = tf.unstack(
      tf.matMul(logProbabilities as tf.Tensor3D, hot as tf.Tensor3D, false, true),
      1,
    ); // time × [batch, states]
    const never = (shape: number[]) => tf.fill(shape, NEVER);
    const shifted = (alpha: tf.Tensor, by: number): tf.Tensor => {
      const kept = Math.max(0, states - by);
      const before = never([batch, states - kept]);
      return tf.concat([before, tf.slice(alpha, [0, 0], [batch, kept])], 1);
    };
    // A character may follow another directly if they differ.
    const twoBack = states > 2
      ? tf.concat([tf.zeros([batch, 2], "int32"), tf.slice(path, [0, 0], [batch, states - 2])], 1)
      : tf.zeros([batch, states], "int32");
    const skips = tf.logicalAnd(tf.notEqual(path, 0), tf.notEqual(path, twoBack));
    const first = tf.concat([
      tf.zeros([batch, Math.min(2, states)]),
      never([batch, Math.max(0, states - 2)]),
    ], 1);
    let alpha = tf.add(first, scores[0]!);
    const lengths = options.outputLengths && tf.reshape(options.outputLengths, [batch, 1]);
    for (let step = 1; step < time; step++) {
      const skipped = tf.where(skips, shifted(alpha, 2), never([batch, states]));
      const ways = tf.stack([alpha, shifted(alpha, 1), skipped]);
      const next = tf.add(tf.logSumExp(ways, 0), scores[step]!);
      alpha = lengths === undefined
        ? next
        : tf.where(tf.tile(tf.greater(lengths, step), [1, states]), next, alpha);
    }
    // The last character or the blank after it.
    const ends = tf.mul(tf.sum(tf.cast(tf.notEqual(targets, 0), "int32"), 1, true), 2);
    const places = tf.reshape(tf.range(0, states, 1, "int32"), [1, states]);
    const last = tf.logicalOr(tf.equal(places, ends), tf.equal(places, tf.sub(ends, 1)));
    const total = tf.logSumExp(tf.where(last, alpha, never([batch, states])), 1);
    return reduceLoss("ctc", tf.neg(total), options);
  });
}
