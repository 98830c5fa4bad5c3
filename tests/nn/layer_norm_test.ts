import { assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as nn from "../../src/nn/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import { assertAllClose } from "../tolerance.ts";
import { filled, inRows, numbers, tidily, valuesOf } from "./numbers.ts";
import { describeOnEngines } from "./on_engines.ts";

const meanOf = (values: number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** In double precision. */
function normed(row: number[], { epsilon, centred }: { epsilon: number; centred: boolean }) {
  const middle = centred ? meanOf(row) : 0;
  const size = Math.sqrt(meanOf(row.map((one) => (one - middle) ** 2)) + epsilon);
  return row.map((one) => (one - middle) / size);
}

describeOnEngines("layerNorm() and rmsNorm()", () => {
  it("layerNorm() agrees with double precision for rows of any length", () => {
    for (const width of [1, 2, 7, 255, 1024]) {
      tidily(() => {
        const wanted = inRows(numbers(3 * width), width).flatMap((row) =>
          normed(row, { epsilon: 1e-5, centred: true })
        );
        assertAllClose(nn.layerNorm(filled([3, width])), wanted);
      });
    }
  });

  it("rmsNorm() agrees with double precision for rows of any length", () => {
    for (const width of [1, 2, 7, 255, 1024]) {
      tidily(() => {
        const wanted = inRows(numbers(3 * width), width).flatMap((row) =>
          normed(row, { epsilon: 1e-6, centred: false })
        );
        assertAllClose(nn.rmsNorm(filled([3, width])), wanted);
      });
    }
  });

  it("layerNorm() scales, shifts and takes several axes and ranks", () => {
    tidily(() => {
      const x = filled([2, 3, 4]);
      const [gamma, beta] = [filled([3, 4], 2), filled([3, 4], 3)];
      const [g, b] = [valuesOf(gamma), valuesOf(beta)];
      const wanted = inRows(numbers(24), 12).flatMap((row) =>
        normed(row, { epsilon: 0.5, centred: true }).map((one, i) => one * g[i]! + b[i]!)
      );
      const y = nn.layerNorm(x, { gamma, beta, axes: 2, epsilon: 0.5 });
      assertEquals(y.shape, [2, 3, 4]);
      assertAllClose(valuesOf(y), wanted);
      assertEquals(nn.layerNorm(filled([4])).shape, [4]);
    });
  });

  it("norms of rows without variance are finite, and so are their gradients", () => {
    tidily(() => {
      const x = tf.tensor2d([[3, 3, 3], [0, 0, 0], [-1e6, -1e6, -1e6]]);
      assertAllClose(nn.layerNorm(x), new Array(9).fill(0));
      const gradient = tf.grad((x) => tf.sum(tf.mul(nn.layerNorm(x), filled([3, 3]))))(x);
      valuesOf(gradient).forEach((one) => assertEquals(Number.isFinite(one), true));
      const zero = tf.zeros([1, 3]);
      assertAllClose(nn.rmsNorm(zero), [0, 0, 0]);
      assertAllClose(tf.grad((x) => tf.sum(nn.rmsNorm(x)))(zero), [1e3, 1e3, 1e3]);
    });
  });

  it("norms hold for huge, tiny and far away values", () => {
    tidily(() => {
      const row = [1, 2, 4, -3];
      const wanted = normed(row, { epsilon: 0, centred: true });
      for (const scale of [1e15, 1e-15]) {
        const x = tf.tensor1d(row.map((one) => one * scale));
        assertAllClose(nn.layerNorm(x, { epsilon: 0 }), wanted);
        assertAllClose(nn.rmsNorm(x, { epsilon: 0 }), normed(row, { epsilon: 0, centred: false }));
      }
      const far = tf.tensor1d(row.map((one) => one + 4096));
      assertAllClose(nn.layerNorm(far, { epsilon: 0 }), wanted);
    });
  });

  it("norms keep NaN in its row", () => {
    tidily(() => {
      const x = tf.tensor2d([[NaN, 1], [1, 2]]);
      assertAllClose(nn.layerNorm(x, { epsilon: 0 }), [NaN, NaN, -1, 1]);
      assertAllClose(valuesOf(nn.rmsNorm(x)).slice(0, 2), [NaN, NaN]);
    });
  });

  it("norms take empty batches", () => {
    tidily(() => {
      assertEquals(nn.layerNorm(tf.zeros([0, 3]), { gamma: tf.ones([3]) }).shape, [0, 3]);
      assertEquals(nn.rmsNorm(tf.zeros([2, 0, 3])).shape, [2, 0, 3]);
    });
  });

  it("norms reject other dtypes, shapes and options", () => {
    tidily(() => {
      const x = tf.zeros([2, 3]);
      assertThrows(() => nn.layerNorm(tf.zeros([2], "int32")), TypeError, "x must be float32");
      assertThrows(
        () => nn.layerNorm(x, { gamma: tf.ones([2]) }),
        TypeError,
        "gamma must have the shape of the normalised axes, [3], and it is float32 [2]",
      );
      assertThrows(() => nn.layerNorm(x, { beta: tf.ones([2, 3]) }), TypeError, "beta must have");
      assertThrows(() => nn.layerNorm(x, { axes: 3 }), RangeError, "which is 2, not 3");
      assertThrows(() => nn.rmsNorm(x, { axes: 0 }), RangeError, "not 0");
      assertThrows(() => nn.rmsNorm(x, { epsilon: -1 }), RangeError, "not -1");
      assertThrows(() => nn.rmsNorm(tf.scalar(1)), RangeError, "which is 0, not 1");
    });
  });
});
