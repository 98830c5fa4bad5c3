/**
 * Places in a text, in the three ways in which they are counted: Jupyter's code points, JavaScript's
 * UTF-16 units, and the Language Server Protocol's lines with UTF-16 columns.
 *
 * @module
 */
import type { Position } from "../deps/vscode_protocol.ts";

/** The UTF-16 offset of a place that is counted in code points; the end for what lies beyond. */
export function fromCodePoints(text: string, codePoints: number): number {
  let offset = 0;
  for (let count = 0; count < codePoints && offset < text.length; count++) {
    offset += text.codePointAt(offset)! > 0xffff ? 2 : 1;
  }
  return offset;
}

/** How many code points come before a UTF-16 offset; half a pair counts as the pair's start. */
export function toCodePoints(text: string, offset: number): number {
  let count = 0;
  for (let at = 0; at < Math.min(offset, text.length); count++) {
    at += text.codePointAt(at)! > 0xffff ? 2 : 1;
    if (at > offset) break;
  }
  return count;
}

/** Where each line starts; lines end with \n, \r\n or \r, as in the Language Server Protocol. */
function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), (end) => end.index + end[0].length)];
}

/** Line and column of a UTF-16 offset. */
export function positionAt(text: string, offset: number): Position {
  const starts = lineStarts(text);
  const line = starts.findLastIndex((start) => start <= offset);
  return { line, character: offset - starts[line]! };
}

/** The UTF-16 offset of a line and column; the end of the line for what lies beyond it. */
export function offsetAt(text: string, position: Position): number {
  const starts = lineStarts(text);
  if (position.line >= starts.length) return text.length;
  const start = starts[position.line]!;
  const end = starts[position.line + 1] ?? text.length;
  return Math.min(start + position.character, end);
}
