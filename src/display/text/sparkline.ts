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
