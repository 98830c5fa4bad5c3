import { assert, assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { jit } from "../../../src/jit/mod.ts";
import { describeTensorflow } from "../with_tensorflow.ts";
import { assertShares } from "./statistics.ts";

const N = 100_003;

describeTensorflow("dropout() in compiled code", () => {
  for (const rate of [0.0005, 0.1, 0.5, 0.75, 0.999]) {
    it(`drops a share of ${rate} and scales the others, through XLA the same ones`, () => {
      const [graph, xla] = [false, true].map((xla) => {
        using drop = jit((x: tf.Tensor) => tf.dropout(x, rate), { xla, seed: 3 });
        return drop(tf.ones([N])).dataSync();
      });
      assertEquals(graph, xla);
      const kept = graph!.filter((value) => value !== 0);
      assertShares([N - kept.length, kept.length], [rate, 1 - rate]);
      for (const value of kept) assert(Math.abs(value * (1 - rate) - 1) < 1e-4, `${value}`);
    });
  }

  it("hands on what is not to be dropped", () => {
    using drop = jit((x: tf.Tensor) => tf.dropout(x, 0));
    const x = tf.tensor1d([1, 2, 3]);
    assertEquals([...drop(x).dataSync()], [1, 2, 3]);
    x.dispose();
  });

  it("takes numbers", () => {
    using drop = jit(() => tf.dropout([1, 1, 1], 0.5));
    assert(drop().dataSync().every((value) => value === 0 || value === 2));
  });

  it("drops whole rows or columns by noiseShape", () => {
    const shapes: [number[], (i: number, j: number) => number][] = [
      [[40, 1], (i) => i],
      [[1, 30], (_, j) => j],
      [[30], (_, j) => j],
      [[null as unknown as number, 1], (i) => i],
    ];
    for (const [noiseShape, line] of shapes) {
      using drop = jit((x: tf.Tensor) => tf.dropout(x, 0.5, noiseShape), { seed: 1 });
      const rows = drop(tf.ones([40, 30])).arraySync() as number[][];
      const seen = new Map<number, number>();
      rows.forEach((row, i) =>
        row.forEach((value, j) => {
          const known = seen.get(line(i, j)) ?? value;
          assertEquals(value, known);
          seen.set(line(i, j), value);
        })
      );
      assertEquals(new Set(seen.values()), new Set([0, 2]));
    }
  });

  it("has the gradient of the mask that it was called with", () => {
    for (const xla of [false, true]) {
      using both = jit((x: tf.Tensor, dy: tf.Tensor) => {
        const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => {
          const y = tf.dropout(tf.dropout(x, 0.25, [50, 1]), 0.5);
          return tf.sum(tf.mul(y, dy));
        })(x);
        return { value, grad };
      }, { xla });
      const [x, dy] = [tf.randomNormal([50, 40]), tf.randomNormal([50, 40])];
      for (let call = 0; call < 2; call++) {
        const { value, grad } = both(x, dy);
        // Dropout is linear: the sum is what the gradient makes of x.
        const expected = tf.tidy(() => tf.sum(tf.mul(grad, x)).dataSync()[0]!);
        assert(Math.abs(value.dataSync()[0]! - expected) < 1e-2);
        const zeros = Array.from(grad.dataSync()).filter((g) => g === 0).length;
        assert(zeros > 900 && zeros < 1500, `${zeros}`);
        tf.dispose([value, grad]);
      }
      tf.dispose([x, dy]);
    }
  });

  it("drops other elements in each layer of a function", () => {
    using drop = jit((x: tf.Tensor) => [tf.dropout(x, 0.5), tf.dropout(x, 0.5)]);
    const [a, b] = drop(tf.ones([10_000])).map((tensor) => tensor.dataSync());
    const both = Array.from(a!).filter((value, i) => value > 0 && b![i]! > 0).length;
    assertShares([both, 10_000 - both], [1 / 4, 3 / 4]);
  });

  it("refuses a wrong rate and a wrong dtype", () => {
    for (const rate of [-0.1, 1, NaN]) {
      assertThrows(
        jit(() => tf.dropout([1, 2], rate)),
        RangeError,
        `rate must be from 0 to below 1, current value is ${rate}`,
      );
    }
    assertThrows(
      jit(() => tf.dropout(tf.ones([2], "int32"), 0.5)),
      TypeError,
      "Cannot drop out elements of a int32 tensor",
    );
  });
});
