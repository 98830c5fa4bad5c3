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
export type { EncodeBatchOptions, EncodeOptions } from "./subword/encode_options.ts";
export type { Encoding } from "./subword/encoding.ts";
export { loadTokenizer } from "./subword/load_tokenizer.ts";
export type { EncodedBatch } from "./subword/pad_encodings.ts";
export {
  SubwordTokenizer,
  type SubwordTokenizerOptions,
  type TextOrPair,
} from "./subword/subword_tokenizer.ts";
export { trainBpe, type TrainBpeOptions } from "./subword/train_bpe.ts";
export type { TrainVocabularyOptions } from "./subword/train_options.ts";
export { trainWordPiece, type TrainWordPieceOptions } from "./subword/train_word_piece.ts";
export {
  type MatrixMode,
  Tokenizer,
  type TokenizerConfig,
  type TokenizerOptions,
} from "./tokenizer.ts";
export { wordSequence, type WordSequenceOptions } from "./word_sequence.ts";
