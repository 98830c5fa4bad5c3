/**
 * Metrics of classes over batches.
 *
 * @module
 */
import * as tf from "../../engine/tf.ts";
import {
  type Average,
  averaged,
  type AverageOptions,
  chosenCounts,
} from "../classification/averages.ts";
import {
  accuracyOf,
  balancedAccuracyOf,
  fBetaOf,
  jaccardOfCounts,
  kappaOf,
  type KappaWeights,
  matthewsOf,
  precisionScore,
  recallScore,
  specificityScore,
} from "../classification/scores.ts";
import { type ClassTable, countsOf } from "../classification/table.ts";
import { type ClassesOptions, classPair, exampleWeights } from "./read_outputs.ts";
import { StreamingMetric, type StreamingOptions } from "./streaming_metric.ts";

/** Options of {@linkcode Precision} and its like. */
export interface StreamingClassOptions extends ClassesOptions {
  /** What it is called; its kind unless told. */
  readonly name?: string;
  /** How the numbers of the classes become one; `"binary"` for 2 classes, else `"macro"`, unless told. */
  readonly average?: Exclude<Average, "none">;
  /** What 0 divided by 0 is; 0 unless told. */
  readonly zeroDivision?: number;
}

/** Options of {@linkcode FBetaScore}. */
export interface StreamingFBetaOptions extends StreamingClassOptions {
  /** How many times as much recall counts as precision; 1 unless told. */
  readonly beta?: number;
}

/** Options of {@linkcode CohenKappa}. */
export interface StreamingKappaOptions extends StreamingClassOptions {
  /** How much a disagreement weighs; `"none"`, each the same, unless told. */
  readonly weights?: KappaWeights;
}

/**
 * A metric whose state is how often each class is taken for each: `classes`² counts, and one of the
 * examples whose class number is out of range, which `result` refuses.
 */
export abstract class TableMetric<R = number> extends StreamingMetric<R> {
  /** What it is called in histories and charts. */
  readonly name: string;
  /** How many counts make its state. */
  readonly stateSize: number;
  /** How many classes there are. */
  readonly classes: number;
  readonly #options: StreamingClassOptions;

  /** Takes what it is called and its options. */
  constructor(kind: string, options: StreamingClassOptions) {
    super();
    const { classes = 2, name = kind } = options;
    if (!Number.isInteger(classes) || classes < 2) {
      throw new RangeError(
        `Cannot make ${kind}: classes must be a whole number from 2, current value is ${classes}`,
      );
    }
    this.name = name;
    this.classes = classes;
    this.stateSize = classes ** 2 + 1;
    this.#options = options;
  }

