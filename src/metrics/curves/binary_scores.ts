/**
 * Labels and scores of two classes.
 *
 * @module
 */
import type { OptionNames } from "../../core/require_options.ts";
import { type ThresholdCounts, thresholdCounts } from "../../core/threshold_counts.ts";
import {
  type ClassLabel,
  type Labels,
  readLabels,
  readVector,
  readWeights,
  type Values,
} from "../values.ts";

/** Options of metrics of scores. */
export interface ScoreOptions {
  /** The label of the class that high scores stand for; 1 (or true) unless told. */
  readonly posLabel?: ClassLabel;
  /** How much each example counts; all 1 unless told. */
  readonly sampleWeights?: Values;
}

/** Names of the options of metrics of scores. */
export const SCORE_OPTIONS: OptionNames<ScoreOptions> = { posLabel: true, sampleWeights: true };

/** Labels as 1 for the class and 0 for the others. */
export function binaryLabels(
  what: string,
  targets: Labels,
  { posLabel }: ScoreOptions,
): Float64Array {
  const labels = readLabels(what, "targets", targets);
  const kinds = new Set(labels);
  if (kinds.size > 2) {
    throw new RangeError(
      `Cannot compute ${what}: wanted labels of two classes, got ${kinds.size}; compare each class ` +
        "with the others by targets.map((label) => label === one)",
    );
  }
  if (posLabel === undefined) {
    const wrong = [...kinds].find((label) =>
      typeof label === "string" || ![-1, 0, 1].includes(Number(label))
    );
    if (wrong !== undefined) {
      throw new RangeError(
        `Cannot compute ${what}: labels must be 0 and 1, -1 and 1, or booleans, got ` +
          `${String(wrong)}; for others tell posLabel`,
      );
    }
  }
  const is = posLabel ?? 1;
  return Float64Array.from(
    labels,
    (label) =>
      Number(
        typeof label === "boolean" && typeof is === "number" ? Number(label) === is : label === is,
      ),
  );
}

/** Reads scores and counts at all thresholds. */
export function readCounts(
  what: string,
  targets: Labels,
  scores: Values,
  options: ScoreOptions,
): ThresholdCounts {
  const labels = binaryLabels(what, targets, options);
  const read = readVector(what, "scores", scores);
  const weights = readWeights(what, options.sampleWeights, labels.length);
  return thresholdCounts(`compute ${what}`, { labels, scores: read, weights });
}
