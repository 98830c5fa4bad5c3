/**
 * Overlap of characters.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { nGrams, sharedOf, totalOf, words } from "./n_grams.ts";
import { type References, resultOf, TextMetric } from "./text_metric.ts";

/** Options of {@linkcode chrf}; names and defaults are those of sacreBLEU. */
export interface ChrfOptions {
  /** The longest runs of characters; 6 unless told. */
  readonly charOrder?: number;
  /** The longest runs of words: 0 unless told, 2 is chrF++. */
  readonly wordOrder?: number;
  /** How many times as much recall counts as precision; 2 unless told. */
  readonly beta?: number;
  /** Whether case does not matter; false unless told. */
  readonly lowercase?: boolean;
  /** Whether blanks count; false unless told. */
  readonly whitespace?: boolean;
}

const CHRF_OPTIONS: OptionNames<ChrfOptions> = {
  charOrder: true,
  wordOrder: true,
  beta: true,
  lowercase: true,
  whitespace: true,
};

const PUNCTUATION = new Set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

/** Words, with a punctuation mark at their end or else at their beginning as a word of its own. */
function separated(text: string): string[] {
  return words(text).flatMap((word) => {
    if (Array.from(word).length === 1) return [word];
    if (PUNCTUATION.has(word.at(-1)!)) return [word.slice(0, -1), word.at(-1)!];
    if (PUNCTUATION.has(word[0]!)) return [word[0]!, word.slice(1)];
    return [word];
  });
}

/**
 * chrF over texts that come bit by bit; see {@linkcode chrf}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const chrf = new metrics.Chrf({ wordOrder: 2 });
 * chrf.update(["the cat"], ["the cat"]);
 * assertEquals(chrf.result(), 100);
 * ```
 */
export class Chrf extends TextMetric {
  readonly #options: ChrfOptions;
  readonly #orders: number;

  /** Takes the orders and beta. */
  constructor(options: ChrfOptions = {}) {
    requireOptions("Cannot compute chrF", options, CHRF_OPTIONS);
    const { charOrder = 6, wordOrder = 0 } = options;
    super("chrF", 3 * (charOrder + wordOrder));
    this.#options = options;
    this.#orders = charOrder + wordOrder;
  }

  /** What one text adds to the state. */
  protected counts(prediction: string, references: readonly string[]): number[] {
    const answer = this.#grams(prediction);
    const each = references.map((reference) =>
      this.#grams(reference).flatMap((grams, i) => {
        const total = totalOf(grams);
        // Runs that the reference is too short for do not count.
        return [total === 0 ? 0 : totalOf(answer[i]!), total, sharedOf(answer[i]!, grams)];
      })
    );
    let best = each[0]!;
    for (const counts of each) if (this.#score(counts) > this.#score(best)) best = counts;
    return best;
  }

  /** The result of counts that were added up. */
  protected compute(counts: Float64Array): number {
    return this.#score(counts);
  }

  #grams(given: string): Map<string, number>[] {
    const { charOrder = 6, wordOrder = 0, lowercase = false, whitespace = false } = this.#options;
    const text = lowercase ? given.toLowerCase() : given;
    const characters = Array.from(whitespace ? text : text.replace(/\s+/g, ""));
    return [
      ...Array.from({ length: charOrder }, (_, i) => nGrams(characters, i + 1)),
      ...Array.from({ length: wordOrder }, (_, i) => nGrams(separated(text), i + 1)),
    ];
  }

  #score(counts: ArrayLike<number>): number {
    const square = (this.#options.beta ?? 2) ** 2;
    let [precision, recall, orders] = [0, 0, 0];
    for (let i = 0; i < this.#orders; i++) {
      const [own, reference, shared] = [counts[3 * i]!, counts[3 * i + 1]!, counts[3 * i + 2]!];
      if (own === 0 || reference === 0) continue;
      precision += shared / own;
      recall += shared / reference;
      orders++;
    }
    if (precision + recall === 0) return 0;
    [precision, recall] = [precision / orders, recall / orders];
    return 100 * (1 + square) * precision * recall / (square * precision + recall);
  }
}

/**
 * F score of runs of characters, and with `wordOrder: 2` of words (chrF++), over all texts at once: what
 * sacreBLEU gives. It needs no tokenizer, so it suits Chinese.
 *
 * M. Popović, chrF, 2015; chrF++, 2017.
 *
 * @param predictions What the model wrote.
 * @param references What would have been right, for each one text or several, of which the best counts.
 * @param options Orders and beta.
 * @returns From 0 to 100.
 * @throws {TypeError} When there are not as many of both, or a text has no reference.
 * @throws {RangeError} When there are no texts.
 *
 * @example
 * ```ts
 * import { assert } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * assert(metrics.chrf(["translations"], ["translation"]) > 80);
 * ```
 */
export function chrf(
  predictions: readonly string[],
  references: readonly References[],
  options: ChrfOptions = {},
): number {
  return resultOf(new Chrf(options), predictions, references);
}
