import { it } from "@std/testing/bdd";
import { jit } from "../../../src/jit/mod.ts";
import * as nn from "../../../src/nn/mod.ts";
import * as tf from "../../../src/engine/tf.ts";
import { assertAllClose } from "../../tolerance.ts";
import { describeTensorflow } from "../with_tensorflow.ts";
import { numbers } from "./on_both.ts";

/** Rows large enough that formulas are compiled on their own. */
const ROWS = 1024;

/** Rows whose numbers are all usual but for one of each row, whichever `odd` is. */
function rowsWith(odd: readonly number[], width: number): tf.Tensor2D {
  const values = numbers([ROWS, width]).dataSync();
  for (const [row, value] of odd.entries()) values[row * width + (7 * row) % width] = value;
  return tf.tensor2d(values, [ROWS, width]);
}

describeTensorflow("row_sums", () => {
  for (const width of [16, 32, 64, 256, 250]) {
    it(`norms of rows of ${width} are the same compiled, NaN and infinities too`, () => {
      const x = rowsWith([NaN, Infinity, -Infinity, 1e30, -1e30, 1e-42], width);
      for (const norm of [nn.layerNorm, nn.rmsNorm]) {
        using compiled = jit((x: tf.Tensor) => norm(x));
        assertAllClose(compiled(x), norm(x));
      }
    });
  }

  for (const keys of [32, 128, 130]) {
    it(`weights over ${keys} keys are the same compiled, infinities, NaN and large numbers too`, () => {
      const q = numbers([2, 1, 512, 4]);
      const k = numbers([2, 1, keys, 4], 2);
      const v = numbers([2, 1, keys, 4], 3);
      const bias = rowsWith([NaN, Infinity, -Infinity, 1e30, -1e30, 500], keys)
        .reshape([2, 1, 512, keys]);
      const attend = (bias: tf.Tensor) => nn.attention(q, k, v, { mask: bias });
      using compiled = jit(attend);
      assertAllClose(compiled(bias), attend(bias));
    });
  }

  it("a query that sees no key gets the same compiled", () => {
    const q = numbers([1, 1, 1024, 4]);
    const k = numbers([1, 1, 64, 4], 2);
    const bias = tf.concat([tf.fill([3, 64], -Infinity), tf.zeros([1021, 64])])
      .reshape([1, 1, 1024, 64]);
    const attend = (bias: tf.Tensor) => nn.attention(q, k, k, { mask: bias });
    using compiled = jit(attend);
    assertAllClose(compiled(bias), attend(bias));
  });
});
