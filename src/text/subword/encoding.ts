/**
 * What becomes of a text.
 *
 * @module
 */

import type { NativeEncoding } from "../../deps/tokenizers.ts";

/** A text, or a pair of texts, taken apart; all lists have one entry per token. */
export interface Encoding {
  /** Number of each token. */
  readonly ids: readonly number[];
  /** Each token; one that was added or is unknown may be here as the text has it, as in Python. */
  readonly tokens: readonly string[];
  /** What the tokenizer's template tells texts of a pair apart by, as 0 and 1. */
  readonly typeIds: readonly number[];
  /** Which text of a pair each token is from, 0 or 1; null for tokens that were put in, as `[CLS]`. */
  readonly sequenceIds: readonly (number | null)[];
  /** Which word of its text each token belongs to; null for tokens that were put in. */
  readonly wordIds: readonly (number | null)[];
  /** Where each token stands in its text: `text.slice(from, to)`; `[0, 0]` for tokens put in. */
  readonly offsets: readonly (readonly [from: number, to: number])[];
}

/**
 * Reads a result of the library, whose offsets count code points and not JavaScript's units.
 *
 * @param native The result.
 * @param texts The text, and the second one of a pair.
 */
export function readEncoding(native: NativeEncoding, texts: readonly string[]): Encoding {
  const sequenceIds = native.getSequenceIds().map((id) => id ?? null);
  const starts = texts.map(startsOfCodePoints);
  return {
    ids: native.getIds(),
    tokens: native.getTokens(),
    typeIds: native.getTypeIds(),
    sequenceIds,
    wordIds: native.getWordIds().map((id) => id ?? null),
    offsets: native.getOffsets().map(([from, to], i): [number, number] => {
      const start = starts[sequenceIds[i] ?? 0];
      return start === undefined ? [from, to] : [start[from] ?? from, start[to] ?? to];
    }),
  };
}

/** Where each code point begins, and where the last one ends; nothing where each has one unit. */
function startsOfCodePoints(text: string): number[] | undefined {
  const starts: number[] = [];
  let place = 0;
  for (const character of text) {
    starts.push(place);
    place += character.length;
  }
  starts.push(place);
  return starts.length === text.length + 1 ? undefined : starts;
}
