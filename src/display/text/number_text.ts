/**
 * Numbers for people.
 *
 * @module
 */

/** A number with at most `digits` significant ones, such as `0.1307`, `12,000` or `3.2e-9`. */
export function numberText(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return countText(value);
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e6) {
    return Number(value.toPrecision(digits)).toLocaleString("en-US", {
      maximumSignificantDigits: digits,
      useGrouping: "min2",
    });
  }
  return value.toExponential(digits - 1).replace(/\.?0+e/, "e").replace("e+", "e");
}

/** A whole number with thousands kept apart from 10,000 on. */
export function countText(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 0, useGrouping: "min2" });
}

/** A share as percent, such as `12.5 %`. */
export function percentText(share: number): string {
  return Number.isFinite(share) ? `${numberText(100 * share, 3)} %` : "–";
}
