/**
 * Hits and false alarms at every threshold: what the curves of scores are drawn and computed from.
 *
 * @module
 */

/** Labels and scores of examples. */
export interface ScoredLabels {
  /** 1 or true for examples of the class, 0 or false for the others. */
  readonly labels: ArrayLike<number | boolean>;
  /** Higher where the model rather believes in the class. */
  readonly scores: ArrayLike<number>;
  /** How much each example counts; all 1 unless told. */
  readonly weights?: ArrayLike<number> | undefined;
}

/** For each different score, from the highest down: what is taken where those from it on are. */
export interface ThresholdCounts {
  /** The scores. */
  readonly thresholds: Float64Array;
  /** Examples of the class that are taken: rising. */
  readonly hits: Float64Array;
  /** Others that are taken: rising. */
  readonly alarms: Float64Array;
  /** Examples of the class. */
  readonly positives: number;
  /** Others. */
  readonly negatives: number;
}

/**
 * Takes the examples from the highest score down; those with equal scores come at once.
 *
 * @param doing What cannot be done with wrong input, such as `"draw a ROC curve"`.
 * @throws {TypeError} When labels and scores do not fit, a score is NaN, or one of both classes is missing.
 */
export function thresholdCounts(doing: string, given: ScoredLabels): ThresholdCounts {
  const { labels, scores, weights } = given;
  if (labels.length !== scores.length) {
    throw new TypeError(
      `Cannot ${doing}: wanted as many scores as labels, got ${scores.length} and ${labels.length}`,
    );
  }
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isNaN(scores[i])) continue;
    throw new TypeError(`Cannot ${doing}: scores must be numbers, the one at index ${i} is NaN`);
  }
  const order = Uint32Array.from({ length: labels.length }, (_, i) => i);
  order.sort((a, b) => scores[b]! > scores[a]! ? 1 : scores[b]! < scores[a]! ? -1 : 0);
  const thresholds: number[] = [];
  const hits: number[] = [];
  const alarms: number[] = [];
  let [positives, negatives] = [0, 0];
  order.forEach((example, i) => {
    const weight = weights?.[example] ?? 1;
    if (labels[example]) positives += weight;
    else negatives += weight;
    if (scores[example] === scores[order[i + 1] ?? -1]) return;
    thresholds.push(scores[example]!);
    hits.push(positives);
    alarms.push(negatives);
  });
  if (positives === 0 || negatives === 0) {
    throw new TypeError(
      `Cannot ${doing}: wanted examples of both classes, got ${positives} of the class and ` +
        `${negatives} others`,
    );
  }
  return {
    thresholds: Float64Array.from(thresholds),
    hits: Float64Array.from(hits),
    alarms: Float64Array.from(alarms),
    positives,
    negatives,
  };
}

/** Area under the ROC curve: exact, by trapezoids. */
export function areaUnderRoc({ hits, alarms, positives, negatives }: ThresholdCounts): number {
  let area = 0;
  let [lastHits, lastAlarms] = [0, 0];
  hits.forEach((hit, i) => {
    area += (alarms[i]! - lastAlarms) * (hit + lastHits) / 2;
    [lastHits, lastAlarms] = [hit, alarms[i]!];
  });
  return area / positives / negatives;
}

/** Mean of the precision at each example of the class that is found. */
export function averagePrecisionOf({ hits, alarms, positives }: ThresholdCounts): number {
  let sum = 0;
  hits.forEach((hit, i) => {
    const found = hit - (hits[i - 1] ?? 0);
    if (found > 0) sum += found * hit / (hit + alarms[i]!);
  });
  return sum / positives;
}
