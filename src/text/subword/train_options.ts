/**
 * What a vocabulary is learnt with.
 *
 * @module
 */

/** What a vocabulary is learnt with; defaults are those of Hugging Face's trainers. */
export interface TrainVocabularyOptions {
  /** How many tokens there are at most, special ones and letters included; 30,000 unless told. */
  readonly vocabularySize?: number;
  /** Pairs that are rarer than this are not merged; 0 unless told. */
  readonly minFrequency?: number;
  /** How many letters are kept at most, the most frequent ones; all unless told. */
  readonly limitAlphabet?: number;
}

/**
 * Fills in defaults and checks sizes.
 *
 * @throws {RangeError} When a size is no whole number, or the vocabulary has no room.
 */
export function checkSizes(
  options: TrainVocabularyOptions,
  least: number,
): { vocabularySize: number; minFrequency: number; limitAlphabet: number } {
  const { vocabularySize = 30_000, minFrequency = 0, limitAlphabet = 2 ** 31 } = options;
  const sizes = { vocabularySize, minFrequency, limitAlphabet };
  for (const [name, value] of Object.entries(sizes)) {
    if (Number.isInteger(value) && value >= 0 && value <= 2 ** 31) continue;
    throw new RangeError(
      `Cannot learn a vocabulary: ${name} must be a whole number, current value is ${value}`,
    );
  }
  if (vocabularySize < least) {
    throw new RangeError(
      `Cannot learn a vocabulary: ${least} special tokens and bytes do not fit into a vocabularySize ` +
        `of ${vocabularySize}`,
    );
  }
  return sizes;
}

/** Special tokens as a `tokenizer.json` lists them: numbered from 0, one after the other. */
export function addedTokens(contents: readonly string[]): Record<string, unknown>[] {
  return [...new Set(contents)].map((content, id) => ({
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  }));
}
