/**
 * Metrics that are means over examples.
 *
 * @module
 */
import * as tf from "../../engine/tf.ts";
import { exampleWeights } from "./read_outputs.ts";
import { StreamingMetric, type StreamingOptions } from "./streaming_metric.ts";

/** One value for each example or place, such as a loss with `reduction: "none"`. */
export type Each = (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor;

/**
 * The mean of one value per example, over batches of whatever sizes: of a loss, or of anything else that is
 * a mean.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const error = new metrics.Mean(
 *   "error",
 *   (targets, outputs) => nn.meanAbsoluteError(targets, outputs, { reduction: "none" }),
 * );
 * tf.tidy(() => error.update(tf.tensor1d([1, 2]), tf.tensor1d([1, 4])));
 * tf.tidy(() => error.update(tf.tensor1d([3]), tf.tensor1d([2])));
 * assertEquals(error.result(), 1);
 * ```
 */
export class Mean extends StreamingMetric {
  /** What it is called in histories and charts. */
  readonly name: string;
  /** How many counts make its state. */
  readonly stateSize = 2;
  readonly #each: Each;

  /** Takes a name and what is measured of each example. */
  constructor(name: string, each: Each) {
    super();
    this.name = name;
    this.#each = each;
  }

  /** The sum of the values and how many there are. */
  counts(targets: tf.Tensor, outputs: tf.Tensor, options: StreamingOptions = {}): tf.Tensor1D {
    return tf.tidy(() => {
      const values = tf.cast(this.#each(targets, outputs), "float32");
      const weights = options.sampleWeights === undefined
        ? tf.ones([values.size])
        : exampleWeights(this.name, options.sampleWeights, values.size);
      const sum = tf.sum(tf.mul(tf.reshape(values, [values.size]), weights));
      return tf.stack([sum, tf.sum(weights)]) as tf.Tensor1D;
    });
  }

  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): number {
    return counts[0]! / counts[1]!;
  }
}
