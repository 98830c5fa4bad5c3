import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { jit } from "../../../src/jit/mod.ts";
import { describeTensorflow } from "../../engine/with_tensorflow.ts";
import { assertAllClose } from "../../tolerance.ts";
import { takeLeaves } from "./agreement.ts";

const draw = (): tf.Tensor => tf.randomUniform([3]);

/** Draws in loops, branches, and such inside of each other; everything that was drawn. */
function drawEverywhere(): unknown {
  const inScan = jit.scan(
    (h: tf.Tensor) => {
      const inner = jit.scan((h: tf.Tensor) => [h, [draw(), draw()]], h, null, { length: 3 })[1];
      const branch = jit.cond(tf.less(h, 3), () => [draw(), draw()], () => [draw(), draw()]);
      return [tf.add(h, 1), [draw(), inner, branch]];
    },
    tf.scalar(0) as tf.Tensor,
    null,
    { length: 4 },
  )[1];
  const another =
    jit.scan((h: tf.Tensor) => [h, [draw(), draw()]], tf.scalar(0) as tf.Tensor, null, {
      length: 5,
      reverse: true,
      unroll: 2,
    })[1];
  const inWhile = jit.while(
    ({ n }) => tf.less(n, 3),
    ({ n, drawn }) => ({
      n: tf.add(n, 1),
      drawn: tf.concat([tf.slice(drawn, 3), draw()]),
    }),
    { n: tf.scalar(0) as tf.Tensor, drawn: tf.fill([9], 2) as tf.Tensor },
  ).drawn;
  const yes = tf.less(tf.scalar(1), 2);
  return [inScan, another, inWhile, draw(), jit.cond(yes, draw, draw), jit.cond(yes, draw, draw)];
}

function numbersOf(tree: unknown): number[] {
  return takeLeaves(tree).flatMap(({ values }) => values);
}

describeTensorflow("random numbers in branches and loops", () => {
  it("differ from turn to turn, from place to place and from call to call, and repeat from a seed", () => {
    const [graph, xla] = [false, true].map((xla) => {
      using f = jit(drawEverywhere, { seed: 7, xla });
      const all = [...numbersOf(f()), ...numbersOf(f())];
      assertEquals(new Set(all).size, all.length);
      assert(all.every((value) => value >= 0 && value < 1));
      using again = jit(drawEverywhere, { seed: 7, xla });
      assertEquals([...numbersOf(again()), ...numbersOf(again())], all);
      using other = jit(drawEverywhere, { seed: 8, xla });
      assertEquals(numbersOf(other()).filter((value) => all.includes(value)), []);
      return all;
    });
    assertEquals(xla, graph);
  });

  it("decide how often a loop turns, and are others each time", () => {
    using f = jit(() =>
      jit.while(
        () => tf.less(tf.randomUniform([]), 0.75),
        (n) => tf.add(n, 1),
        tf.scalar(0) as tf.Tensor,
        { maxIterations: 1000 },
      ), { seed: 3 });
    const turns = Array.from({ length: 40 }, () => numbersOf(f())[0]!);
    const mean = turns.reduce((sum, n) => sum + n, 0) / turns.length;
    assert(mean > 1 && mean < 6, `${mean} turns, 3 are expected`);
    assert(new Set(turns).size > 3);
  });

  it("are the same on the way back, and in gradients of gradients", () => {
    for (const xla of [false, true]) {
      // By x of sum((x^2 + x) * drawn): drawn * (2x + 1), and then 2 * drawn.
      using f = jit((x: tf.Tensor) => {
        let drawn: tf.Tensor | undefined;
        const loss = (x: tf.Tensor) => {
          const [inScan, left] = jit.scan(
            (h: tf.Tensor) => {
              const r = jit.cond(tf.less(tf.sum(h), 1), draw, () => tf.add(draw(), 1));
              return [tf.add(h, tf.mul(tf.add(tf.square(x), x), r)), r];
            },
            tf.zeros([3]) as tf.Tensor,
            null,
            { length: 4 },
          );
          const inWhile = jit.while(
            ({ n }) => tf.less(n, 2),
            ({ n, h, seen }) => {
              const r = draw();
              return {
                n: tf.add(n, 1),
                h: tf.add(h, tf.mul(tf.add(tf.square(x), x), r)),
                seen: tf.add(seen, r),
              };
            },
            { n: tf.scalar(0) as tf.Tensor, h: tf.zerosLike(x), seen: tf.zerosLike(x) },
            { maxIterations: 3 },
          );
          // Of the run that the first gradient is taken of.
          drawn ??= tf.keep(tf.add(tf.sum(left, 0), inWhile.seen));
          return tf.sum(tf.add(inScan, inWhile.h)) as tf.Scalar;
        };
        const first = tf.grad(loss)(x);
        const factor = drawn!;
        drawn = undefined;
        const second = tf.grad((x: tf.Tensor) => tf.sum(tf.grad(loss)(x)))(x);
        return { first, factor, second, factor2: drawn! };
      }, { xla });
      using x = tf.tensor1d([1, 2, 3]);
      for (let call = 0; call < 2; call++) {
        const { first, factor, second, factor2 } = f(x);
        assertAllClose(first, tf.mul(factor, tf.tensor1d([3, 5, 7])));
        assertAllClose(second, tf.mul(factor2, 2));
        assertNotEquals(Array.from(factor.dataSync()), Array.from(factor2.dataSync()));
        tf.dispose([first, factor, second, factor2]);
      }
    }
  });

  it("drop other units in each turn", () => {
    using f = jit(
      () =>
        jit.scan((h: tf.Tensor) => [h, tf.dropout(h, 0.5)], tf.ones([64]) as tf.Tensor, null, {
          length: 4,
        })[1],
      { seed: 1 },
    );
    using masks = f();
    const rows = masks.arraySync() as number[][];
    assertEquals(new Set(rows.map(String)).size, 4);
    for (const row of rows) assertEquals(new Set(row), new Set([0, 2]));
  });
});