  /** How often each class, row by row, is taken for each, and at the end what is out of range. */
  counts(targets: tf.Tensor, outputs: tf.Tensor, options: StreamingOptions = {}): tf.Tensor1D {
    return tf.tidy(() => {
      const { classes, name, stateSize } = this;
      const pair = classPair(name, targets, outputs, this.#options);
      const weights = exampleWeights(name, options.sampleWeights, pair.targets.size);
      const known = (numbers: tf.Tensor) =>
        tf.logicalAnd(tf.greaterEqual(numbers, 0), tf.less(numbers, classes));
      const inside = tf.logicalAnd(known(pair.targets), known(pair.answers));
      const width = tf.scalar(classes, "int32");
      const cells = tf.add(tf.mul(pair.targets, width), pair.answers);
      const lost = tf.fill(cells.shape, stateSize - 1, "int32");
      const places = tf.where(inside, cells, lost) as tf.Tensor1D;
      return tf.unsortedSegmentSum(weights, places, stateSize) as tf.Tensor1D;
    });
  }

  /** The counts as a table. */
  protected table(counts: ArrayLike<number>): ClassTable {
    const lost = counts[this.stateSize - 1]!;
    if (lost !== 0) {
      throw new RangeError(
        `Cannot compute ${this.name}: class numbers must be from 0 to ${this.classes - 1}, ` +
          `and those of ${lost} examples are not`,
      );
    }
    const labels = Array.from({ length: this.classes }, (_, i) => i);
    return { labels, counts: Array.from(counts).slice(0, -1) };
  }

  /** A score of the classes, averaged. Classes that are nowhere are left out of a macro average. */
  protected averaged(
    counts: ArrayLike<number>,
    score: Parameters<typeof averaged>[1],
  ): number {
    const table = this.table(counts);
    const { average = this.classes === 2 ? "binary" : "macro", zeroDivision = 0 } = this.#options;
    const options: AverageOptions = { average, zeroDivision };
    const chosen = chosenCounts(this.name, table, options);
    const there = average === "binary"
      ? chosen
      : chosen.filter(({ support, taken }) => support > 0 || taken > 0);
    return chosen[0]!.all === 0 ? NaN : averaged(there, score, options) as number;
  }
}

/** Counts of a {@linkcode ConfusionCounts} metric: row i is the true class, column j the answer. */
export type CountRows = number[][];

/**
 * How often each class, row by row, is taken for each, over batches.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const confusion = new metrics.ConfusionCounts({ classes: 2 });
 * tf.tidy(() => confusion.update(tf.tensor1d([0, 1, 1], "int32"), tf.tensor1d([0.1, 0.9, 0.2])));
 * assertEquals(confusion.result(), [[1, 0], [1, 1]]);
 * ```
 */
export class ConfusionCounts extends TableMetric<CountRows> {
  /** Takes the number of classes. */
  constructor(options: StreamingClassOptions = {}) {
    super("confusion", options);
  }
  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): CountRows {
    const { labels, counts: all } = this.table(counts);
    return labels.map((_, i) => Array.from(all).slice(i * labels.length, (i + 1) * labels.length));
  }
}

/**
 * Share of right classes over batches, with class numbers or one-hot rows as targets.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const accuracy = new metrics.ClassAccuracy({ classes: 2 });
 * tf.tidy(() => accuracy.update(tf.tensor1d([0, 1], "int32"), tf.tensor1d([0.1, 0.2])));
 * assertEquals(accuracy.result(), 0.5);
 * ```
 */
export class ClassAccuracy extends TableMetric {
  /** Takes the number of classes. */
  constructor(options: StreamingClassOptions = {}) {
    super("accuracy", options);
  }
  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): number {
    return accuracyOf(this.table(counts));
  }
}

/**
 * Precision over batches; see {@linkcode precision}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const precision = new metrics.Precision();
 * tf.tidy(() => precision.update(tf.tensor1d([0, 1], "int32"), tf.tensor1d([0.9, 0.8])));
 * assertEquals(precision.result(), 0.5);
 * ```
 */
export class Precision extends TableMetric {
  /** Takes classes and average. */
  constructor(options: StreamingClassOptions = {}) {
    super("precision", options);
  }
  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): number {
    return this.averaged(counts, precisionScore);
  }
}

/**
 * Recall over batches; see {@linkcode recall}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const recall = new metrics.Recall({ threshold: 0 }); // of logits
 * tf.tidy(() => recall.update(tf.tensor1d([1, 1], "int32"), tf.tensor1d([3, -1])));
 * assertEquals(recall.result(), 0.5);
 * ```
 */
export class Recall extends TableMetric {
  /** Takes classes and average. */
  constructor(options: StreamingClassOptions = {}) {
    super("recall", options);
  }
  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): number {
    return this.averaged(counts, recallScore);
  }
}

/**
 * F score over batches; see {@linkcode fBetaScore}.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const f2 = new metrics.FBetaScore({ beta: 2 });
 * tf.tidy(() => f2.update(tf.tensor1d([1, 1, 0], "int32"), tf.tensor1d([0.9, 0.1, 0.1])));
 * assertAlmostEquals(f2.result(), 5 / 9);
 * ```
 */
export class FBetaScore extends TableMetric {
  readonly #beta: number;

