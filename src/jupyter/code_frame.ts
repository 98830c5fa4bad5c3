/**
 * The lines around a place in a source, with a pointer to it.
 *
 * @module
 */

/** A place, counted from 1. */
export interface Place {
  /** Line. */
  readonly line: number;
  /** Column, in UTF-16 units. */
  readonly column: number;
}

/** Lines shown before and after. */
const AROUND = 2;
/** A line is cut to this many characters around the place. */
const WIDTH = 100;

/** Where an offset is. */
export function placeAt(source: string, offset: number): Place {
  const before = source.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/**
 * Shows a place.
 *
 * @returns Up to five numbered lines, and below the one in question a caret.
 */
export function codeFrame(source: string, place: Place): string[] {
  const lines = source.split("\n");
  const first = Math.max(1, place.line - AROUND);
  const last = Math.min(lines.length, place.line + AROUND);
  const digits = String(last).length;
  const cut = Math.max(0, place.column - WIDTH * 0.75);
  const frame: string[] = [];
  for (let line = first; line <= last; line++) {
    const here = line === place.line;
    const text = lines[line - 1]!.slice(cut, cut + WIDTH).trimEnd();
    frame.push(`${here ? ">" : " "} ${String(line).padStart(digits)} | ${text}`.trimEnd());
    if (!here) continue;
    // Tabs stay tabs, so that the caret stands where the editor shows the place.
    const indent = lines[line - 1]!.slice(cut, place.column - 1).replaceAll(/[^\t]/g, " ");
    frame.push(`  ${" ".repeat(digits)} | ${indent}^`);
  }
  return frame;
}
