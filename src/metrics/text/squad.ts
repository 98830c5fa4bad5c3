/**
 * Answers to questions.
 *
 * @module
 */
import { nGrams, sharedOf, words } from "./n_grams.ts";
import { type References, resultOf, TextMetric } from "./text_metric.ts";

/** What {@linkcode squad} returns, both from 0 to 100. */
export interface SquadResult {
  /** Answers that are one of the references. */
  readonly exactMatch: number;
  /** Mean F1 of the words, with the best reference. */
  readonly f1: number;
}

/** Lower case, without punctuation and articles. */
function normalized(text: string): string[] {
  const bare = text.toLowerCase().replace(/[!-/:-@[-`{-~]/g, "");
  return words(bare.replace(/\b(a|an|the)\b/g, " "));
}

function f1Of(own: readonly string[], reference: readonly string[]): number {
  const shared = sharedOf(nGrams(own, 1), nGrams(reference, 1));
  if (own.length === 0 || reference.length === 0) return Number(own.length === reference.length);
  return 2 * shared / (own.length + reference.length);
}

/**
 * SQuAD's scores over answers that come bit by bit; see {@linkcode squad}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const squad = new metrics.Squad();
 * squad.update(["the Eiffel Tower!"], [["Eiffel tower"]]);
 * assertEquals(squad.result(), { exactMatch: 100, f1: 100 });
 * ```
 */
export class Squad extends TextMetric<SquadResult> {
  /** Begins with nothing. */
  constructor() {
    super("SQuAD", 3);
  }

  /** What one text adds to the state. */
  protected counts(prediction: string, references: readonly string[]): number[] {
    const own = normalized(prediction);
    const given = references.map(normalized);
    const exact = given.some((reference) => reference.join(" ") === own.join(" "));
    return [1, Number(exact), Math.max(...given.map((reference) => f1Of(own, reference)))];
  }

  /** The result of counts that were added up. */
  protected compute(counts: Float64Array): SquadResult {
    return { exactMatch: 100 * counts[1]! / counts[0]!, f1: 100 * counts[2]! / counts[0]! };
  }
}

/**
 * Exact match and F1 of answers, without case, punctuation and English articles: the official scores of
 * SQuAD, where an empty reference stands for a question without answer, as in version 2.
 *
 * @param predictions Answers.
 * @param references What would have been right, for each one text or several.
 * @returns Both scores, from 0 to 100.
 * @throws {TypeError} When there are not as many of both, or an answer has no reference.
 * @throws {RangeError} When there are no answers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const { exactMatch, f1 } = metrics.squad(["in Paris"], [["Paris", "Paris, France"]]);
 * assertEquals([exactMatch, Math.round(f1)], [0, 67]);
 * ```
 */
export function squad(
  predictions: readonly string[],
  references: readonly References[],
): SquadResult {
  return resultOf(new Squad(), predictions, references);
}
