/**
 * Texts as numbers of words, as Keras' `imdb.load_data` gives them.
 *
 * @module
 */

import type { Tokenizer } from "../../text/tokenizer.ts";
import { wordSequence } from "../../text/word_sequence.ts";

/** Which numbers words get. */
export interface ReviewIndicesOptions {
  /** Only the numbers below this one are used; all unless told. */
  readonly numWords?: number;
  /** So many of the most frequent words count as unknown; 0 unless told. */
  readonly skipTop?: number;
  /** Begins each text; 1 unless told, none with null. */
  readonly startChar?: number | null;
  /** Stands for unknown words; 2 unless told, they are left out with null. */
  readonly oovChar?: number | null;
  /** Is added to the number of each word; 3 unless told. */
  readonly indexFrom?: number;
}

/**
 * Makes numbers of texts: 1 begins each, 2 stands for unknown words, the most frequent word is 4.
 *
 * @param texts The texts.
 * @param tokenizer Fitted on the texts for training; one of words, with its defaults.
 * @param options Which numbers are used; Keras' defaults.
 * @returns For each text its numbers, for `padSequences`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, text } from "tensaur";
 *
 * const tokenizer = new text.Tokenizer().fitOnTexts(["a good movie", "a bad movie"]);
 * const indices = data.reviewIndices(["a new movie"], tokenizer);
 * assertEquals(indices, [[1, 4, 2, 5]]);
 * ```
 */
export function reviewIndices(
  texts: readonly string[],
  tokenizer: Tokenizer,
  options: ReviewIndicesOptions = {},
): number[][] {
  const { numWords = Infinity, skipTop = 0, startChar = 1, oovChar = 2, indexFrom = 3 } = options;
  return texts.map((text) => {
    const numbers = startChar === null ? [] : [startChar];
    for (const word of wordSequence(text)) {
      const rank = tokenizer.wordIndex.get(word);
      const number = rank === undefined ? undefined : rank + indexFrom;
      if (number !== undefined && number >= skipTop && number < numWords) numbers.push(number);
      else if (oovChar !== null) numbers.push(oovChar);
    }
    return numbers;
  });
}
