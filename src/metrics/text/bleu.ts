/**
 * BLEU of translations.
 *
 * @module
 */
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { nGrams, sharedOf, totalOf, words } from "./n_grams.ts";
import { type References, resultOf, TextMetric } from "./text_metric.ts";

/** Options of {@linkcode bleu}; names and defaults are those of sacreBLEU. */
export interface BleuOptions {
  /**
   * How texts become tokens: that of WMT (`"13a"`, unless told), by blanks (`"none"`), each character
   * (`"char"`, for Chinese), or a function.
   */
  readonly tokenize?: "13a" | "none" | "char" | ((text: string) => string[]);
  /** Whether case does not matter; false unless told. */
  readonly lowercase?: boolean;
  /** What precisions of 0 count as; `"exp"`, halved from order to order, unless told. */
  readonly smoothing?: "exp" | "floor" | "add-k" | "none";
  /** For `"floor"` (0.1 unless told) and `"add-k"` (1 unless told). */
  readonly smoothValue?: number;
  /** The longest runs of tokens; 4 unless told. */
  readonly maxOrder?: number;
  /** Whether only orders count that the texts are long enough for, for single sentences; false unless told. */
  readonly effectiveOrder?: boolean;
}

const BLEU_OPTIONS: OptionNames<BleuOptions> = {
  tokenize: true,
  lowercase: true,
  smoothing: true,
  smoothValue: true,
  maxOrder: true,
  effectiveOrder: true,
};

/** What {@linkcode bleu} returns. */
export interface BleuResult {
  /** From 0 to 100. */
  readonly score: number;
  /** Precision of runs of 1, 2 … tokens, from 0 to 100. */
  readonly precisions: readonly number[];
  /** What texts that are too short are multiplied by. */
  readonly brevityPenalty: number;
  /** Tokens of the texts. */
  readonly length: number;
  /** Tokens of the references that are nearest in length. */
  readonly referenceLength: number;
}

