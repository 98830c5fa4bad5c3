import { assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import { jit, type JitOptions } from "../../../src/jit/mod.ts";
import * as tf from "../../../src/engine/tf.ts";
import { assertAllClose } from "../../tolerance.ts";
import { describeTensorflow } from "../with_tensorflow.ts";
import { numbers } from "./on_both.ts";

const WAYS: Record<string, JitOptions> = {
  "compiled": {},
  "through XLA": { xla: true },
  "compiled for bfloat16": { precision: "bfloat16" },
};

/** Of a thousand numbers up to 2 whose sum is near 0. */
const SUMS = { relative: 1e-5, absolute: 1e-4 };

describeTensorflow("column_sums", () => {
  for (const [way, options] of Object.entries(WAYS)) {
    it(`sums over the first axes ${way} are those op by op, in float32`, () => {
      const x = numbers([16, 64, 256]);
      for (const axes of [[0], [0, 1], [1, 0], [-3], [1], [2]]) {
        for (const keepDims of [false, true]) {
          const sum = (x: tf.Tensor) => tf.sum(x, axes, keepDims);
          using compiled = jit(sum, options);
          const [seen, expected] = [compiled(x), sum(x)];
          assertEquals(seen.shape, expected.shape);
          assertAllClose(seen, expected, { tolerance: SUMS });
        }
      }
    });
  }

  it("NaN and infinities stay in their column", () => {
    const values = numbers([1024, 256]).dataSync();
    [values[0], values[257], values[514], values[770]] = [NaN, Infinity, Infinity, -Infinity];
    const x = tf.tensor2d(values, [1024, 256]);
    using compiled = jit((x: tf.Tensor2D) => tf.sum(x, 0));
    const sums = compiled(x).dataSync();
    assertEquals([...sums.subarray(0, 3)], [NaN, Infinity, NaN]);
    assertEquals(sums.subarray(3).every(Number.isFinite), true);
  });

  it("int32 is summed exactly", () => {
    const x = tf.fill([1024, 256], 2 ** 20 + 1, "int32");
    using compiled = jit((x: tf.Tensor) => tf.sum(x, 0));
    assertEquals(compiled(x).dataSync()[0], 1024 * (2 ** 20 + 1));
  });
});
