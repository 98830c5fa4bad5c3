/**
 * How often each class is taken for each: what most metrics of classes are computed from.
 *
 * @module
 */
import type { OptionNames } from "../../core/require_options.ts";
import {
  type ClassLabel,
  type Labels,
  readLabels,
  readWeights,
  requireSameLength,
  type Values,
} from "../values.ts";

/** Counts of classes. */
export interface ClassTable {
  /** The classes, sorted. */
  readonly labels: readonly ClassLabel[];
  /** How often row i, the true class, was answered by column j. */
  readonly counts: ArrayLike<number>;
}

/** What a class is right and wrong about. */
export interface ClassCounts {
  /** Examples of it that were found. */
  readonly hits: number;
  /** Examples that are of it: scikit-learn's support. */
  readonly support: number;
  /** Examples that were taken for it. */
  readonly taken: number;
  /** All examples. */
  readonly all: number;
}

/** Which examples count how much. */
export interface TableOptions {
  /** How much each example counts; all 1 unless told. */
  readonly sampleWeights?: Values;
}

/** Names of the options of what counts a table. */
export const TABLE_OPTIONS: OptionNames<TableOptions> = { sampleWeights: true };

/** Numbers ascending, other labels in the order of their characters. */
export function sortedLabels(labels: Iterable<ClassLabel>): ClassLabel[] {
  return [...new Set(labels)].sort((a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a) < String(b) ? -1 : 1;
  });
}

/** Counts pairs of labels; `also` are classes that are there even where no example has them. */
export function classTable(
  what: string,
  given: readonly [targets: Labels, predictions: Labels],
  { sampleWeights }: TableOptions,
  also: readonly ClassLabel[] = [],
): ClassTable {
  const targets = readLabels(what, "targets", given[0]);
  const answers = readLabels(what, "predictions", given[1]);
  requireSameLength(what, targets.length, answers.length);
  const kinds = new Set([...targets, ...answers].map((label) => typeof label));
  if (kinds.size > 1) {
    throw new TypeError(
      `Cannot compute ${what}: labels must be of one kind, got ${[...kinds].join(" and ")}`,
    );
  }
  const weights = readWeights(what, sampleWeights, targets.length);
  const labels = sortedLabels([...targets, ...answers, ...also]);
  const place = new Map(labels.map((label, i) => [label, i]));
  const counts = new Float64Array(labels.length ** 2);
  targets.forEach((target, i) => {
    counts[place.get(target)! * labels.length + place.get(answers[i]!)!]! += weights?.[i] ?? 1;
  });
  return { labels, counts };
}

/** Hits, support and answers of each class. */
export function countsOf({ labels, counts }: ClassTable): ClassCounts[] {
  const size = labels.length;
  const [support, taken] = [new Float64Array(size), new Float64Array(size)];
  let all = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const count = counts[i * size + j]!;
      support[i]! += count;
      taken[j]! += count;
      all += count;
    }
  }
  return labels.map((_, i) => ({
    hits: counts[i * size + i]!,
    support: support[i]!,
    taken: taken[i]!,
    all,
  }));
}
