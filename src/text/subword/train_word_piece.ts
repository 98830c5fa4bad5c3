/**
 * WordPiece vocabularies.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { loadTokenizers } from "../../deps/tokenizers.ts";
import { countWords } from "./count_words.ts";
import { learnMerges } from "./learn_merges.ts";
import { SubwordTokenizer } from "./subword_tokenizer.ts";
import { addedTokens, checkSizes, type TrainVocabularyOptions } from "./train_options.ts";

/** What a WordPiece vocabulary is learnt with. */
export interface TrainWordPieceOptions extends TrainVocabularyOptions {
  /** Whether all letters become small and lose their accents; true unless told. */
  readonly lowercase?: boolean;
  /** Tokens that are no text, after the five of BERT; none unless told. */
  readonly specialTokens?: readonly string[];
}

const TRAIN_WORD_PIECE_OPTIONS: OptionNames<TrainWordPieceOptions> = {
  lowercase: true,
  specialTokens: true,
  vocabularySize: true,
  minFrequency: true,
  limitAlphabet: true,
};

const BERT_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

/**
 * Learns a WordPiece vocabulary and makes a tokenizer as BERT's: parts that do not begin a word have
 * `##` before them, Chinese characters are words, texts stand between `[CLS]` and `[SEP]`.
 *
 * Tokens come from byte pair encoding, as in Python's `tokenizers`, whose vocabularies differ from one
 * run to the next where pairs are equally frequent; these do not.
 *
 * @param texts What to learn from.
 * @param options Size and letters.
 * @returns The tokenizer; `toJson()` is its file.
 * @throws {RangeError} When the vocabulary has no room for the special tokens.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { text } from "tensaur";
 *
 * const tokenizer = await text.trainWordPiece(["play played playing"], { vocabularySize: 40 });
 * const { tokens } = await tokenizer.encode("Played!");
 * assertEquals(tokens, ["[CLS]", "played", "[UNK]", "[SEP]"]);
 * ```
 */
export async function trainWordPiece(
  texts: Iterable<string>,
  options: TrainWordPieceOptions = {},
): Promise<SubwordTokenizer> {
  requireOptions("Cannot learn a vocabulary", options, TRAIN_WORD_PIECE_OPTIONS);
  const { lowercase = true } = options;
  const specialTokens = [...new Set([...BERT_TOKENS, ...options.specialTokens ?? []])];
  const tokenizers = await loadTokenizers();
  const sizes = checkSizes(options, specialTokens.length);
  const words = countWords(texts, {
    normalizer: tokenizers.bertNormalizer({
      cleanText: true,
      handleChineseChars: true,
      lowercase,
    }),
    preTokenizer: tokenizers.bertPreTokenizer(),
  });
  const { vocabulary } = learnMerges(words, {
    ...sizes,
    specialTokens,
    initialAlphabet: [],
    prefix: "##",
  });
  const put = (id: string, type: 0 | 1) => ({ SpecialToken: { id, type_id: type } });
  const sequence = (id: "A" | "B", type: 0 | 1) => ({ Sequence: { id, type_id: type } });
  const known = (id: string) => ({ id, ids: [specialTokens.indexOf(id)], tokens: [id] });
  return SubwordTokenizer.fromJson({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: addedTokens(specialTokens),
    normalizer: {
      type: "BertNormalizer",
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase,
    },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [put("[CLS]", 0), sequence("A", 0), put("[SEP]", 0)],
      pair: [
        put("[CLS]", 0),
        sequence("A", 0),
        put("[SEP]", 0),
        sequence("B", 1),
        put("[SEP]", 1),
      ],
      special_tokens: { "[CLS]": known("[CLS]"), "[SEP]": known("[SEP]") },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary),
    },
  }, { name: "the learnt vocabulary" });
}
