/**
 * Texts that are nearly the same.
 *
 * @see {@link https://www.cs.princeton.edu/courses/archive/spring13/cos598C/broder97resemblance.pdf}
 *   Broder 1997, "On the resemblance and containment of documents"
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { generator, mix } from "../../core/permutation.ts";
import { normalizeText } from "./normalize_text.ts";

/** What counts as nearly the same. */
export interface NearDuplicatesOptions {
  /** Share of the pieces of either text that both have (Jaccard), from 0 to 1; 0.8 unless told. */
  readonly threshold?: number;
  /** Pieces are so many words in a row; 3 unless told. A text of fewer words is one piece. */
  readonly ngram?: number;
  /** Numbers of a signature; 128 unless told. More miss fewer pairs. */
  readonly signatureSize?: number;
  /** Decides the signatures; 0 unless told. */
  readonly seed?: number;
}

const NEAR_DUPLICATES_OPTIONS: OptionNames<NearDuplicatesOptions> = {
  threshold: true,
  ngram: true,
  signatureSize: true,
  seed: true,
};

/** Two texts that are nearly the same. */
export interface NearDuplicate {
  /** Number of the one that comes first. */
  readonly first: number;
  /** Number of the other. */
  readonly second: number;
  /** Share of the pieces of either that both have. */
  readonly similarity: number;
}

/** What is nearly the same as what. */
export interface NearDuplicates {
  /** Pairs at or above the threshold, in order. */
  readonly pairs: readonly NearDuplicate[];
  /** Numbers of the texts to keep: of each group that hangs together, the first. */
  readonly kept: readonly number[];
}

/**
 * Finds texts that are nearly the same. Signatures (MinHash) cut into bands (locality-sensitive hashing)
 * tell which pairs to look at; each of these is then compared exactly, so that every pair given is one,
 * while a pair just at the threshold may be missed. Case, widths and spaces do not count.
 *
 * @param texts The texts.
 * @param options Threshold, length of pieces, and effort.
 * @returns Pairs, and the numbers of the texts to keep.
 * @throws {RangeError} When the threshold is not above 0 and at most 1, or a count is none.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const texts = ["the cat sat on the mat today", "a dog", "The cat  sat on the mat today"];
 * const { pairs, kept } = data.nearDuplicates(texts, { threshold: 0.9 });
 * assertEquals(pairs, [{ first: 0, second: 2, similarity: 1 }]);
 * assertEquals(kept, [0, 1]);
 * ```
 */
export function nearDuplicates(
  texts: readonly string[],
  options: NearDuplicatesOptions = {},
): NearDuplicates {
  requireOptions("Cannot find near duplicates", options, NEAR_DUPLICATES_OPTIONS);
  const { threshold = 0.8, ngram = 3, signatureSize = 128, seed = 0 } = options;
  if (!(threshold > 0 && threshold <= 1)) {
    throw new RangeError(
      `Cannot find near duplicates: threshold must be above 0 and at most 1, current value is ` +
        threshold,
    );
  }
  for (const [name, count] of Object.entries({ ngram, signatureSize })) {
    if (Number.isSafeInteger(count) && count >= 1) continue;
    throw new RangeError(
      `Cannot find near duplicates: ${name} must be a whole number from 1 on, current value is ${count}`,
    );
  }
  const numbers = new Map<string, number>();
  const pieces = texts.map((text) => piecesOf(text, ngram, numbers));
  const bandRows = rowsPerBand(threshold, signatureSize);
  const pairs = candidates(pieces, { signatureSize, bandRows, seed })
    .map(([first, second]) => ({
      first,
      second,
      similarity: jaccard(pieces[first]!, pieces[second]!),
    }))
    .filter(({ similarity }) => similarity >= threshold)
    .toSorted((a, b) => a.first - b.first || a.second - b.second);
  return { pairs, kept: firstOfGroups(texts.length, pairs) };
}

/** The pieces of a text, each piece by the number that it has among all. */
function piecesOf(text: string, ngram: number, numbers: Map<string, number>): Set<number> {
  const words = normalizeText(text, { lowerCase: true }).split(" ").filter((word) => word !== "");
  const pieces = new Set<number>();
  const last = Math.max(0, words.length - ngram);
  for (let i = 0; i <= last; i++) {
    const piece = words.slice(i, i + ngram).join(" ");
    let number = numbers.get(piece);
    if (number === undefined) numbers.set(piece, number = numbers.size);
    pieces.add(number);
  }
  return pieces;
}

function jaccard(a: ReadonlySet<number>, b: ReadonlySet<number>): number {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const piece of small) if (large.has(piece)) common++;
  const all = a.size + b.size - common;
  return all === 0 ? 1 : common / all;
}

/**
 * The longest bands that miss at most one pair in a hundred at the threshold: with b bands of r numbers,
 * a pair of similarity s is seen with probability 1 − (1 − sʳ)ᵇ.
 */
function rowsPerBand(threshold: number, signatureSize: number): number {
  let rows = 1;
  for (let r = 1; r <= signatureSize; r++) {
    const bands = Math.floor(signatureSize / r);
    if (1 - (1 - threshold ** r) ** bands >= 0.99) rows = r;
  }
  return rows;
}

function candidates(
  pieces: readonly ReadonlySet<number>[],
  { signatureSize, bandRows, seed }: {
    readonly signatureSize: number;
    readonly bandRows: number;
    readonly seed: number;
  },
): [number, number][] {
  const random = generator([seed, 0x6d696e68]);
  const salts = Uint32Array.from({ length: signatureSize }, () => random());
  const bands = Math.floor(signatureSize / bandRows);
  const buckets = new Map<string, number[]>();
  const pairs = new Set<string>();
  pieces.forEach((set, index) => {
    const signature = salts.map((salt) => {
      let least = 0xffffffff;
      for (const piece of set) {
        const value = mix(piece ^ salt);
        if (value < least) least = value;
      }
      return least;
    });
    for (let band = 0; band < bands; band++) {
      const key = `${band}:${signature.subarray(band * bandRows, (band + 1) * bandRows).join()}`;
      const bucket = buckets.get(key);
      if (bucket === undefined) {
        buckets.set(key, [index]);
        continue;
      }
      for (const other of bucket) pairs.add(`${other} ${index}`);
      bucket.push(index);
    }
  });
  return Array.from(pairs, (pair) => pair.split(" ").map(Number) as [number, number]);
}

/** The first text of each group of texts that hang together by pairs. */
function firstOfGroups(count: number, pairs: readonly NearDuplicate[]): number[] {
  const firsts = Int32Array.from({ length: count }, (_, i) => i);
  const find = (i: number): number => {
    while (firsts[i] !== i) i = firsts[i] = firsts[firsts[i]!]!;
    return i;
  };
  for (const { first, second } of pairs) {
    const [a, b] = [find(first), find(second)];
    firsts[Math.max(a, b)] = Math.min(a, b);
  }
  return Array.from(firsts.keys()).filter((i) => find(i) === i);
}
