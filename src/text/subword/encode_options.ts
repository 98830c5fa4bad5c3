/**
 * How texts are encoded.
 *
 * @module
 */

import { requireWord } from "../../core/require_word.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";

/** How a text is encoded. */
export interface EncodeOptions {
  /** Whether the tokenizer puts in its special tokens, as `[CLS]` and `[SEP]`; true unless told. */
  readonly addSpecialTokens?: boolean;
  /** Longer ones are cut to this many tokens, special ones included; of a pair the longer text first. */
  readonly maxLength?: number;
  /** On which side long ones are cut; `"right"` unless told. */
  readonly truncationSide?: "left" | "right";
}

/** How a batch of texts is encoded. */
export interface EncodeBatchOptions extends EncodeOptions {
  /** Up to where short ones are filled: to the longest of the batch, unless told, or to `maxLength`. */
  readonly padding?: "longest" | "maxLength";
  /** On which side short ones are filled; `"right"` unless told. */
  readonly paddingSide?: "left" | "right";
  /** The length is rounded up to a multiple of this, so that few lengths occur; 1 unless told. */
  readonly padToMultipleOf?: number;
}

const ENCODE_BATCH_OPTIONS: OptionNames<EncodeBatchOptions> = {
  padding: true,
  paddingSide: true,
  padToMultipleOf: true,
  addSpecialTokens: true,
  maxLength: true,
  truncationSide: true,
};

/**
 * Checks lengths, before the library does, which ends the process.
 *
 * @throws {RangeError} When a length is no whole number from 1 on.
 * @throws {TypeError} When texts are to be filled to a length that is not told.
 */
export function checkLengths(options: EncodeBatchOptions): void {
  requireOptions("Cannot encode", options, ENCODE_BATCH_OPTIONS);
  const { maxLength, padToMultipleOf, padding } = options;
  const sides = ["left", "right"];
  const words = { truncationSide: sides, paddingSide: sides, padding: ["longest", "maxLength"] };
  for (const [name, known] of Object.entries(words)) {
    requireWord("Cannot encode", name, {
      value: options[name as keyof typeof words],
      words: known,
    });
  }
  for (const [name, value] of Object.entries({ maxLength, padToMultipleOf })) {
    if (value === undefined || (Number.isInteger(value) && value >= 1 && value < 2 ** 31)) continue;
    throw new RangeError(
      `Cannot encode: ${name} must be a whole number from 1 on, current value is ${value}`,
    );
  }
  if (padding === "maxLength" && maxLength === undefined) {
    throw new TypeError('Cannot encode: padding "maxLength" needs maxLength');
  }
}
