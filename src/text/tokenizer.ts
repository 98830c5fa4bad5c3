/**
 * Words as numbers.
 *
 * @module
 */

import { requireWord } from "../core/require_word.ts";
import { type OptionNames, requireOptions } from "../core/require_options.ts";
import type { NdArrayOf } from "../core/nd_array.ts";
import { wordSequence, type WordSequenceOptions } from "./word_sequence.ts";

/** How texts become numbers. */
export interface TokenizerOptions extends WordSequenceOptions {
  /** Only words with a number below this one are used; all unless told. */
  readonly numWords?: number;
  /** Whether each character is a word; false unless told. */
  readonly charLevel?: boolean;
  /** Stands for words that are not known, with the number 1; without it they are left out. */
  readonly oovToken?: string;
}

const TOKENIZER_OPTIONS: OptionNames<TokenizerOptions> = {
  numWords: true,
  charLevel: true,
  oovToken: true,
  filters: true,
  lower: true,
  split: true,
};

/** What an entry of a matrix of texts and words tells. */
export type MatrixMode = "binary" | "count" | "freq" | "tfidf";

/** A tokenizer as JSON. */
export interface TokenizerConfig {
  /** How texts become numbers. */
  readonly options: TokenizerOptions;
  /** How often each word was seen, in the order of the first time. */
  readonly wordCounts: readonly (readonly [word: string, count: number])[];
  /** In how many texts each word was seen. */
  readonly wordDocs: readonly (readonly [word: string, count: number])[];
  /** How many texts were seen. */
  readonly documentCount: number;
}

/**
 * Gives each word a number, the most frequent one first: Keras' `Tokenizer`, with its results. 0 is no
 * word's number but that of padding.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { text } from "tensaur";
 *
 * const tokenizer = new text.Tokenizer().fitOnTexts(["a good movie", "a bad movie"]);
 * assertEquals(tokenizer.wordIndex.get("movie"), 2);
 * assertEquals(tokenizer.textsToSequences(["a new movie"]), [[1, 2]]);
 * ```
 */
export class Tokenizer {
  readonly #options: TokenizerOptions;
  readonly #wordCounts = new Map<string, number>();
  readonly #wordDocs = new Map<string, number>();
  #documentCount = 0;
  #wordIndex: ReadonlyMap<string, number> = new Map();
  #indexWord: readonly string[] = [];

  /**
   * Makes a tokenizer that knows no word yet.
   *
   * @param options How texts become numbers.
   * @throws {RangeError} When `numWords` is no whole number from 1 on.
   */
  constructor(options: TokenizerOptions = {}) {
    requireOptions("Cannot make a tokenizer", options, TOKENIZER_OPTIONS);
    const { numWords } = options;
    if (numWords !== undefined && !(Number.isInteger(numWords) && numWords >= 1)) {
      throw new RangeError(
        "Cannot make a tokenizer: numWords must be a whole number from 1 on, current value is " +
          numWords,
      );
    }
    this.#options = options;
  }

  /**
   * Makes a tokenizer again out of what `config()` returned.
   *
   * @param config Options and counts.
   */
  static fromConfig(config: TokenizerConfig): Tokenizer {
    const tokenizer = new Tokenizer(config.options);
    for (const [word, count] of config.wordCounts) tokenizer.#wordCounts.set(word, count);
    for (const [word, count] of config.wordDocs) tokenizer.#wordDocs.set(word, count);
    tokenizer.#documentCount = config.documentCount;
    tokenizer.#number();
    return tokenizer;
  }

  /** Number of each word, from 1. */
  get wordIndex(): ReadonlyMap<string, number> {
    return this.#wordIndex;
  }

  /** How often each word was seen, in the order of the first time. */
  get wordCounts(): ReadonlyMap<string, number> {
    return this.#wordCounts;
  }

  /** How many texts were seen. */
  get documentCount(): number {
    return this.#documentCount;
  }

  /** Numbers there are, the 0 of padding among them: what an embedding takes as `inputDim`. */
  get vocabularySize(): number {
    return this.#options.numWords ?? this.#wordIndex.size + 1;
  }

  /**
   * Learns words; further calls go on counting, and may change numbers.
   *
   * @param texts Each one a document.
   * @returns This tokenizer.
   */
  fitOnTexts(texts: Iterable<string>): this {
    requireTexts(texts);
    for (const text of texts) {
      const words = this.#words(text);
      for (const word of words) this.#wordCounts.set(word, (this.#wordCounts.get(word) ?? 0) + 1);
      for (const word of new Set(words)) {
        this.#wordDocs.set(word, (this.#wordDocs.get(word) ?? 0) + 1);
      }
      this.#documentCount++;
    }
    this.#number();
    return this;
  }

