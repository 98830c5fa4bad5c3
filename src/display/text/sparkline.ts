/**
 * A row of numbers as a row of bars.
 *
 * @module
 */

const BARS = "▁▂▃▄▅▆▇█";

/**
 * One character per value, as high as the value among the others; a space where it is not finite.
 *
 * @param values The numbers.
 * @param range What is lowest and highest; the values' own unless told.
 */
export function sparkline(
  values: readonly number[],
  range: readonly [number, number] = extent(values),
): string {
  const [low, high] = range;
  return values.map((value) => {
    if (!Number.isFinite(value)) return " ";
    const share = high > low ? (value - low) / (high - low) : 0.5;
    return BARS[Math.max(0, Math.min(BARS.length - 1, Math.floor(share * BARS.length)))]!;
  }).join("");
}

/**
 * Counts as bars, nothing where nothing is counted; neighbours are added up until there are at most
 * `columns` bars.
 */
export function countBars(counts: readonly number[], columns: number): string {
  const each = Math.ceil(counts.length / Math.max(1, columns));
  const sums = Array.from({ length: Math.ceil(counts.length / each) }, (_, bar) => {
    return counts.slice(bar * each, (bar + 1) * each).reduce((sum, count) => sum + count, 0);
  });
  const shown = sums.map((count) => count === 0 ? NaN : count);
  return sparkline(shown, [0, Math.max(0, ...sums)]);
}

/** The lowest and highest finite value; NaN for none. */
export function extent(values: Iterable<number>): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? [low, high] : [NaN, NaN];
}
