/**
 * Sequences of one length.
 *
 * @module
 */

import { requireWord } from "../core/require_word.ts";
import { type OptionNames, requireOptions } from "../core/require_options.ts";
import type { NdArrayOf } from "../core/nd_array.ts";

/** How sequences get one length. */
export interface PadSequencesOptions {
  /** The length; that of the longest unless told. */
  readonly maxLength?: number;
  /** On which side short ones are filled; `"pre"` unless told, as in Keras. */
  readonly padding?: "pre" | "post";
  /** On which side long ones are cut; `"pre"` unless told, as in Keras. */
  readonly truncating?: "pre" | "post";
  /** What fills them; 0 unless told. */
  readonly value?: number;
}

const PAD_SEQUENCES_OPTIONS: OptionNames<PadSequencesOptions> = {
  maxLength: true,
  padding: true,
  truncating: true,
  value: true,
};

/**
 * Fills and cuts sequences to one length: Keras' `pad_sequences`.
 *
 * @param sequences Whole numbers.
 * @param options Length, sides and filling.
 * @returns int32 `[sequences, maxLength]`.
 * @throws {RangeError} When the length is no whole number, or an entry none that int32 holds.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { text } from "tensaur";
 *
 * const { shape, data } = text.padSequences([[1, 2, 3], [4]], { maxLength: 2 });
 * assertEquals(shape, [2, 2]);
 * assertEquals([...data], [2, 3, 0, 4]);
 * ```
 */
export function padSequences(
  sequences: readonly ArrayLike<number>[],
  options: PadSequencesOptions = {},
): NdArrayOf<"int32"> {
  requireOptions("Cannot pad sequences", options, PAD_SEQUENCES_OPTIONS);
  const { padding = "pre", truncating = "pre", value = 0 } = options;
  const words = ["pre", "post"];
  requireWord("Cannot pad sequences", "padding", { value: padding, words });
  requireWord("Cannot pad sequences", "truncating", { value: truncating, words });
  const { maxLength = sequences.reduce((longest, { length }) => Math.max(longest, length), 0) } =
    options;
  if (!(Number.isInteger(maxLength) && maxLength >= 0)) {
    throw new RangeError(
      `Cannot pad sequences: maxLength must be a whole number, current value is ${maxLength}`,
    );
  }
  const data = new Int32Array(sequences.length * maxLength).fill(whole(value));
  sequences.forEach((sequence, row) => {
    const kept = Math.min(sequence.length, maxLength);
    const from = truncating === "pre" ? sequence.length - kept : 0;
    const to = row * maxLength + (padding === "pre" ? maxLength - kept : 0);
    for (let i = 0; i < kept; i++) data[to + i] = whole(sequence[from + i]!);
  });
  return { dtype: "int32", shape: [sequences.length, maxLength], data };
}

function whole(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) <= 0x7fffffff) return value;
  throw new RangeError(
    `Cannot pad sequences: entries must be whole numbers of 32 bits, current value is ${value}`,
  );
}