  /**
   * Texts as numbers.
   *
   * @param texts The texts.
   * @returns For each the numbers of its words; words that are not known are left out, or have that of
   *   the `oovToken`.
   */
  textsToSequences(texts: Iterable<string>): number[][] {
    requireTexts(texts);
    const { numWords = Infinity, oovToken } = this.#options;
    const unknown = oovToken === undefined ? undefined : this.#wordIndex.get(oovToken);
    return Array.from(texts, (text) =>
      this.#words(text).flatMap((word) => {
        const number = this.#wordIndex.get(word);
        const used = number !== undefined && number < numWords ? number : unknown;
        return used ?? [];
      }));
  }

  /**
   * Numbers as texts, words with a space between them.
   *
   * @param sequences Numbers of words; others are left out, or shown as the `oovToken`.
   * @returns The texts.
   */
  sequencesToTexts(sequences: Iterable<Iterable<number>>): string[] {
    const { numWords = Infinity, oovToken } = this.#options;
    return Array.from(sequences, (sequence) =>
      Array.from(sequence).flatMap((number) => {
        const word = number < numWords ? this.#indexWord[number] : undefined;
        return word ?? oovToken ?? [];
      }).join(" "));
  }

  /**
   * Texts as rows of a matrix, one column per number.
   *
   * @param texts The texts.
   * @param mode Whether a word is there, how often, its share of the text, or how much it tells
   *   (`(1 + ln count) · ln(1 + texts / (1 + texts with it))`); `"binary"` unless told.
   * @returns float32 `[texts, vocabularySize]`.
   */
  textsToMatrix(texts: Iterable<string>, mode: MatrixMode = "binary"): NdArrayOf<"float32"> {
    requireWord("Cannot make a matrix", "mode", {
      value: mode,
      words: ["binary", "count", "freq", "tfidf"],
    });
    const sequences = this.textsToSequences(texts);
    const columns = this.vocabularySize;
    const data = new Float32Array(sequences.length * columns);
    sequences.forEach((sequence, row) => {
      const counts = new Map<number, number>();
      for (const number of sequence) counts.set(number, (counts.get(number) ?? 0) + 1);
      for (const [number, count] of counts) {
        data[row * columns + number] = this.#entry(mode, number, {
          count,
          length: sequence.length,
        });
      }
    });
    return { dtype: "float32", shape: [sequences.length, columns], data };
  }

  /** Options and counts as JSON. */
  config(): TokenizerConfig {
    return {
      options: this.#options,
      wordCounts: [...this.#wordCounts],
      wordDocs: [...this.#wordDocs],
      documentCount: this.#documentCount,
    };
  }

  #words(text: string): string[] {
    const { charLevel = false, lower = true } = this.#options;
    if (!charLevel) return wordSequence(text, this.#options);
    return [...(lower ? text.toLowerCase() : text)];
  }

  /** The most frequent word first; of equal ones the one that came first. */
  #number(): void {
    const { oovToken } = this.#options;
    const byCount = [...this.#wordCounts].sort(([, a], [, b]) => b - a).map(([word]) => word);
    const words = oovToken === undefined ? byCount : [oovToken, ...byCount];
    // A text may hold the very token: the later number counts, as in Keras.
    this.#wordIndex = new Map(words.map((word, i) => [word, i + 1]));
    const indexWord: string[] = [];
    for (const [word, number] of this.#wordIndex) indexWord[number] = word;
    this.#indexWord = indexWord;
  }

  #entry(
    mode: MatrixMode,
    number: number,
    { count, length }: { readonly count: number; readonly length: number },
  ): number {
    if (mode === "binary") return 1;
    if (mode === "count") return count;
    if (mode === "freq") return count / length;
    const withIt = this.#wordDocs.get(this.#indexWord[number]!) ?? 0;
    return (1 + Math.log(count)) * Math.log(1 + this.#documentCount / (1 + withIt));
  }
}

/** Refuses one text in place of several: it would count as texts of one character each. */
function requireTexts(texts: Iterable<string>): void {
  if (typeof texts !== "string") return;
  throw new TypeError(
    "Cannot read texts: wanted a list of texts, got a single one; put it into [ ]",
  );
}
