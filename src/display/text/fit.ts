/**
 * Text that takes a given number of columns.
 *
 * @module
 */

import { eastAsianWidth } from "../../deps/east_asian_width.ts";

const ASCII = /^[\x20-\x7e]*$/;
/** What takes no column of its own. */
const INVISIBLE = /^[\p{Mark}\p{Format}\p{Default_Ignorable_Code_Point}]+$/u;
/** Asks for the coloured, wide form of a character. */
const EMOJI_FORM = "\ufe0f";

let segmenter: Intl.Segmenter | undefined;

/** What a reader takes for one character. */
function clusters(text: string): Iterable<{ readonly segment: string }> {
  // Made at its first use: it takes a while.
  segmenter ??= new Intl.Segmenter("en", { granularity: "grapheme" });
  return segmenter.segment(text);
}

function clusterWidth(cluster: string): number {
  if (INVISIBLE.test(cluster)) return 0;
  return cluster.includes(EMOJI_FORM) ? 2 : eastAsianWidth(cluster.codePointAt(0)!);
}

/** Columns that printable text takes: wide characters take two, accents none. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of clusters(text)) width += clusterWidth(segment);
  return width;
}

/** Printable text cut to `columns`, the cut marked by "…". */
export function cut(text: string, columns: number): string {
  if (text.length <= columns && widthOf(text) <= columns) return text;
  // A cluster of more characters than this is no text any more.
  const head = text.slice(0, columns * 8 + 8);
  if (columns < 1) return "";
  if (ASCII.test(head)) return `${head.slice(0, columns - 1)}…`;
  if (head.length === text.length && widthOf(text) <= columns) return text;
  let used = 0;
  let kept = "";
  for (const { segment } of clusters(head)) {
    const width = clusterWidth(segment);
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
