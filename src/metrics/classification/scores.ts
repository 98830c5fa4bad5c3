/**
 * Scores of classes out of their counts.
 *
 * @module
 */
import { requireWord } from "../../core/require_word.ts";
import { type ClassCounts, type ClassTable, countsOf } from "./table.ts";
import type { Quotient, Score } from "./averages.ts";

/** Share of what was taken for a class that is of it. */
export function precisionScore({ hits, taken }: ClassCounts): Quotient {
  return [hits, taken];
}

/** Share of a class that was found. */
export function recallScore({ hits, support }: ClassCounts): Quotient {
  return [hits, support];
}

/** Share of what is not of a class that was not taken for it. */
export function specificityScore({ hits, support, taken, all }: ClassCounts): Quotient {
  return [all - support - taken + hits, all - support];
}

/** Share of what is of a class or was taken for it that is both. */
export function jaccardOfCounts({ hits, support, taken }: ClassCounts): Quotient {
  return [hits, support + taken - hits];
}

/** Harmonic mean of precision and recall, in which recall counts beta times as much. */
export function fBetaOf(beta: number): Score {
  if (!(beta >= 0)) {
    throw new RangeError(`Cannot compute the F score: beta must be 0 or more, not ${beta}`);
  }
  const square = beta ** 2;
  return ({ hits, support, taken }) => [(1 + square) * hits, square * support + taken];
}

/** Share of right answers. */
export function accuracyOf(table: ClassTable): number {
  const counts = countsOf(table);
  return counts.reduce((sum, { hits }) => sum + hits, 0) / counts[0]!.all;
}

/** Mean of the recalls of the classes that have examples; 0 for chance and 1 if adjusted. */
export function balancedAccuracyOf(table: ClassTable, adjusted = false): number {
  const recalls = countsOf(table).filter(({ support }) => support > 0)
    .map(({ hits, support }) => hits / support);
  const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  if (!adjusted) return mean;
  const chance = 1 / recalls.length;
  return (mean - chance) / (1 - chance);
}

/** Correlation of true and answered classes, of Matthews and, for more than two, Gorodkin. */
export function matthewsOf(table: ClassTable): number {
  const counts = countsOf(table);
  const sum = (of: (one: typeof counts[number]) => number) =>
    counts.reduce((total, one) => total + of(one), 0);
  const all = counts[0]!.all;
  const both = sum(({ hits }) => hits) * all - sum(({ support, taken }) => support * taken);
  const truth = all ** 2 - sum(({ support }) => support ** 2);
  const answers = all ** 2 - sum(({ taken }) => taken ** 2);
  return truth * answers === 0 ? 0 : both / Math.sqrt(truth * answers);
}

/** How much a disagreement weighs, by how far two classes are apart. */
export type KappaWeights = "none" | "linear" | "quadratic";

/** Agreement beyond chance, of Cohen. */
export function kappaOf(table: ClassTable, weights: KappaWeights = "none"): number {
  requireWord("Cannot compute kappa", "weights", {
    value: weights,
    words: ["none", "linear", "quadratic"],
  });
  const counts = countsOf(table);
  const size = counts.length;
  let [seen, expected] = [0, 0];
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const apart = Math.abs(i - j);
      const weight = weights === "none"
        ? Number(apart > 0)
        : weights === "linear"
        ? apart
        : apart ** 2;
      seen += weight * table.counts[i * size + j]!;
      expected += weight * counts[i]!.support * counts[j]!.taken / counts[0]!.all;
    }
  }
  return 1 - seen / expected;
}
