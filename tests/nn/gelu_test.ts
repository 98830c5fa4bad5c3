import { assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as nn from "../../src/nn/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import { assertAllClose } from "../tolerance.ts";
import { tidily, valuesOf } from "./numbers.ts";
import { describeOnEngines } from "./on_engines.ts";

/** The error function in double precision: its Taylor series, which converges fast below 4. */
function erf(x: number): number {
  if (Math.abs(x) > 4) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 100; n++) {
    term *= -x * x / n;
    sum += term / (2 * n + 1);
  }
  return 2 / Math.sqrt(Math.PI) * sum;
}

const XS = [-6, -3, -1.5, -0.7, -1e-3, -1e-30, 0, 1e-30, 1e-3, 0.7, 1.5, 3, 6];
const exact = (x: number) => x * 0.5 * (1 + erf(x / Math.SQRT2));
const rough = (x: number) =>
  x * 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

describeOnEngines("gelu()", () => {
  for (const [approximate, reference] of [[false, exact], [true, rough]] as const) {
    const name = approximate ? "gelu() by way of tanh" : "gelu()";

    it(`${name} agrees with double precision`, () => {
      tidily(() => {
        assertAllClose(nn.gelu(tf.tensor1d(XS), { approximate }), XS.map(reference));
      });
    });

    it(`${name} has the slope that finite differences of double precision have`, () => {
      tidily(() => {
        const slope = tf.grad((x) => tf.sum(nn.gelu(x, { approximate })))(tf.tensor1d(XS));
        const wanted = XS.map((x) => (reference(x + 1e-5) - reference(x - 1e-5)) / 2e-5);
        assertAllClose(slope, wanted, { tolerance: { relative: 1e-4, absolute: 1e-5 } });
      });
    });

    it(`${name} and its slope hold for huge values and pass NaN on`, () => {
      tidily(() => {
        const x = tf.tensor1d([1e4, -1e4, 1e30, -1e30, 3e38, -3e38, NaN]);
        assertAllClose(nn.gelu(x, { approximate }), [1e4, 0, 1e30, 0, Math.fround(3e38), 0, NaN]);
        const slope = tf.grad((x) => tf.sum(nn.gelu(x, { approximate })))(x);
        assertAllClose(slope, [1, 0, 1, 0, 1, 0, NaN]);
      });
    });
  }

  it("gelu() takes any shape, also an empty one", () => {
    tidily(() => {
      assertEquals(nn.gelu(tf.zeros([2, 0])).shape, [2, 0]);
      assertEquals(valuesOf(nn.gelu(tf.scalar(0))), [0]);
    });
  });

  it("gelu() rejects integers", () => {
    tidily(() => {
      assertThrows(
        () => nn.gelu(tf.zeros([2], "int32")),
        TypeError,
        'x must be float32, and it is int32 [2]; cast it with tf.cast(x, "float32")',
      );
    });
  });
});
