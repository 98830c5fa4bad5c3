/**
 * Numbers counted in buckets of equal width.
 *
 * @module
 */

/** TensorBoard's own number of buckets. */
const BUCKETS = 30;

/**
 * Counts numbers as TensorBoard's histograms do: 30 rows of lower edge, upper edge and count.
 *
 * @param values Any numbers; those that are not finite are left out.
 * @returns Rows one behind the other, float64 `[30, 3]`; `[0, 3]` without finite numbers. Equal numbers
 *   stand in the last of 30 buckets without width, as TensorBoard has it.
 */
export function histogramRows(values: ArrayLike<number>): Float64Array {
  let low = Infinity;
  let high = -Infinity;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
    count++;
  }
  if (count === 0) return new Float64Array();
  const rows = new Float64Array(BUCKETS * 3);
  // In two steps: the difference of the largest numbers is no number.
  const edge = (index: number) => low * (1 - index / BUCKETS) + high * (index / BUCKETS);
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    rows[bucket * 3] = low === high ? low : edge(bucket);
    rows[bucket * 3 + 1] = low === high ? low : edge(bucket + 1);
  }
  if (low === high) {
    rows[rows.length - 1] = count;
    return rows;
  }
  const half = high / 2 - low / 2;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    const share = (value / 2 - low / 2) / half;
    const bucket = Math.min(BUCKETS - 1, Math.floor(share * BUCKETS));
    rows[bucket * 3 + 2]!++;
  }
  return rows;
}
