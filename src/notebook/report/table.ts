/**
 * Tables of text.
 *
 * @module
 */

/** Columns side by side, two blanks between them; the last column is not filled up. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly ("left" | "right")[] = [],
): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => (row[i] ?? "").length)));
  return all.map((row) =>
    row.map((text, i) => {
      if (align[i] === "right") return text.padStart(widths[i]!);
      return i === head.length - 1 ? text : text.padEnd(widths[i]!);
    }).join("  ").trimEnd()
  ).join("\n");
}
