/**
 * Encoded texts as arrays.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";
import type { NativeEncoding } from "../../deps/tokenizers.ts";
import type { EncodeBatchOptions } from "./encode_options.ts";

/** What models take: int32 arrays `[texts, length]`. */
export interface EncodedBatch {
  /** Numbers of the tokens. */
  readonly inputIds: NdArrayOf<"int32">;
  /** 1 for tokens, 0 for padding. */
  readonly attentionMask: NdArrayOf<"int32">;
  /** 1 in the second text of a pair, where the tokenizer tells them apart; 0 elsewhere. */
  readonly tokenTypeIds: NdArrayOf<"int32">;
}

/**
 * Fills encoded texts to one length.
 *
 * @param encodings The texts.
 * @param options Length and side.
 * @param padId Number of the padding token.
 * @throws {TypeError} When there is something to fill and no padding token.
 */
export function padEncodings(
  encodings: readonly NativeEncoding[],
  options: EncodeBatchOptions & { readonly padId: number | undefined },
): EncodedBatch {
  const { padding = "longest", paddingSide = "right", padToMultipleOf = 1, padId } = options;
  const rows = encodings.map((encoding) => encoding.getIds());
  const longest = rows.reduce((most, { length }) => Math.max(most, length), 0);
  const wanted = padding === "maxLength" ? Math.max(options.maxLength ?? 0, longest) : longest;
  const length = Math.ceil(wanted / padToMultipleOf) * padToMultipleOf;
  if (padId === undefined && rows.some((row) => row.length < length)) {
    throw new TypeError(
      "Cannot encode a batch: texts of unequal length need a padding token, and this tokenizer names " +
        "none; name one of its vocabulary: loadTokenizer(source, { padToken })",
    );
  }
  const shape = [rows.length, length];
  const inputIds = new Int32Array(rows.length * length).fill(padId ?? 0);
  const attentionMask = new Int32Array(rows.length * length);
  const tokenTypeIds = new Int32Array(rows.length * length);
  rows.forEach((row, i) => {
    const from = i * length + (paddingSide === "left" ? length - row.length : 0);
    inputIds.set(row, from);
    attentionMask.fill(1, from, from + row.length);
    tokenTypeIds.set(encodings[i]!.getTypeIds(), from);
  });
  return {
    inputIds: { dtype: "int32", shape, data: inputIds },
    attentionMask: { dtype: "int32", shape, data: attentionMask },
    tokenTypeIds: { dtype: "int32", shape, data: tokenTypeIds },
  };
}
