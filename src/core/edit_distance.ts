/**
 * How far two lists are from each other.
 *
 * @module
 */

/**
 * How many insertions, deletions and replacements make one list of another (Levenshtein).
 *
 * @param one A list, or the characters of a text.
 * @param other Another.
 */
export function editDistance<T>(one: ArrayLike<T>, other: ArrayLike<T>): number {
  let row = Int32Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= one.length; i++) {
    const next = new Int32Array(other.length + 1);
    next[0] = i;
    for (let j = 1; j <= other.length; j++) {
      const replaced = row[j - 1]! + Number(one[i - 1] !== other[j - 1]);
      next[j] = Math.min(replaced, row[j]! + 1, next[j - 1]! + 1);
    }
    row = next;
  }
  return row[other.length]!;
}
