/**
 * Lines of text.
 *
 * @module
 */

import type { BlockReader } from "../table/block.ts";
import { inputName, type TableInput } from "../table/byte_input.ts";
import { LineCursor, type LineOptions } from "./line_cursor.ts";

/** Readers of lines, each of them a row with the field `text`. */
export function textReaders(
  inputs: readonly TableInput[],
  options: LineOptions = {},
): BlockReader[] {
  return inputs.map((input) => ({
    name: inputName(input),
    open: (place) => new LineCursor({ input, options, rowOf: (text) => ({ text }) }, place),
  }));
}
