/** Bytes as text. @module */

/** `count` bytes with a decimal prefix and three digits, such as `1.50 MB`. */
export function byteText(count: number): string {
  for (const [size, name] of [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]] as const) {
    if (count >= size) return `${threeDigits(count / size)} ${name}`;
  }
  return `${Math.round(count)} B`;
}

/** `value`, at least 0, with three digits. */
export function threeDigits(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
