/**
 * Texts as numbers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { text } from "tensaur";
 *
 * const tokenizer = new text.Tokenizer().fitOnTexts(["the good, the bad"]);
 * const sequences = tokenizer.textsToSequences(["the bad", "the good"]);
 * assertEquals([...text.padSequences(sequences, { maxLength: 3 }).data], [0, 1, 3, 0, 1, 2]);
 * ```
 *
 * @module
 */
export { padSequences, type PadSequencesOptions } from "./pad_sequences.ts";
export {
  type MatrixMode,
  Tokenizer,
  type TokenizerConfig,
  type TokenizerOptions,
} from "./tokenizer.ts";
export { wordSequence, type WordSequenceOptions } from "./word_sequence.ts";
