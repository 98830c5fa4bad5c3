/**
 * Texts of diagrams.
 *
 * @module
 */

import { widthOf } from "../../text/fit.ts";
import { printable } from "../../text/printable.ts";

/** Columns of a line in a box. */
const MAX_COLUMNS = 28;
const MAX_LINES = 8;
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

let segmenter: Intl.Segmenter | undefined;

/** The lines of a label: without its quotes, marks of emphasis and tags, long ones broken. */
export function readLabel(source: string): string[] {
  let text = source.trim();
  if (text.length > 1 && text.startsWith('"') && text.endsWith('"')) text = text.slice(1, -1);
  const markdown = text.length > 1 && text.startsWith("`") && text.endsWith("`");
  if (markdown) text = text.slice(1, -1).replaceAll(/\*\*|__|\*/g, "");
  const lines = text.replaceAll(/<br\s*\/?>|\\n/gi, "\n").replaceAll(/<\/?[a-z][^<>]*>/gi, "")
    .replaceAll(/\bfa[bslr]?:fa-[\w-]+\s*/g, "").split("\n")
    .flatMap((line) => broken(printable(decoded(line).trim())));
  if (lines.length <= MAX_LINES) return lines;
  return [...lines.slice(0, MAX_LINES - 1), "…"];
}

/** Characters by name or number, as pages (`&lt;`) and mermaid (`#lt;`, `#9829;`) write them. */
function decoded(text: string): string {
  return text.replaceAll(/[&#](?:#(x)?)?(\w+);/g, (all, hex: string | undefined, name: string) => {
    const code = Number.parseInt(name, hex ? 16 : 10);
    if (/^[\da-f]+$/i.test(name) && code > 0 && code <= 0x10ffff) return String.fromCodePoint(code);
    return Object.hasOwn(NAMED, name) ? NAMED[name]! : all;
  });
}

function broken(text: string): string[] {
  if (widthOf(text) <= MAX_COLUMNS) return [text];
  // Words of Chinese and Japanese have no blanks between them.
  segmenter ??= new Intl.Segmenter("zh", { granularity: "word" });
  const lines: string[] = [];
  let line = "";
  for (const { segment, isWordLike } of segmenter.segment(text.slice(0, 2_000))) {
    const full = line !== "" && widthOf(line) + widthOf(segment.trimEnd()) > MAX_COLUMNS;
    // No line begins with a comma.
    if (full && (isWordLike || segment.trim() === "")) {
      lines.push(line.trimEnd());
      line = segment.trimStart();
    } else line += segment;
  }
  return [...lines, line.trimEnd()].filter((one) => one !== "");
}
