/**
 * BPE vocabularies.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { loadTokenizers } from "../../deps/tokenizers.ts";
import { countWords } from "./count_words.ts";
import { learnMerges } from "./learn_merges.ts";
import { SubwordTokenizer } from "./subword_tokenizer.ts";
import { addedTokens, checkSizes, type TrainVocabularyOptions } from "./train_options.ts";

/** What a BPE vocabulary is learnt with. */
export interface TrainBpeOptions extends TrainVocabularyOptions {
  /** Tokens that are no text, numbered from 0; `["<pad>", "<|endoftext|>"]` unless told. */
  readonly specialTokens?: readonly string[];
  /** Whether a space is put before a text, so that its first word is that of other places; false. */
  readonly addPrefixSpace?: boolean;
}

const TRAIN_BPE_OPTIONS: OptionNames<TrainBpeOptions> = {
  specialTokens: true,
  addPrefixSpace: true,
  vocabularySize: true,
  minFrequency: true,
  limitAlphabet: true,
};

/**
 * Learns a byte-level BPE vocabulary, as GPT-2's is: every text can be encoded and comes back the same,
 * no token is unknown. Merges are those that Python's `tokenizers` learns. A megabyte takes some
 * seconds.
 *
 * @param texts What to learn from; words do not go beyond a text.
 * @param options Size and special tokens.
 * @returns The tokenizer; `toJson()` is its file.
 * @throws {RangeError} When the vocabulary has no room for the 256 bytes and the special tokens.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { text } from "tensaur";
 *
 * const tokenizer = await text.trainBpe(["the then the theme"], { vocabularySize: 262 });
 * const { ids, tokens } = await tokenizer.encode("the theme 😀");
 * assertEquals(tokens.slice(0, 2), ["the", "Ġthe"]);
 * assertEquals(await tokenizer.decode(ids), "the theme 😀");
 * ```
 */
export async function trainBpe(
  texts: Iterable<string>,
  options: TrainBpeOptions = {},
): Promise<SubwordTokenizer> {
  requireOptions("Cannot learn a vocabulary", options, TRAIN_BPE_OPTIONS);
  const { specialTokens = ["<pad>", "<|endoftext|>"], addPrefixSpace = false } = options;
  const tokenizers = await loadTokenizers();
  const bytes = tokenizers.byteLevelAlphabet();
  const sizes = checkSizes(options, new Set(specialTokens).size + bytes.length);
  const words = countWords(texts, {
    preTokenizer: tokenizers.byteLevelPreTokenizer(addPrefixSpace),
  });
  const { vocabulary, merges } = learnMerges(words, {
    ...sizes,
    specialTokens,
    initialAlphabet: bytes,
    prefix: "",
  });
  const byteLevel = {
    type: "ByteLevel",
    add_prefix_space: addPrefixSpace,
    trim_offsets: true,
    use_regex: true,
  };
  return SubwordTokenizer.fromJson({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: addedTokens(specialTokens),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: { ...byteLevel, trim_offsets: false },
    decoder: byteLevel,
    model: {
      type: "BPE",
      dropout: null,
      unk_token: null,
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: Object.fromEntries(vocabulary),
      merges,
    },
  }, { name: "the learnt vocabulary" });
}
