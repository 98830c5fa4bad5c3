/**
 * Quantiles.
 *
 * @module
 */

/**
 * The number below which a share of sorted numbers lies, between two neighbours in proportion, as NumPy
 * does.
 *
 * @param sorted Numbers, ascending.
 * @param share From 0 to 1.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
}
