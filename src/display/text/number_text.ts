/**
 * Numbers for people.
 *
 * @module
 */

const formats = new Map<string, Intl.NumberFormat>();

/** Formats are kept: making one takes longer than using it a hundred times. */
function format(digits: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(digits);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat("en-US", { ...digits, useGrouping: "min2" });
  formats.set(key, made);
  return made;
}

/** A number with at most `digits` significant ones, such as `0.1307`, `12,000` or `3.2e-9`. */
export function numberText(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return String(value);
  // The sign of a zero is news to nobody but the machine.
  if (value === 0) return "0";
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return countText(value);
  const size = Math.abs(value);
  if (size >= 1e-4 && size < 1e6) {
    return format({ maximumSignificantDigits: digits }).format(Number(value.toPrecision(digits)));
  }
  return value.toExponential(digits - 1).replace(/\.?0+e/, "e").replace("e+", "e");
}

/** A whole number with thousands kept apart from 10,000 on. */
export function countText(value: number): string {
  return format({ maximumFractionDigits: 0 }).format(value);
}

/** A share as percent, such as `12.5 %`. */
export function percentText(share: number): string {
  return Number.isFinite(share) ? `${numberText(100 * share, 3)} %` : "–";
}

/** A time with its unit, such as `0.034 s`, `1.0 s` or `75 s`. */
export function secondsText(seconds: number): string {
  const short = seconds >= 1e-4 && seconds < 10;
  return `${short ? seconds.toPrecision(2) : countText(seconds)} s`;
}