  /** Takes beta, classes and average. */
  constructor(options: StreamingFBetaOptions = {}) {
    const { beta = 1 } = options;
    super(`f${beta}`, options);
    this.#beta = beta;
  }
  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): number {
    return this.averaged(counts, fBetaOf(this.#beta));
  }
}

/**
 * Harmonic mean of precision and recall over batches; see {@linkcode f1Score}. The mean of the F1 of
 * batches is another number, and a wrong one.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const f1 = new metrics.F1Score({ classes: 3, average: "macro" });
 * const scores = [[9, 0, 0], [0, 9, 0], [0, 0, 9]];
 * tf.tidy(() => f1.update(tf.tensor1d([0, 1, 2], "int32"), tf.tensor2d(scores)));
 * assertEquals(f1.result(), 1);
 * ```
 */
export class F1Score extends FBetaScore {
  /** Takes classes and average. */
  constructor(options: StreamingClassOptions = {}) {
    super({ ...options, beta: 1 });
  }
}

/**
 * Specificity over batches; see {@linkcode specificity}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const specificity = new metrics.Specificity();
 * tf.tidy(() => specificity.update(tf.tensor1d([0, 0], "int32"), tf.tensor1d([0.9, 0.1])));
 * assertEquals(specificity.result(), 0.5);
 * ```
 */
export class Specificity extends TableMetric {
  /** Takes classes and average. */
  constructor(options: StreamingClassOptions = {}) {
    super("specificity", options);
  }
  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): number {
    return this.averaged(counts, specificityScore);
  }
}

/**
 * Mean intersection over union of the classes that are there, over batches: Keras' `MeanIoU`, and for
 * outputs of scores per class its `OneHotMeanIoU`.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const iou = new metrics.MeanIoU({ classes: 2 });
 * tf.tidy(() => iou.update(tf.tensor1d([0, 0, 1, 1], "int32"), tf.tensor1d([0, 1, 0, 1])));
 * assertAlmostEquals(iou.result(), 1 / 3);
 * ```
 */
export class MeanIoU extends TableMetric {
  /** Takes the number of classes. */
  constructor(options: StreamingClassOptions = {}) {
    super("meanIoU", { average: "macro", ...options });
  }
  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): number {
    return this.averaged(counts, jaccardOfCounts);
  }
}

/**
 * Balanced accuracy over batches; see {@linkcode balancedAccuracy}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const balanced = new metrics.BalancedAccuracy();
 * tf.tidy(() => balanced.update(tf.tensor1d([0, 0, 1], "int32"), tf.tensor1d([0, 0, 0])));
 * assertEquals(balanced.result(), 0.5);
 * ```
 */
export class BalancedAccuracy extends TableMetric {
  /** Takes the number of classes. */
  constructor(options: StreamingClassOptions = {}) {
    super("balancedAccuracy", options);
  }
  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): number {
    return balancedAccuracyOf(this.table(counts));
  }
}

/**
 * Correlation of Matthews over batches; see {@linkcode matthewsCorrelation}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const matthews = new metrics.MatthewsCorrelation();
 * tf.tidy(() => matthews.update(tf.tensor1d([0, 1], "int32"), tf.tensor1d([0.1, 0.9])));
 * assertEquals(matthews.result(), 1);
 * ```
 */
export class MatthewsCorrelation extends TableMetric {
  /** Takes the number of classes. */
  constructor(options: StreamingClassOptions = {}) {
    super("matthews", options);
  }
  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): number {
    const table = this.table(counts);
    return countsOf(table)[0]!.all === 0 ? NaN : matthewsOf(table);
  }
}

/**
 * Cohen's kappa over batches; see {@linkcode cohenKappa}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const kappa = new metrics.CohenKappa({ classes: 2, weights: "linear" });
 * tf.tidy(() => kappa.update(tf.tensor1d([0, 1], "int32"), tf.tensor1d([0.1, 0.9])));
 * assertEquals(kappa.result(), 1);
 * ```
 */
export class CohenKappa extends TableMetric {
  readonly #weights: KappaWeights;

  /** Takes the number of classes and how disagreements weigh. */
  constructor(options: StreamingKappaOptions = {}) {
    super("kappa", options);
    this.#weights = options.weights ?? "none";
  }
  /** The result of counts that were added up. */
  protected compute(counts: ArrayLike<number>): number {
    return kappaOf(this.table(counts), this.#weights);
  }
}
