/**
 * Results of evaluations as the display draws them: metrics make them, and neither imports the other.
 *
 * @module
 */

/** A receiver operating characteristic. */
export interface RocPoints {
  /** Which result it is. */
  readonly kind: "rocCurve";
  /** Share of the others that is taken for the class. */
  readonly falsePositiveRate: ArrayLike<number>;
  /** Share of the class that is found. */
  readonly truePositiveRate: ArrayLike<number>;
  /** Area under it. */
  readonly area: number;
}

/** Precision against recall. */
export interface PrPoints {
  /** Which result it is. */
  readonly kind: "precisionRecallCurve";
  /** Share of what is taken that is of the class. */
  readonly precision: ArrayLike<number>;
  /** Share of the class that is found. */
  readonly recall: ArrayLike<number>;
  /** Mean precision. */
  readonly averagePrecision: number;
}

/** Both kinds of errors against each other. */
export interface DetPoints {
  /** Which result it is. */
  readonly kind: "detCurve";
  /** Share of the others that is taken for the class. */
  readonly falsePositiveRate: ArrayLike<number>;
  /** Share of the class that is missed. */
  readonly falseNegativeRate: ArrayLike<number>;
}

/** How often what is foretold with a probability comes true. */
export interface CalibrationPoints {
  /** Which result it is. */
  readonly kind: "calibrationCurve";
  /** Mean probability in each bin. */
  readonly predicted: ArrayLike<number>;
  /** Share that came true. */
  readonly observed: ArrayLike<number>;
  /** Examples in each bin. */
  readonly counts: ArrayLike<number>;
}

/** How often each class is taken for each. */
export interface ConfusionRows {
  /** Which result it is. */
  readonly kind: "confusionMatrix";
  /** Names of the classes. */
  readonly names: readonly string[];
  /** Row by row the true class, column by column the answer. */
  readonly rows: readonly (readonly number[])[];
}

/** One line of a report. */
export interface ReportLine {
  /** A class, or an average. */
  readonly name: string;
  /** Absent in the line of the accuracy. */
  readonly precision?: number;
  /** Absent in the line of the accuracy. */
  readonly recall?: number;
  /** F1, or the accuracy. */
  readonly f1: number;
  /** Examples. */
  readonly support: number;
}

/** Precision, recall and F1 of each class. */
export interface ReportLines {
  /** Which result it is. */
  readonly kind: "classificationReport";
  /** Classes. */
  readonly lines: readonly ReportLine[];
  /** Accuracy and averages. */
  readonly summary: readonly ReportLine[];
  /** Decimals. */
  readonly digits: number;
  /** The report as text. */
  toString(): string;
}

/** True and answered numbers. */
export interface RegressionPoints {
  /** Which result it is. */
  readonly kind: "regressionReport";
  /** What is true. */
  readonly targets: ArrayLike<number>;
  /** What was answered. */
  readonly predictions: ArrayLike<number>;
  /** Metrics by name. */
  readonly scores: Readonly<Record<string, number>>;
}

/** A number with what it could as well have been. */
export interface IntervalValues {
  /** Which result it is. */
  readonly kind: "confidenceInterval";
  /** Of all examples. */
  readonly value: number;
  /** Lower end. */
  readonly low: number;
  /** Upper end. */
  readonly high: number;
  /** How sure it is, such as 0.95. */
  readonly confidence: number;
  /** The number for each draw. */
  readonly distribution: ArrayLike<number>;
}

/** A result that has a picture. */
export type Evaluation =
  | RocPoints
  | PrPoints
  | DetPoints
  | CalibrationPoints
  | ConfusionRows
  | ReportLines
  | RegressionPoints
  | IntervalValues;

const KINDS: ReadonlySet<unknown> = new Set<Evaluation["kind"]>([
  "rocCurve",
  "precisionRecallCurve",
  "detCurve",
  "calibrationCurve",
  "confusionMatrix",
  "classificationReport",
  "regressionReport",
  "confidenceInterval",
]);

/** Whether a value is such a result. */
export function isEvaluation(value: unknown): value is Evaluation {
  return typeof value === "object" && value !== null && "kind" in value && KINDS.has(value.kind) &&
    value.constructor !== Object;
}
