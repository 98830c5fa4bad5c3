import { assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as nn from "../../src/nn/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import { assertAllClose } from "../tolerance.ts";
import { filled, tidily, valuesOf } from "./numbers.ts";
import { describeOnEngines } from "./on_engines.ts";

/** Mean and variance of one channel, in double precision. */
function momentsOf(values: number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length;
  return { mean, variance };
}

/** The values of each channel, which lies along `axis`. */
function channelsOf(x: tf.Tensor, axis: number): number[][] {
  const after = tf.util.sizeFromShape(x.shape.slice(axis + 1));
  const count = x.shape[axis]!;
  const channels = Array.from({ length: count }, (): number[] => []);
  valuesOf(x).forEach((value, i) => channels[Math.floor(i / after) % count]!.push(value));
  return channels;
}

describeOnEngines("batchNorm()", () => {
  it("batchNorm() agrees with double precision along any axis", () => {
    const cases: [number[], number][] = [
      [[5, 3], -1],
      [[4, 2, 3], 1],
      [[2, 3, 4, 5], 3],
      [[2, 3, 4, 5], 1],
      [[6, 2, 2, 2, 2], -1],
      [[3, 7], 0],
      [[70, 300], 1],
    ];
    for (const [shape, axis] of cases) {
      tidily(() => {
        const x = filled(shape);
        const at = axis < 0 ? axis + shape.length : axis;
        const [gamma, beta] = [filled([shape[at]!], 2), filled([shape[at]!], 3)];
        const [g, b] = [valuesOf(gamma), valuesOf(beta)];
        const moments = channelsOf(x, at).map(momentsOf);
        const { y, mean, variance } = nn.batchNorm(x, { gamma, beta, axis, epsilon: 1e-3 });
        assertEquals(y.shape, shape);
        assertAllClose(mean, moments.map(({ mean }) => mean), { tolerance: LOOSE });
        assertAllClose(variance, moments.map(({ variance }) => variance), { tolerance: LOOSE });
        const wanted = channelsOf(x, at).map((values, i) => {
          const { mean, variance } = moments[i]!;
          return values.map((one) => (one - mean) / Math.sqrt(variance + 1e-3) * g[i]! + b[i]!);
        });
        assertAllClose(channelsOf(y, at).flat(), wanted.flat(), { tolerance: LOOSE });
      });
    }
  });

  it("batchNorm() of channels without variance gives beta, and finite gradients", () => {
    tidily(() => {
      const x = tf.tensor2d([[5, 0], [5, 0], [5, 0]]);
      const beta = tf.tensor1d([2, -1]);
      const { y, variance } = nn.batchNorm(x, { beta });
      assertAllClose(y, [2, -1, 2, -1, 2, -1]);
      assertAllClose(variance, [0, 0]);
      const gradient = tf.grad((x) => tf.sum(tf.mul(nn.batchNorm(x).y, filled([3, 2]))))(x);
      valuesOf(gradient).forEach((one) => assertEquals(Number.isFinite(one), true));
    });
  });

  it("batchNorm() takes a batch of one, an empty one, NaN, huge and tiny values", () => {
    tidily(() => {
      const one = nn.batchNorm(tf.tensor2d([[3, 4]]));
      assertAllClose(one.y, [0, 0]);
      assertAllClose(one.variance, [0, 0]);
      assertEquals(nn.batchNorm(tf.zeros([0, 3])).y.shape, [0, 3]);
      const { y } = nn.batchNorm(tf.tensor2d([[NaN, 1], [0, 3]]), { epsilon: 0 });
      assertAllClose(y, [NaN, -1, NaN, 1]);
      for (const scale of [1e15, 1e-15]) {
        const { y } = nn.batchNorm(tf.tensor2d([[scale], [3 * scale]]), { epsilon: 0 });
        assertAllClose(y, [-1, 1]);
      }
    });
  });

  it("batchNorm() rejects other dtypes, shapes and options", () => {
    tidily(() => {
      const x = tf.zeros([2, 3]);
      assertThrows(() => nn.batchNorm(tf.zeros([2, 3], "int32")), TypeError, "x must be float32");
      assertThrows(() => nn.batchNorm(tf.zeros([3])), RangeError, "float32 [3]");
      assertThrows(() => nn.batchNorm(x, { axis: 2 }), RangeError, "the axis 2");
      assertThrows(() => nn.batchNorm(x, { axis: -3 }), RangeError, "the axis -3");
      assertThrows(
        () => nn.batchNorm(x, { gamma: tf.ones([2]) }),
        TypeError,
        "gamma must be [channels], here [3], and it is float32 [2]",
      );
      assertThrows(() => nn.batchNorm(x, { epsilon: NaN }), RangeError, "not NaN");
    });
  });
});

/** Sums of hundreds of numbers in float32. */
const LOOSE = { relative: 2e-5, absolute: 1e-5 };
