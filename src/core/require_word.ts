/**
 * Words that have a meaning.
 *
 * @module
 */

/** A word that was given, and those that have a meaning. */
export interface WordRule {
  /** What was given; undefined where it has a default. */
  readonly value: unknown;
  /** What it may be. */
  readonly words: readonly (string | null)[];
}

/**
 * Refuses a word without a meaning, which would otherwise count as one of the others.
 *
 * @param verb Begins the sentence: what cannot be done.
 * @param name What the word is given as.
 * @param rule The word, and those there are.
 * @throws {TypeError} With the words there are.
 */
export function requireWord(verb: string, name: string, { value, words }: WordRule): void {
  if (value === undefined || words.includes(value as string | null)) return;
  throw new TypeError(
    `${verb}: ${name} must be ${words.map(String).join(" or ")}, current value is ${
      typeof value === "string" ? JSON.stringify(value) : String(value)
    }`,
  );
}
