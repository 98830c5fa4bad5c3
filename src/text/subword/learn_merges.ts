/**
 * Byte pair encoding: which symbols belong together.
 *
 * @module
 */

import { MergeQueue } from "./merge_queue.ts";

/** What a vocabulary is learnt with. */
export interface LearnMergesOptions {
  /** How many tokens there are to be, special ones and letters included. */
  readonly vocabularySize: number;
  /** Rarer pairs are not merged. */
  readonly minFrequency: number;
  /** Tokens that come first in the vocabulary. */
  readonly specialTokens: readonly string[];
  /** Letters that are in the vocabulary even if no word has them. */
  readonly initialAlphabet: readonly string[];
  /** How many letters are kept at most, the most frequent ones. */
  readonly limitAlphabet: number;
  /** Stands before symbols that do not begin a word. */
  readonly prefix: string;
}

/** A vocabulary. */
export interface LearntMerges {
  /** The number of each token. */
  readonly vocabulary: ReadonlyMap<string, number>;
  /** Pairs in the order in which they are merged. */
  readonly merges: readonly (readonly [first: string, second: string])[];
}

/** Pairs of symbols are numbers, first symbol · SPAN + second: exact up to 2⁵³. */
const SPAN = 2 ** 26;

/**
 * Merges the most frequent pair of neighbours, again and again (Sennrich, Haddow and Birch, 2016).
 * Steps and ties are those of `BpeTrainer` in Hugging Face's tokenizers, so that the same words give
 * the same merges. Where that one numbers symbols by chance, those with a prefix, they are numbered in
 * the order of their code points here.
 *
 * @param words How often each word was seen.
 * @param options Size and letters of the vocabulary.
 * @returns Tokens and merges.
 */
export function learnMerges(
  words: ReadonlyMap<string, number>,
  options: LearnMergesOptions,
): LearntMerges {
  const { vocabularySize, minFrequency, prefix } = options;
  const tokens: string[] = [];
  const vocabulary = new Map<string, number>();
  const number = (token: string): number => {
    const known = vocabulary.get(token);
    if (known !== undefined) return known;
    vocabulary.set(token, tokens.length);
    return tokens.push(token) - 1;
  };
  options.specialTokens.forEach(number);
  const letters = alphabet(words, options);
  letters.forEach(number);
  const symbols = symbolsOf(words, { prefix, letters, number });
  const counts = [...words.values()];

  const pairCounts = new Map<number, number>();
  const seenIn = new Map<number, Set<number>>();
  const see = (pair: number, { word, times }: { word: number; times: number }) => {
    pairCounts.set(pair, (pairCounts.get(pair) ?? 0) + times);
    if (times <= 0) return;
    const places = seenIn.get(pair);
    if (places) places.add(word);
    else seenIn.set(pair, new Set([word]));
  };
  symbols.forEach((word, i) => {
    for (let k = 0; k + 1 < word.length; k++) {
      see(word[k]! * SPAN + word[k + 1]!, { word: i, times: counts[i]! });
    }
  });

  const queue = new MergeQueue();
  const queueSeen = () => {
    for (const [pair, words] of seenIn) {
      const count = pairCounts.get(pair)!;
      if (count > 0) queue.push({ pair, count, words });
    }
    seenIn.clear();
  };
  queueSeen();

  const merges = new Map<number, readonly [string, string]>();
  while (tokens.length < vocabularySize) {
    const top = queue.pop();
    if (top === undefined) break;
    const { pair, words } = top;
    const count = pairCounts.get(pair)!;
    if (count !== top.count) { // other merges took some away since it was put in
      top.count = count;
      queue.push(top);
      continue;
    }
    if (count < 1 || count < minFrequency) break;
    const second = pair % SPAN;
    const first = (pair - second) / SPAN;
    const [a, b] = [tokens[first]!, tokens[second]!];
    const merged = number(a + (b.startsWith(prefix) ? b.slice(prefix.length) : b));
    merges.delete(pair); // of equal ones the last one counts
    merges.set(pair, [a, b]);
    for (const word of words) {
      mergePair(symbols[word]!, {
        first,
        second,
        merged,
        change: (pair, sign) => see(pair, { word, times: sign * counts[word]! }),
      });
    }
    queueSeen();
  }
  return { vocabulary, merges: [...merges.values()] };
}

/** Letters in the order of their code points. */
function alphabet(
  words: ReadonlyMap<string, number>,
  { initialAlphabet, limitAlphabet }: LearnMergesOptions,
): string[] {
  const counts = new Map<string, number>();
  for (const [word, count] of words) {
    for (const letter of word) counts.set(letter, (counts.get(letter) ?? 0) + count);
  }
  for (const letter of initialAlphabet) counts.set(letter, Infinity);
  const byCodePoint = (a: string, b: string) => a.codePointAt(0)! - b.codePointAt(0)!;
  return [...counts].sort(([a, m], [b, n]) => (n > m ? 1 : n < m ? -1 : byCodePoint(a, b)))
    .slice(0, limitAlphabet).map(([letter]) => letter).sort(byCodePoint);
}

/** Each word as the numbers of its letters; letters that are not kept are left out. */
function symbolsOf(
  words: ReadonlyMap<string, number>,
  { prefix, letters, number }: {
    readonly prefix: string;
    readonly letters: readonly string[];
    readonly number: (token: string) => number;
  },
): number[][] {
  const known = new Set(letters);
  const kept = Array.from(words.keys(), (word) => [...word]);
  const within = new Set<string>();
  for (const word of kept) {
    word.forEach((letter, i) => {
      if (i > 0 && known.has(letter)) within.add(letter);
    });
  }
  for (const letter of letters) if (within.has(letter)) number(prefix + letter);
  return kept.map((word) =>
    word.flatMap((letter, i) => known.has(letter) ? number(i === 0 ? letter : prefix + letter) : [])
  );
}

/** Merges a pair wherever it stands in a word, and tells which pairs that makes and unmakes. */
function mergePair(
  word: number[],
  { first, second, merged, change }: {
    readonly first: number;
    readonly second: number;
    readonly merged: number;
    readonly change: (pair: number, sign: 1 | -1) => void;
  },
): void {
  for (let i = 0; i + 1 < word.length; i++) {
    if (word[i] !== first || word[i + 1] !== second) continue;
    if (i > 0) {
      change(word[i - 1]! * SPAN + first, -1);
      change(word[i - 1]! * SPAN + merged, 1);
    }
    word.splice(i, 2, merged);
    if (i + 1 < word.length) {
      change(second * SPAN + word[i + 1]!, -1);
      change(merged * SPAN + word[i + 1]!, 1);
    }
  }
}
