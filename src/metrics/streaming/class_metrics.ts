/**
 * Metrics of classes over batches.
 *
 * @module
 */
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
import { averagedScore, type StreamingClassOptions, TableMetric } from "./table_metric.ts";

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

/** Counts of a {@linkcode ConfusionCounts} metric: row i is the true class, column j the answer. */
export type CountRows = number[][];

function rowsOf({ labels, counts }: ClassTable): CountRows {
  return labels.map((_, i) => Array.from(counts).slice(i * labels.length, (i + 1) * labels.length));
}

function hasExamples(table: ClassTable): boolean {
  return countsOf(table)[0]!.all > 0;
}

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
    super("confusion", rowsOf, options);
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
    super("accuracy", accuracyOf, options);
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
    super("precision", averagedScore(precisionScore), options);
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
    super("recall", averagedScore(recallScore), options);
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
  /** Takes beta, classes and average. */
  constructor(options: StreamingFBetaOptions = {}) {
    const { beta = 1, ...others } = options;
    super(`f${beta}`, averagedScore(fBetaOf(beta)), others);
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
    super("specificity", averagedScore(specificityScore), options);
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
    super("meanIoU", averagedScore(jaccardOfCounts), { average: "macro", ...options });
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
    super("balancedAccuracy", (table) => balancedAccuracyOf(table), options);
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
    super("matthews", (table) => hasExamples(table) ? matthewsOf(table) : NaN, options);
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
  /** Takes the number of classes and how disagreements weigh. */
  constructor(options: StreamingKappaOptions = {}) {
    const { weights = "none", ...others } = options;
    super("kappa", (table) => kappaOf(table, weights), others);
  }
}
