/**
 * Optimizers as functions, as tfjs has its own in `tf.train`.
 *
 * @module
 */

import { Adadelta, type AdadeltaOptions } from "./adadelta.ts";
import { Adafactor, type AdafactorOptions } from "./adafactor.ts";
import { Adagrad, type AdagradOptions } from "./adagrad.ts";
import { Adam, type AdamOptions, AdamW } from "./adam.ts";
import { Adamax, type AdamaxOptions } from "./adamax.ts";
import { Lamb, type LambOptions } from "./lamb.ts";
import { Lion, type LionOptions } from "./lion.ts";
import { Muon, type MuonOptions } from "./muon.ts";
import { Nadam, type NadamOptions } from "./nadam.ts";
import { RmsProp, type RmsPropOptions } from "./rms_prop.ts";
import { Sgd, type SgdOptions } from "./sgd.ts";

/**
 * Gradient descent, with momentum or Nesterov's; see {@linkcode Sgd}.
 *
 * @param options Learning rate and the rest; each has a default.
 * @throws {TypeError | RangeError} When an option has no meaning.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const weight = tf.variable(tf.scalar(1));
 * using optimizer = train.sgd({ learningRate: 0.1, momentum: 0.9 });
 * optimizer.minimize(() => tf.square(weight), false, [weight]);
 * assertAlmostEquals(weight.dataSync()[0]!, 0.8, 1e-4);
 * weight.dispose();
 * ```
 */
export function sgd(options: SgdOptions = {}): Sgd {
  return new Sgd(options);
}

/**
 * RMSprop; see {@linkcode RmsProp}.
 *
 * @param options Learning rate and the rest; each has a default.
 * @throws {TypeError | RangeError} When an option has no meaning.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const weight = tf.variable(tf.scalar(1));
 * using optimizer = train.rmsprop({ learningRate: 0.1 });
 * optimizer.minimize(() => tf.square(weight), false, [weight]);
 * assertAlmostEquals(weight.dataSync()[0]!, 1 - 0.2 / Math.sqrt(0.4), 1e-4);
 * weight.dispose();
 * ```
 */
export function rmsprop(options: RmsPropOptions = {}): RmsProp {
  return new RmsProp(options);
}

/**
 * Adagrad; see {@linkcode Adagrad}.
 *
 * @param options Learning rate and the rest; each has a default.
 * @throws {TypeError | RangeError} When an option has no meaning.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const weight = tf.variable(tf.scalar(1));
 * using optimizer = train.adagrad({ learningRate: 0.1 });
 * optimizer.minimize(() => tf.square(weight), false, [weight]);
 * assertAlmostEquals(weight.dataSync()[0]!, 1 - 0.2 / Math.sqrt(0.1 + 4), 1e-4);
 * weight.dispose();
 * ```
 */
export function adagrad(options: AdagradOptions = {}): Adagrad {
  return new Adagrad(options);
}

/**
 * Adadelta; see {@linkcode Adadelta}.
 *
 * @param options Learning rate and the rest; each has a default.
 * @throws {TypeError | RangeError} When an option has no meaning.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const weight = tf.variable(tf.scalar(1));
 * using optimizer = train.adadelta({ learningRate: 1 });
 * optimizer.minimize(() => tf.square(weight), false, [weight]);
 * assertAlmostEquals(weight.dataSync()[0]!, 1 - 2 * Math.sqrt(1e-7 / 0.2), 1e-4);
 * weight.dispose();
 * ```
 */
export function adadelta(options: AdadeltaOptions = {}): Adadelta {
  return new Adadelta(options);
}

/**
 * Adam; see {@linkcode Adam}.
 *
 * @param options Learning rate and the rest; each has a default.
 * @throws {TypeError | RangeError} When an option has no meaning.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const weight = tf.variable(tf.scalar(1));
 * using optimizer = train.adam({ learningRate: 0.1 });
 * optimizer.minimize(() => tf.square(weight), false, [weight]);
 * assertAlmostEquals(weight.dataSync()[0]!, 0.9, 1e-4);
 * weight.dispose();
 * ```
 */
export function adam(options: AdamOptions = {}): Adam {
  return new Adam(options);
}

