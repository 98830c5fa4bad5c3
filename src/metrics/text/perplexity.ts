/**
 * How surprised a language model is, and how varied what it writes.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import { refusePair } from "../streaming/read_outputs.ts";
import { StreamingMetric } from "../streaming/streaming_metric.ts";
import { nGrams, totalOf, words } from "./n_grams.ts";

/** Options of {@linkcode Perplexity}. */
export interface PerplexityOptions {
  /** What it is called; `"perplexity"` unless told. */
  readonly name?: string;
  /** Labels that do not count; -100 unless told. */
  readonly ignoreIndex?: number;
}

const PERPLEXITY_OPTIONS: OptionNames<PerplexityOptions> = { name: true, ignoreIndex: true };

/**
 * Perplexity over batches: the exponential of the mean of minus the logarithm of each right token's
 * probability, over all tokens (not the mean over batches): torchmetrics' `Perplexity`.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const perplexity = new metrics.Perplexity();
 * const labels = tf.tensor2d([[1, 2, -100]], [1, 3], "int32");
 * tf.tidy(() => perplexity.update(labels, tf.zeros([1, 3, 50])));
 * assertAlmostEquals(perplexity.result(), 50, 1e-4);
 * ```
 */
export class Perplexity extends StreamingMetric {
  /** What it is called in histories and charts. */
  readonly name: string;
  /** How many counts make its state. */
  readonly stateSize = 2;
  readonly #ignoreIndex: number;

  /** Takes what is ignored. */
  constructor(options: PerplexityOptions = {}) {
    super();
    requireOptions("Cannot compute the perplexity", options, PERPLEXITY_OPTIONS);
    const { name = "perplexity", ignoreIndex = -100 } = options;
    this.name = name;
    this.#ignoreIndex = ignoreIndex;
  }

  /** The sum of the losses and how many tokens there are, of labels `[…]` and logits `[…, classes]`. */
  counts(targets: tf.Tensor, outputs: tf.Tensor): tf.Tensor1D {
    const classes = outputs.shape.at(-1) ?? 0;
    if (
      targets.dtype !== "int32" || classes === 0 ||
      !tf.util.arraysEqual(targets.shape, outputs.shape.slice(0, -1))
    ) {
      const how = "targets must be class numbers, int32 […], and outputs logits […, classes]";
      refusePair(this.name, targets, outputs, how);
    }
    return tf.tidy(() => {
      const counted = tf.cast(tf.notEqual(targets, this.#ignoreIndex), "float32");
      // A label that is no class has no one-hot 1, and a loss of 0: it would flatter.
      const known = tf.logicalAnd(tf.greaterEqual(targets, 0), tf.less(targets, classes));
      const wrong = tf.mul(counted, tf.cast(tf.logicalNot(known), "float32"));
      const hot = tf.cast(tf.oneHot(targets as tf.Tensor1D, classes), "bool");
      const logs = tf.logSoftmax(outputs);
      const right = tf.sum(tf.where(hot, logs, tf.zeros(logs.shape)), -1);
      const losses = tf.add(tf.mul(right, tf.neg(counted)), tf.mul(wrong, IMPOSSIBLE));
      return tf.stack([tf.sum(losses), tf.sum(counted)]) as tf.Tensor1D;
    });
  }

  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): number {
    return Math.exp(counts[0]! / counts[1]!);
  }
}

/** A loss that makes the perplexity infinite. */
const IMPOSSIBLE = 1e30;

/** Options of {@linkcode distinctN}. */
export interface DistinctOptions {
  /** How long the runs are; 2 unless told. */
  readonly n?: number;
  /** How texts become tokens; words between blanks unless told. */
  readonly tokenize?: (text: string) => string[];
}

const DISTINCT_OPTIONS: OptionNames<DistinctOptions> = { n: true, tokenize: true };

/**
 * The share of runs of n tokens that are different ones, over all texts: how varied they are.
 *
 * J. Li et al., A Diversity-Promoting Objective Function for Neural Conversation Models, 2016.
 *
 * @param texts What the model wrote.
 * @param options How long runs are, and the tokenizer.
 * @returns 1 where nothing is repeated, near 0 where all is; NaN where no text is long enough.
 * @throws {RangeError} When n is no whole number from 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assertEquals(metrics.distinctN(["a b a b"], { n: 2 }), 2 / 3);
 * ```
 */
export function distinctN(texts: readonly string[], options: DistinctOptions = {}): number {
  requireOptions("Cannot compute distinct-n", options, DISTINCT_OPTIONS);
  const { n = 2, tokenize = words } = options;
  if (!Number.isInteger(n) || n < 1) {
    throw new RangeError(`Cannot compute distinct-n: n must be a whole number from 1, not ${n}`);
  }
  const different = new Set<string>();
  let all = 0;
  for (const text of texts) {
    const runs = nGrams(tokenize(text), n);
    for (const run of runs.keys()) different.add(run);
    all += totalOf(runs);
  }
  return different.size / all;
}
