/**
 * Text that takes a given number of columns.
 *
 * @module
 */

import { stringWidth } from "../../deps/string_width.ts";

const ASCII = /^[\x20-\x7e]*$/;

let segmenter: Intl.Segmenter | undefined;

/** Columns that printable text takes: wide characters take two, accents none. */
export function widthOf(text: string): number {
  return ASCII.test(text) ? text.length : stringWidth(text);
}

/** Printable text cut to `columns`, the cut marked by "…". */
export function cut(text: string, columns: number): string {
  if (text.length <= columns && widthOf(text) <= columns) return text;
  // A cluster of more characters than this is no text any more.
  const head = text.slice(0, columns * 8 + 8);
  if (columns < 1) return "";
  if (ASCII.test(head)) return `${head.slice(0, columns - 1)}…`;
  if (head.length === text.length && widthOf(text) <= columns) return text;
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  let used = 0;
  let kept = "";
  for (const { segment } of segmenter.segment(head)) {
    const width = widthOf(segment);
    if (used + width > columns - 1) break;
    used += width;
    kept += segment;
  }
  return `${kept}…`;
}

/** Printable text filled up to `columns` with spaces. */
export function pad(text: string, columns: number, align: "left" | "right" = "left"): string {
  const spaces = " ".repeat(Math.max(0, columns - widthOf(text)));
  return align === "left" ? text + spaces : spaces + text;
}

/** Words on as many lines as they need, none wider than `columns`. */
export function wrap(parts: readonly string[], columns: number, gap = " · "): string[] {
  const lines: string[] = [];
  for (const part of parts.map((part) => cut(part, columns))) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last) + widthOf(gap) + widthOf(part) <= columns) {
      lines[lines.length - 1] = last + gap + part;
    } else lines.push(part);
  }
  return lines;
}
