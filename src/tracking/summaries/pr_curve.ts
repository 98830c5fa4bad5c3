/**
 * Precision and recall at many thresholds.
 *
 * @module
 */

/** What a precision-recall curve is drawn from. */
export interface PrCurveInput {
  /** True or 1 where the example is of the class. */
  readonly labels: ArrayLike<boolean | number>;
  /** Scores from 0 to 1, as many. */
  readonly scores: ArrayLike<number>;
  /** Thresholds from 0 to 1; 201 unless told. */
  readonly thresholds?: number;
}

/** Below it a share of nothing counts as nothing. */
const SMALLEST = 1e-7;

/**
 * Counts and shares at equally spaced thresholds, as TensorBoard's curves have them.
 *
 * @returns Rows of true positives, false positives, true negatives, false negatives, precision and
 *   recall, float32 `[6, thresholds]`; a score counts as positive from its threshold on.
 * @throws {RangeError} When there are not as many scores as labels, one is not from 0 to 1, or there are
 *   fewer than two thresholds.
 */
export function prCurveRows(input: PrCurveInput): Float32Array {
  const { labels, scores, thresholds = 201 } = input;
  if (labels.length !== scores.length) {
    throw new RangeError(
      `Cannot draw a precision-recall curve: there are ${labels.length} labels and ` +
        `${scores.length} scores`,
    );
  }
  if (!(Number.isInteger(thresholds) && thresholds >= 2)) {
    throw new RangeError(
      `Cannot draw a precision-recall curve: thresholds must be a whole number from 2 on, ` +
        `current value is ${thresholds}`,
    );
  }
  const positives = new Float64Array(thresholds);
  const negatives = new Float64Array(thresholds);
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i]!;
    if (!(score >= 0 && score <= 1)) {
      throw new RangeError(
        `Cannot draw a precision-recall curve: scores must be from 0 to 1, number ${i} is ${score}`,
      );
    }
    const bucket = Math.floor(score * (thresholds - 1));
    (labels[i] ? positives : negatives)[bucket]!++;
  }
  const rows = new Float32Array(6 * thresholds);
  let truePositives = 0;
  let falsePositives = 0;
  const allPositives = positives.reduce((sum, count) => sum + count, 0);
  const allNegatives = negatives.reduce((sum, count) => sum + count, 0);
  for (let at = thresholds - 1; at >= 0; at--) {
    truePositives += positives[at]!;
    falsePositives += negatives[at]!;
    const column = [
      truePositives,
      falsePositives,
      allNegatives - falsePositives,
      allPositives - truePositives,
      truePositives / Math.max(SMALLEST, truePositives + falsePositives),
      truePositives / Math.max(SMALLEST, allPositives),
    ];
    column.forEach((value, row) => rows[row * thresholds + at] = value);
  }
  return rows;
}
