/**
 * What all losses share: targets and outputs that fit, weights, and one number out of many.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import { described } from "../require_float.ts";

/**
 * What becomes of the losses: their sum divided by how many there are (`"mean"`, Keras'
 * `sum_over_batch_size`), divided by the sum of the weights (`"weightedMean"`, Keras'
 * `mean_with_sample_weight`), their sum, or each.
 */
export type LossReduction = "mean" | "weightedMean" | "sum" | "none";

/** Options of every loss. */
export interface LossOptions {
  /** What becomes of the losses; `"mean"` unless told. */
  readonly reduction?: LossReduction;
  /** What each loss is multiplied by, `[batch]` or as many axes as there are losses. */
  readonly sampleWeights?: tf.Tensor;
}

/** Names of the options of every loss. */
export const LOSS_OPTIONS: OptionNames<LossOptions> = { reduction: true, sampleWeights: true };

/**
 * Refuses options that a loss does not know, such as misspelled ones.
 *
 * @param names The names that there are; those of every loss unless told.
 * @throws {TypeError} With the unknown name.
 */
export function requireLossOptions(
  name: string,
  options: object,
  names: OptionNames<object> = LOSS_OPTIONS,
): void {
  requireOptions(`Cannot compute ${name}`, options, names);
}

/** The smallest number that counts, where logarithms and quotients need one: Keras' epsilon. */
export const EPSILON = 1e-7;

/** Targets and outputs in one shape, float32 `[…, features]`. */
export interface LossPair {
  /** What is true. */
  readonly targets: tf.Tensor;
  /** What the model answered. */
  readonly outputs: tf.Tensor;
}

/**
 * Targets as float32 in the shape of the outputs. `[batch]` beside `[batch, 1]` is the same; other
 * shapes are not stretched, which would compare each example with all others.
 *
 * @throws {TypeError} When the shapes differ, or the outputs are no float32.
 */
export function lossPair(name: string, targets: tf.Tensor, outputs: tf.Tensor): LossPair {
  if (outputs.dtype !== "float32" || targets.dtype === "string" || targets.dtype === "complex64") {
    refuse(name, targets, outputs, "outputs must be float32 and targets numbers");
  }
  // One number per example is one feature of each.
  const shape = outputs.rank === 0
    ? [1, 1]
    : outputs.rank === 1
    ? [outputs.size, 1]
    : outputs.shape;
  const same = (one: number[], other: number[]) => tf.util.arraysEqual(one, other);
  const [t, o] = [targets.shape, outputs.shape];
  if (!same(t, o) && !same([...t, 1], o) && !same(t, [...o, 1])) {
    refuse(name, targets, outputs, "targets and outputs must have one shape");
  }
  return {
    targets: tf.reshape(tf.cast(targets, "float32"), shape),
    outputs: tf.reshape(outputs, shape),
  };
}

/** Throws: what came has no loss. */
export function refuse(name: string, targets: tf.Tensor, outputs: tf.Tensor, how: string): never {
  throw new TypeError(
    `Cannot compute ${name}: ${how}, but they are ${described(targets)} and ${described(outputs)}`,
  );
}

/** Throws unless a number is from a lowest to a highest. */
export function requireShare(name: string, what: string, value: number): void {
  if (value >= 0 && value < 1) return;
  throw new RangeError(`Cannot compute ${name}: ${what} must be from 0 to below 1, not ${value}`);
}

/**
 * Reduces losses.
 *
 * @param losses float32 `[batch, …]`.
 * @param options Reduction and weights.
 * @param mask Which of them count, 1 or 0; the mean is over these.
 * @throws {RangeError} When the mean of no losses is asked for, or there is no such reduction.
 * @throws {TypeError} When the weights do not fit.
 */
export function reduceLoss(
  name: string,
  losses: tf.Tensor,
  { reduction = "mean", sampleWeights }: LossOptions,
  mask?: tf.Tensor,
): tf.Tensor {
  const weights = sampleWeights && weightsFor(name, sampleWeights, losses);
  const both = weights && mask ? tf.mul(weights, mask) : weights ?? mask;
  const weighted = both === undefined ? losses : tf.mul(losses, both);
  switch (reduction) {
    case "none":
      return weighted;
    case "sum":
      return tf.sum(weighted);
    case "mean":
    case "weightedMean":
      break;
    default:
      throw new RangeError(
        `Cannot compute ${name}: reduction must be "mean", "weightedMean", "sum" or "none", not ` +
          `"${reduction}"`,
      );
  }
  if (losses.size === 0) {
    throw new RangeError(`Cannot compute ${name}: the batch is empty, and its mean is no number`);
  }
  const divisor = reduction === "mean" ? mask : both;
  if (divisor === undefined) return tf.div(tf.sum(weighted), losses.size);
  return quotient(tf.sum(weighted), tf.sum(divisor));
}

/** A sum divided by how much counts; where none does it is the sum, 0, and so is its gradient. */
export function quotient(sum: tf.Tensor, divisor: tf.Tensor): tf.Tensor {
  return tf.div(sum, tf.add(divisor, tf.cast(tf.equal(divisor, 0), "float32")));
}

function weightsFor(name: string, weights: tf.Tensor, losses: tf.Tensor): tf.Tensor {
  // [batch, 1] is [batch].
  const shape = weights.rank === losses.rank + 1 && weights.shape.at(-1) === 1
    ? weights.shape.slice(0, -1)
    : weights.shape;
  if (!shape.every((length, axis) => length === losses.shape[axis])) {
    throw new TypeError(
      `Cannot compute ${name}: sampleWeights must have the first axes of the losses, ` +
        `[${losses.shape.join(", ")}], and they are ${described(weights)}`,
    );
  }
  const stretched = [...shape, ...losses.shape.slice(shape.length).map(() => 1)];
  return tf.reshape(tf.cast(weights, "float32"), stretched);
}

/** A loss that is the mean over the last axis of what each number of it costs. */
export function meanLoss(
  name: string,
  pair: readonly [targets: tf.Tensor, outputs: tf.Tensor],
  options: LossOptions,
  each: (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  return tf.tidy(() => {
    const { targets, outputs } = lossPair(name, ...pair);
    return reduceLoss(name, tf.mean(each(targets, outputs), -1), options);
  });
}
