/**
 * Words of texts, as a vocabulary is learnt from them.
 *
 * @module
 */

import type { NativeNormalizer, NativePreTokenizer } from "../../deps/tokenizers.ts";

/**
 * Counts the words of texts.
 *
 * @param texts The texts.
 * @param steps What is done to a text before, and what takes it apart.
 * @returns How often each word was seen.
 * @throws {TypeError} When a text is none.
 */
export function countWords(
  texts: Iterable<string>,
  { normalizer, preTokenizer }: {
    readonly normalizer?: NativeNormalizer;
    readonly preTokenizer: NativePreTokenizer;
  },
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    if (typeof text !== "string") {
      throw new TypeError(
        `Cannot learn a vocabulary: texts are strings, current value is of ${typeof text}`,
      );
    }
    const normal = normalizer ? normalizer.normalizeString(text) : text;
    for (const [word] of preTokenizer.preTokenizeString(normal)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}