/**
 * Adam with decay beside the gradient's step; see {@linkcode AdamW}.
 *
 * @param options Learning rate and the rest; each has a default.
 * @throws {TypeError | RangeError} When an option has no meaning.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const weight = tf.variable(tf.tensor1d([1, -2]));
 * using optimizer = train.adamW({
 *   learningRate: train.schedules.cosine({ learningRate: 0.1, warmupSteps: 5, trainingSteps: 50 }),
 *   globalClipNorm: 1,
 * });
 * for (let i = 0; i < 50; i++) optimizer.minimize(() => tf.sum(tf.square(weight)), false, [weight]);
 * assert(weight.dataSync().every((value) => Math.abs(value) < 0.2));
 * weight.dispose();
 * ```
 */
export function adamW(options: AdamOptions = {}): AdamW {
  return new AdamW(options);
}

/**
 * Adam with Nesterov's momentum; see {@linkcode Nadam}.
 *
 * @param options Learning rate and the rest; each has a default.
 * @throws {TypeError | RangeError} When an option has no meaning.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const weight = tf.variable(tf.scalar(1));
 * using optimizer = train.nadam({ learningRate: 0.1 });
 * optimizer.minimize(() => tf.square(weight), false, [weight]);
 * assertAlmostEquals(weight.dataSync()[0]!, 0.8937, 1e-4);
 * weight.dispose();
 * ```
 */
export function nadam(options: NadamOptions = {}): Nadam {
  return new Nadam(options);
}

/**
 * Adam by the greatest size; see {@linkcode Adamax}.
 *
 * @param options Learning rate and the rest; each has a default.
 * @throws {TypeError | RangeError} When an option has no meaning.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const weight = tf.variable(tf.scalar(1));
 * using optimizer = train.adamax({ learningRate: 0.1 });
 * optimizer.minimize(() => tf.square(weight), false, [weight]);
 * assertAlmostEquals(weight.dataSync()[0]!, 0.9, 1e-4);
 * weight.dispose();
 * ```
 */
export function adamax(options: AdamaxOptions = {}): Adamax {
  return new Adamax(options);
}

/**
 * Adam's idea with little memory; see {@linkcode Adafactor}.
 *
 * @param options Learning rate and the rest; each has a default.
 * @throws {TypeError | RangeError} When an option has no meaning.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const weight = tf.variable(tf.scalar(1));
 * using optimizer = train.adafactor({ learningRate: 0.1 });
 * optimizer.minimize(() => tf.square(weight), false, [weight]);
 * assertAlmostEquals(weight.dataSync()[0]!, 0.9, 1e-4);
 * weight.dispose();
 * ```
 */
export function adafactor(options: AdafactorOptions = {}): Adafactor {
  return new Adafactor(options);
}

/**
 * Steps of one size in the direction of a momentum; see {@linkcode Lion}.
 *
 * @param options Learning rate and the rest; each has a default.
 * @throws {TypeError | RangeError} When an option has no meaning.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const weight = tf.variable(tf.scalar(1));
 * using optimizer = train.lion({ learningRate: 0.1 });
 * optimizer.minimize(() => tf.square(weight), false, [weight]);
 * assertAlmostEquals(weight.dataSync()[0]!, 0.9, 1e-4);
 * weight.dispose();
 * ```
 */
export function lion(options: LionOptions = {}): Lion {
  return new Lion(options);
}

/**
 * Adam in proportion to the weights, for large batches; see {@linkcode Lamb}.
 *
 * @param options Learning rate and the rest; each has a default.
 * @throws {TypeError | RangeError} When an option has no meaning.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const weight = tf.variable(tf.scalar(1));
 * using optimizer = train.lamb({ learningRate: 0.1 });
 * optimizer.minimize(() => tf.square(weight), false, [weight]);
 * assertAlmostEquals(weight.dataSync()[0]!, 0.9, 1e-4);
 * weight.dispose();
 * ```
 */
export function lamb(options: LambOptions = {}): Lamb {
  return new Lamb(options);
}

/**
 * Orthogonal steps for matrices, Adam for the rest; see {@linkcode Muon}.
 *
 * @param options Learning rate and the rest; each has a default.
 * @throws {TypeError | RangeError} When an option has no meaning.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { tf, train } from "tensaur";
 *
 * await tf.ready();
 * const matrix = tf.variable(tf.tensor2d([[3, 0], [0, 0.1]]));
 * using optimizer = train.muon({ learningRate: 0.1, rmsRate: null, weightDecay: 0 });
 * optimizer.minimize(() => tf.sum(tf.square(matrix)), false, [matrix]);
 * const [a, , , d] = matrix.dataSync();
 * // Both directions take steps of about the same length, however small the gradient.
 * assert(a! < 2.95 && d! < 0.05);
 * matrix.dispose();
 * ```
 */
export function muon(options: MuonOptions = {}): Muon {
  return new Muon(options);
}
