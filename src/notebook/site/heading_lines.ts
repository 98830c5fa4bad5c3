/**
 * Headings in the text of Markdown cells.
 *
 * @module
 */

import type { Cell } from "../format/notebook.ts";

/** A heading as a line of its own. */
export interface HeadingLine {
  /** 1 for the highest. */
  readonly depth: number;
  /** As it is written, without the `#`. */
  readonly text: string;
}

/** The headings of a Markdown cell that begin with `#`; what stands in fences is none. */
export function headingLines(cell: Cell): HeadingLine[] {
  if (cell.cell_type !== "markdown") return [];
  const found: HeadingLine[] = [];
  let fence: string | undefined;
  for (const line of cell.source.split(/\r?\n/)) {
    const [, mark] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence !== undefined) {
      if (mark?.startsWith(fence)) fence = undefined;
      continue;
    }
    if (mark !== undefined) {
      fence = mark;
      continue;
    }
    const [, marks, text] = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/.exec(line) ?? [];
    if (marks !== undefined && text) found.push({ depth: marks.length, text });
  }
  return found;
}