/** Tokens as the script mteval-v13a.pl of WMT makes them. */
function tokenize13a(text: string): string[] {
  const plain = text.replaceAll("<skipped>", "").replaceAll("-\n", "").replaceAll("\n", " ")
    .replaceAll("&quot;", '"').replaceAll("&amp;", "&").replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">");
  return words(
    ` ${plain} `
      .replace(/([{-~[-` -&(-+:-@/])/g, " $1 ")
      .replace(/([^0-9])([.,])/g, "$1 $2 ")
      .replace(/([.,])([^0-9])/g, " $1 $2")
      .replace(/([0-9])(-)/g, "$1 $2 "),
  );
}

function tokenizerOf(kind: NonNullable<BleuOptions["tokenize"]>): (text: string) => string[] {
  switch (kind) {
    case "13a":
      return tokenize13a;
    case "none":
      return words;
    case "char":
      return (text) => Array.from(text).filter((character) => character.trim() !== "");
    default:
      if (typeof kind === "function") return kind;
      throw new RangeError(
        `Cannot compute BLEU: tokenize must be "13a", "none", "char" or a function, not "${kind}"`,
      );
  }
}

/**
 * BLEU over texts that come bit by bit; see {@linkcode bleu}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const bleu = new metrics.Bleu();
 * bleu.update(["The cat sat on the mat."], ["The cat sat on the mat."]);
 * assertEquals(Math.round(bleu.result().score), 100);
 * ```
 */
export class Bleu extends TextMetric<BleuResult> {
  readonly #options: BleuOptions;
  readonly #order: number;
  readonly #tokenize: (text: string) => string[];

  /** Takes tokenizer, smoothing and order. */
  constructor(options: BleuOptions = {}) {
    requireOptions("Cannot compute BLEU", options, BLEU_OPTIONS);
    const { maxOrder = 4, tokenize = "13a", smoothing = "exp" } = options;
    if (!Number.isInteger(maxOrder) || maxOrder < 1) {
      throw new RangeError(`Cannot compute BLEU: maxOrder must be from 1, not ${maxOrder}`);
    }
    if (!["exp", "floor", "add-k", "none"].includes(smoothing)) {
      throw new RangeError(
        'Cannot compute BLEU: smoothing must be "exp", "floor", "add-k" or "none", not ' +
          `"${smoothing}"`,
      );
    }
    super("BLEU", 2 + 2 * maxOrder);
    this.#options = options;
    this.#order = maxOrder;
    this.#tokenize = tokenizerOf(tokenize);
  }

  /** What one text adds to the state. */
  protected counts(prediction: string, references: readonly string[]): number[] {
    const tokens = (text: string) => {
      const trimmed = text.trimEnd();
      return this.#tokenize(this.#options.lowercase ? trimmed.toLowerCase() : trimmed);
    };
    const answer = tokens(prediction);
    const given = references.map(tokens);
    const lengths = given.map(({ length }) => length);
    const distance = (length: number) => Math.abs(length - answer.length);
    const nearest = lengths.reduce((best, length) => {
      const closer = distance(length) - distance(best);
      return closer < 0 || (closer === 0 && length < best) ? length : best;
    });
    const right: number[] = [];
    const all: number[] = [];
    for (let n = 1; n <= this.#order; n++) {
      const own = nGrams(answer, n);
      const most = new Map<string, number>();
      for (const reference of given) {
        for (const [key, count] of nGrams(reference, n)) {
          most.set(key, Math.max(count, most.get(key) ?? 0));
        }
      }
      right.push(sharedOf(own, most));
      all.push(totalOf(own));
    }
    return [answer.length, nearest, ...right, ...all];
  }

  /** The result of counts that were added up. */
  protected compute(counts: Float64Array): BleuResult {
    const order = this.#order;
    const { smoothing = "exp", effectiveOrder = false } = this.#options;
    const { smoothValue = smoothing === "add-k" ? 1 : 0.1 } = this.#options;
    const [length, referenceLength] = [counts[0]!, counts[1]!];
    const brevityPenalty = length >= referenceLength
      ? 1
      : length === 0
      ? 0
      : Math.exp(1 - referenceLength / length);
    const precisions = new Array<number>(order).fill(0);
    const common = { precisions, brevityPenalty, length, referenceLength };
    const right = counts.subarray(2, 2 + order);
    if (!right.some((count) => count > 0)) return { score: 0, ...common };
    let [halved, orders] = [1, order];
    for (let n = 0; n < order; n++) {
      const added = smoothing === "add-k" && n > 0 ? smoothValue : 0;
      const [hits, all] = [right[n]! + added, counts[2 + order + n]! + added];
      if (all === 0) break;
      if (effectiveOrder) orders = n + 1;
      if (hits > 0) precisions[n] = 100 * hits / all;
      else if (smoothing === "exp") precisions[n] = 100 / ((halved *= 2) * all);
      else if (smoothing === "floor") precisions[n] = 100 * smoothValue / all;
    }
    const logs = precisions.slice(0, orders).reduce((sum, value) => sum + Math.log(value), 0);
    return { score: brevityPenalty * Math.exp(logs / orders), ...common };
  }
}

/**
 * BLEU of texts against references, over all of them at once: what sacreBLEU gives, tokens and smoothing
 * included. The mean over sentences is another number.
 *
 * K. Papineni et al., BLEU, 2002; M. Post, A Call for Clarity in Reporting BLEU Scores, 2018.
 *
 * @param predictions What the model wrote.
 * @param references What would have been right, for each one text or several.
 * @param options Tokenizer, smoothing and order.
 * @returns The score from 0 to 100 and what it is made of.
 * @throws {TypeError} When there are not as many of both, or a text has no reference.
 * @throws {RangeError} When there are no texts, or an option is none of those there are.
 *
 * @example
 * ```ts
 * import { assertAlmostEquals } from "@std/assert";
 * import { metrics } from "tensaur";
 *
 * const { score } = metrics.bleu(["It is a dog."], [["It is a cat.", "It is the dog."]]);
 * assertAlmostEquals(score, 50, 1e-9);
 * ```
 */
export function bleu(
  predictions: readonly string[],
  references: readonly References[],
  options: BleuOptions = {},
): BleuResult {
  return resultOf(new Bleu(options), predictions, references);
}
