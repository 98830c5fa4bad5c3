/**
 * Texts as lists of words.
 *
 * @module
 */

/** How a text is taken apart. */
export interface WordSequenceOptions {
  /** Characters that end a word and belong to none; punctuation, tabs and line breaks unless told. */
  readonly filters?: string;
  /** Whether all letters become small; true unless told. */
  readonly lower?: boolean;
  /** What stands between words; a space unless told. */
  readonly split?: string;
}

/** What Keras leaves out of texts. The apostrophe stays: "don't" is one word. */
export const KERAS_FILTERS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n';

/**
 * Takes a text apart as Keras' `text_to_word_sequence` does.
 *
 * @param text The text.
 * @param options What is left out, and where words end.
 * @returns The words in order.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { text } from "tensaur";
 *
 * assertEquals(text.wordSequence("Good movie, isn't it?"), ["good", "movie", "isn't", "it"]);
 * ```
 */
export function wordSequence(text: string, options: WordSequenceOptions = {}): string[] {
  const { filters = KERAS_FILTERS, lower = true, split = " " } = options;
  const left = new Set(filters);
  let cleaned = "";
  for (const character of lower ? text.toLowerCase() : text) {
    cleaned += left.has(character) ? split : character;
  }
  return cleaned.split(split).filter((word) => word !== "");
}
