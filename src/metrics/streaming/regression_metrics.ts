/**
 * Metrics of numbers over batches.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import { concordanceOf, type Moments, pearsonOf, r2Of } from "../regression/moments.ts";
import { exampleWeights, refusePair, sameButOnes } from "./read_outputs.ts";
import { StreamingMetric, type StreamingOptions } from "./streaming_metric.ts";

/** Options of {@linkcode R2Score} and its like. */
export interface MomentOptions {
  /** What it is called; its kind unless told. */
  readonly name?: string;
  /**
   * A number near the mean of the targets, such as that of the training part. Squares are summed up in
   * float32 around it, which keeps digits where the targets lie far from 0. 0 unless told.
   */
  readonly center?: number;
}

const MOMENT_OPTIONS: OptionNames<MomentOptions> = { name: true, center: true };

/** A metric whose state is the sums of weights, of both numbers, their squares, product and errors. */
export abstract class MomentMetric extends StreamingMetric {
  /** What it is called in histories and charts. */
  readonly name: string;
  /** How many counts make its state. */
  readonly stateSize = 7;
  readonly #center: number;

  /** Takes what it is called and its options. */
  constructor(kind: string, options: MomentOptions) {
    super();
    requireOptions(`Cannot make ${kind}`, options, MOMENT_OPTIONS);
    const { name = kind, center = 0 } = options;
    this.name = name;
    this.#center = center;
  }

  /** The sums of 1, t, o, t², o², t·o and (t - o)². */
  counts(targets: tf.Tensor, outputs: tf.Tensor, options: StreamingOptions = {}): tf.Tensor1D {
    if (!sameButOnes(targets, outputs)) {
      refusePair(this.name, targets, outputs, "targets must be in the shape of the outputs");
    }
    return tf.tidy(() => {
      const near = (x: tf.Tensor) =>
        tf.sub(tf.reshape(tf.cast(x, "float32"), [x.size]), this.#center);
      const [t, o] = [near(targets), near(outputs)];
      const weights = exampleWeights(this.name, options.sampleWeights, t.size);
      const terms = [tf.ones([t.size]), t, o, tf.square(t), tf.square(o), tf.mul(t, o)];
      const rows = tf.stack([...terms, tf.square(tf.sub(t, o))]);
      return tf.sum(tf.mul(rows, weights), 1) as tf.Tensor1D;
    });
  }

  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): number {
    const [weight, t, o, tt, oo, to, error] = Array.from(counts) as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return this.of({
      weight,
      targetMean: t / weight,
      outputMean: o / weight,
      targetSpread: tt - t * t / weight,
      outputSpread: oo - o * o / weight,
      product: to - t * o / weight,
      error,
    });
  }

  /** The metric of these moments. */
  protected abstract of(moments: Moments): number;
}

/**
 * Coefficient of determination over batches; see {@linkcode r2Score}.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const r2 = new metrics.R2Score();
 * tf.tidy(() => r2.update(tf.tensor1d([1, 2]), tf.tensor1d([1, 2])));
 * tf.tidy(() => r2.update(tf.tensor1d([3]), tf.tensor1d([2])));
 * assertAlmostEquals(r2.result(), 0.5, 1e-6);
 * ```
 */
export class R2Score extends MomentMetric {
  /** Takes a name and a center. */
  constructor(options: MomentOptions = {}) {
    super("r2", options);
  }
  /** The metric of these moments. */
  protected of(moments: Moments): number {
    return r2Of(moments);
  }
}

/**
 * Correlation over batches; see {@linkcode pearsonCorrelation}.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const pearson = new metrics.PearsonCorrelation();
 * tf.tidy(() => pearson.update(tf.tensor1d([1, 2, 3]), tf.tensor1d([3, 2, 1])));
 * assertAlmostEquals(pearson.result(), -1, 1e-6);
 * ```
 */
export class PearsonCorrelation extends MomentMetric {
  /** Takes a name and a center. */
  constructor(options: MomentOptions = {}) {
    super("pearson", options);
  }
  /** The metric of these moments. */
  protected of(moments: Moments): number {
    return pearsonOf(moments);
  }
}

/**
 * Concordance over batches; see {@linkcode concordanceCorrelation}.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const concordance = new metrics.ConcordanceCorrelation();
 * tf.tidy(() => concordance.update(tf.tensor1d([1, 2, 3]), tf.tensor1d([1, 2, 3])));
 * assertAlmostEquals(concordance.result(), 1, 1e-6);
 * ```
 */
export class ConcordanceCorrelation extends MomentMetric {
  /** Takes a name and a center. */
  constructor(options: MomentOptions = {}) {
    super("concordance", options);
  }
  /** The metric of these moments. */
  protected of(moments: Moments): number {
    return concordanceOf(moments);
  }
}

/**
 * Root of the mean square of the errors over batches: no mean of the roots of batches.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const rmse = new metrics.RootMeanSquaredError();
 * tf.tidy(() => rmse.update(tf.tensor1d([0]), tf.tensor1d([3])));
 * tf.tidy(() => rmse.update(tf.tensor1d([0]), tf.tensor1d([-3])));
 * assertEquals(rmse.result(), 3);
 * ```
 */
export class RootMeanSquaredError extends MomentMetric {
  /** Takes a name and a center. */
  constructor(options: MomentOptions = {}) {
    super("rmse", options);
  }
  /** The metric of these moments. */
  protected of({ error, weight }: Moments): number {
    return Math.sqrt(error / weight);
  }
}
