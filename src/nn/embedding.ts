/**
 * Embedding look-up.
 *
 * @module
 */

import { checkIndices } from "../engine/fused/check_indices.ts";
import * as tf from "../engine/tf.ts";
import { described, requireFloat } from "./require_float.ts";

/**
 * The rows of `table` with the numbers `ids`. Its gradient adds each row's up where it came from.
 *
 * @param ids int32 of any shape: from 0 to below the number of rows.
 * @param table float32 `[rows, width]`.
 * @returns float32 `[...ids.shape, width]`.
 * @throws {TypeError} When shapes or dtypes are others.
 * @throws {Error} When a row is not there; where XLA compiles it its values are undefined.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { nn, tf } from "tensaur";
 *
 * await tf.ready();
 * const table = tf.tensor2d([[0, 0], [1, 10], [2, 20]]);
 * assertEquals(nn.embedding(tf.tensor1d([2, 1], "int32"), table).arraySync(), [[2, 20], [1, 10]]);
 * ```
 */
export function embedding(ids: tf.Tensor, table: tf.Tensor): tf.Tensor {
  requireFloat("look up rows", { table });
  if (ids.dtype !== "int32" || table.rank !== 2) {
    throw new TypeError(
      "Cannot look up rows: ids must be int32 and table [rows, width], but they are " +
        `${described(ids)} and ${described(table)}`,
    );
  }
  checkIndices("look up rows", { indices: ids, length: table.shape[0]! });
  return tf.gather(table, ids);
}
