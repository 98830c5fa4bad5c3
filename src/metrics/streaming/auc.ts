/**
 * Areas under curves over batches, at fixed thresholds.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import { exampleWeights, refusePair, sameButOnes } from "./read_outputs.ts";
import { StreamingMetric, type StreamingOptions } from "./streaming_metric.ts";

/** Options of {@linkcode AUC}. */
export interface AucOptions {
  /** What it is called; `"auc"` unless told. */
  readonly name?: string;
  /** Which curve: hits over false alarms (`"ROC"`, unless told) or precision over recall (`"PR"`). */
  readonly curve?: "ROC" | "PR";
  /** How many thresholds; 200 unless told. */
  readonly numThresholds?: number;
  /** Whether the outputs come without sigmoid; false unless told. */
  readonly fromLogits?: boolean;
}

const AUC_OPTIONS: OptionNames<AucOptions> = {
  name: true,
  curve: true,
  numThresholds: true,
  fromLogits: true,
};

/**
 * The area under a curve at evenly spaced thresholds, from counts alone, over batches: Keras' `AUC`, an
 * approximation. {@linkcode aucRoc} and {@linkcode averagePrecision} are exact, and need all scores at
 * once.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const auc = new metrics.AUC({ numThresholds: 3 });
 * tf.tidy(() => auc.update(tf.tensor1d([0, 0, 1, 1]), tf.tensor1d([0, 0.5, 0.3, 0.9])));
 * assertAlmostEquals(auc.result(), 0.75, 1e-6);
 * ```
 */
export class AUC extends StreamingMetric {
  /** What it is called in histories and charts. */
  readonly name: string;
  /** How many counts make its state. */
  readonly stateSize: number;
  readonly #thresholds: number;
  readonly #curve: "ROC" | "PR";
  readonly #fromLogits: boolean;

  /** Takes the kind of curve and the number of thresholds. */
  constructor(options: AucOptions = {}) {
    super();
    requireOptions("Cannot make an AUC", options, AUC_OPTIONS);
    const { numThresholds = 200, curve = "ROC", fromLogits = false, name = "auc" } = options;
    if (!Number.isInteger(numThresholds) || numThresholds < 2) {
      throw new RangeError(
        `Cannot make an AUC: numThresholds must be a whole number from 2, not ${numThresholds}`,
      );
    }
    this.name = name;
    this.stateSize = 2 * numThresholds + 1;
    this.#thresholds = numThresholds;
    this.#curve = curve;
    this.#fromLogits = fromLogits;
  }

  /**
   * How many examples of the class, and of the others, have their score in each gap between two
   * thresholds; at the end how many scores are no probabilities.
   */
  counts(targets: tf.Tensor, outputs: tf.Tensor, options: StreamingOptions = {}): tf.Tensor1D {
    const { name, stateSize } = this;
    const gaps = this.#thresholds;
    if (!sameButOnes(targets, outputs)) {
      refusePair(name, targets, outputs, "targets of 0 and 1 must be in the shape of the scores");
    }
    return tf.tidy(() => {
      const given = tf.reshape(outputs, [-1]);
      const scores = this.#fromLogits ? tf.sigmoid(given) : given;
      const labels = tf.cast(tf.greater(tf.reshape(targets, [-1]), 0.5), "int32");
      const weights = exampleWeights(name, options.sampleWeights, scores.size);
      const inside = tf.logicalAnd(tf.greaterEqual(scores, 0), tf.lessEqual(scores, 1));
      // Score s is above the thresholds i / (gaps - 1) with i < s · (gaps - 1); the first and the last
      // threshold lie a little beyond 0 and 1.
      const above = tf.ceil(tf.mul(tf.clipByValue(scores, 0, 1), gaps - 1));
      const gap = tf.clipByValue(above, 1, gaps - 1);
      const place = tf.cast(tf.add(gap, tf.mul(labels, gaps)), "int32");
      const lost = tf.fill(place.shape, stateSize - 1, "int32");
      const places = tf.where(inside, place, lost) as tf.Tensor1D;
      return tf.unsortedSegmentSum(weights, places, stateSize) as tf.Tensor1D;
    });
  }

  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): number {
    const gaps = this.#thresholds;
    const lost = counts[this.stateSize - 1]!;
    if (lost !== 0) {
      throw new RangeError(
        `Cannot compute ${this.name}: scores must be from 0 to 1, and ${lost} are not; for logits ` +
          "pass fromLogits: true",
      );
    }
    // Taken at each threshold, from the lowest on: everything in the gaps above it.
    const taken = (from: number) => {
      const sums = new Float64Array(gaps);
      let sum = 0;
      for (let i = gaps - 1; i >= 0; i--) {
        sums[i] = sum;
        sum += counts[from + i]!;
      }
      return { sums, total: sum };
    };
    const [alarms, hits] = [taken(0), taken(gaps)];
    if (hits.total === 0 && alarms.total === 0) return NaN;
    return this.#curve === "ROC"
      ? areaOfRoc(hits, alarms)
      : areaOfPr(hits.sums, alarms.sums, hits.total);
  }
}

interface Taken {
  readonly sums: Float64Array;
  readonly total: number;
}

function areaOfRoc(hits: Taken, alarms: Taken): number {
  const share = ({ sums, total }: Taken, i: number) => total === 0 ? 0 : sums[i]! / total;
  let area = 0;
  for (let i = 0; i + 1 < hits.sums.length; i++) {
    const width = share(alarms, i) - share(alarms, i + 1);
    area += width * (share(hits, i) + share(hits, i + 1)) / 2;
  }
  return area;
}

/** J. Davis, M. Goadrich, The Relationship Between Precision-Recall and ROC Curves, 2006. */
function areaOfPr(hits: Float64Array, alarms: Float64Array, positives: number): number {
  let area = 0;
  for (let i = 0; i + 1 < hits.length; i++) {
    const [more, less] = [hits[i]!, hits[i + 1]!];
    const [p, pNext] = [more + alarms[i]!, less + alarms[i + 1]!];
    if (p === pNext) continue;
    const slope = (more - less) / (p - pNext);
    const intercept = less - slope * pNext;
    const ratio = p > 0 && pNext > 0 ? p / pNext : 1;
    area += positives === 0 ? 0 : slope * (more - less + intercept * Math.log(ratio)) / positives;
  }
  return area;
}
