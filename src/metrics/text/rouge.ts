/**
 * ROUGE of summaries.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { nGrams, sharedOf, totalOf } from "./n_grams.ts";
import { type References, resultOf, TextMetric } from "./text_metric.ts";

/** Options of {@linkcode rouge}. */
export interface RougeOptions {
  /**
   * How texts become tokens. Unless told runs of ASCII letters and digits in lower case, as rouge-score
   * takes them; other scripts need another one.
   */
  readonly tokenize?: (text: string) => string[];
}

const ROUGE_OPTIONS: OptionNames<RougeOptions> = { tokenize: true };

/** One kind of ROUGE. */
export interface RougeScore {
  /** Share of the text that is in the reference. */
  readonly precision: number;
  /** Share of the reference that is in the text. */
  readonly recall: number;
  /** Harmonic mean of both. */
  readonly f1: number;
}

/** What {@linkcode rouge} returns: means over the texts. */
export interface RougeResult {
  /** Of single tokens. */
  readonly rouge1: RougeScore;
  /** Of pairs of tokens. */
  readonly rouge2: RougeScore;
  /** Of the longest common subsequence. */
  readonly rougeL: RougeScore;
}

function asciiWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
}

type Triple = readonly [precision: number, recall: number, f1: number];

function triple(shared: number, own: number, reference: number): Triple {
  const precision = own === 0 ? 0 : shared / own;
  const recall = reference === 0 ? 0 : shared / reference;
  const sum = precision + recall;
  return [precision, recall, sum === 0 ? 0 : 2 * precision * recall / sum];
}

function ofRuns(own: readonly string[], reference: readonly string[], n: number): Triple {
  const [a, b] = [nGrams(own, n), nGrams(reference, n)];
  return triple(sharedOf(a, b), totalOf(a), totalOf(b));
}

function ofSubsequence(own: readonly string[], reference: readonly string[]): Triple {
  let row = new Int32Array(reference.length + 1);
  for (const token of own) {
    const next = new Int32Array(reference.length + 1);
    for (let j = 1; j <= reference.length; j++) {
      next[j] = token === reference[j - 1] ? row[j - 1]! + 1 : Math.max(row[j]!, next[j - 1]!);
    }
    row = next;
  }
  return triple(row[reference.length]!, own.length, reference.length);
}

/**
 * ROUGE over texts that come bit by bit; see {@linkcode rouge}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const rouge = new metrics.Rouge();
 * rouge.update(["the cat sat"], ["the cat"]);
 * assertEquals(rouge.result().rouge1.recall, 1);
 * ```
 */
export class Rouge extends TextMetric<RougeResult> {
  readonly #tokenize: (text: string) => string[];

  /** Takes the tokenizer. */
  constructor(options: RougeOptions = {}) {
    super("ROUGE", 10);
    requireOptions("Cannot compute ROUGE", options, ROUGE_OPTIONS);
    this.#tokenize = options.tokenize ?? asciiWords;
  }

  /** What one text adds to the state. */
  protected counts(prediction: string, references: readonly string[]): number[] {
    const own = this.#tokenize(prediction);
    const given = references.map(this.#tokenize);
    const kinds = [
      (tokens: string[]) => ofRuns(own, tokens, 1),
      (tokens: string[]) => ofRuns(own, tokens, 2),
      (tokens: string[]) => ofSubsequence(own, tokens),
    ];
    // Of several references the one with the best F1 counts, for each kind.
    const best = kinds.map((kind) => {
      const scores = given.map(kind);
      return scores.reduce((most, score) => score[2] > most[2] ? score : most);
    });
    return [1, ...best.flat()];
  }

  /** The result of counts that were added up. */
  protected compute(counts: Float64Array): RougeResult {
    const mean = (at: number): RougeScore => ({
      precision: counts[at]! / counts[0]!,
      recall: counts[at + 1]! / counts[0]!,
      f1: counts[at + 2]! / counts[0]!,
    });
    return { rouge1: mean(1), rouge2: mean(4), rougeL: mean(7) };
  }
}

/**
 * How far texts and references overlap, by tokens, pairs of them, and the longest common subsequence: what
 * rouge-score gives without stemming, as means over the texts. Of several references the one with the best
 * F1 counts.
 *
 * C.-Y. Lin, ROUGE, 2004.
 *
 * @param predictions What the model wrote.
 * @param references What would have been right, for each one text or several.
 * @param options Tokenizer.
 * @returns Precision, recall and F1 of each kind, from 0 to 1.
 * @throws {TypeError} When there are not as many of both, or a text has no reference.
 * @throws {RangeError} When there are no texts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const { rouge2, rougeL } = metrics.rouge(["the dog sat"], ["the cat sat"]);
 * assertEquals([rouge2.f1, rougeL.f1], [0, 2 / 3]);
 * ```
 */
export function rouge(
  predictions: readonly string[],
  references: readonly References[],
  options: RougeOptions = {},
): RougeResult {
  return resultOf(new Rouge(options), predictions, references);
}
