/**
 * Places in a source, counted as people count, and the lines around them.
 *
 * @module
 */
import { codeFrame as drawFrame } from "../core/code_frame.ts";

/** A place, counted from 1. */
export interface Place {
  /** Line. */
  readonly line: number;
  /** Column, in UTF-16 units. */
  readonly column: number;
}

/** Lines shown before and after. */
const AROUND = 2;

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
export function codeFrame(source: string, { line, column }: Place): string[] {
  return drawFrame(source, { line: line - 1, column: column - 1 }, { around: AROUND }).split("\n");
}
