/**
 * Lines of source with the faulty place underlined.
 *
 * @module
 */

/** A place in a text; lines and columns count from 0, columns in UTF-16 units. */
export interface CodePlace {
  readonly line: number;
  readonly column: number;
  /** Where it ends; one character after its start unless told. */
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** How a frame is drawn. */
export interface CodeFrameOptions {
  /** Lines shown before and after the place; 1 unless told. */
  readonly around?: number;
  /** Columns after which a line is cut; 100 unless told. */
  readonly width?: number;
}

/**
 * Draws the lines around a place, the place underlined.
 *
 * @param code The whole text.
 * @param place What is underlined; an end on a later line underlines to the end of the first.
 * @returns Lines without a final line break, numbered from 1.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { codeFrame } from "../core/code_frame.ts";
 *
 * const frame = codeFrame("const a = 1;\na.b;", { line: 1, column: 2 });
 * assertEquals(frame, "  1 | const a = 1;\n> 2 | a.b;\n    |   ^");
 * ```
 */
export function codeFrame(code: string, place: CodePlace, options: CodeFrameOptions = {}): string {
  const { around = 1, width = 100 } = options;
  const lines = code.split(/\r\n|\r|\n/);
  const line = Math.min(Math.max(place.line, 0), lines.length - 1);
  const first = Math.max(0, line - around);
  const last = Math.min(lines.length - 1, line + around);
  const digits = String(last + 1).length;
  const frame: string[] = [];
  for (let at = first; at <= last; at++) {
    const text = lines[at]!;
    // A long line is cut around the place: minified code would fill the screen.
    const cut = at === line && place.column > width * 0.8 ? place.column - width / 2 : 0;
    const shown = text.slice(cut, cut + width);
    frame.push(
      `${at === line ? ">" : " "} ${String(at + 1).padStart(digits)} | ${shown}`.trimEnd(),
    );
    if (at !== line) continue;
    const end = (place.endLine ?? line) > line ? text.length : place.endColumn ?? place.column + 1;
    const before = text.slice(cut, place.column).replaceAll(/[^\t]/g, " ");
    const marks = Math.max(1, Math.min(end, cut + width) - place.column);
    frame.push(`  ${" ".repeat(digits)} | ${before}${"^".repeat(marks)}`);
  }
  return frame.join("\n");
}
