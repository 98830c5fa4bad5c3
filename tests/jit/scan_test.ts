import { assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { assertAllClose } from "../tolerance.ts";
import { assertCompiles } from "./control/agreement.ts";
import { assertRefuses } from "./control/both_ways.ts";
import { assertLeavesNothing, numbers, variable } from "./engine_snapshot.ts";

/** Adds up, and leaves the sums. */
function sums(carry: tf.Tensor, x: tf.Tensor): [tf.Tensor, tf.Tensor] {
  const next = tf.add(carry, x);
  return [next, next];
}

describeTensorflow("jit.scan()", () => {
  it("is traced once, whatever the number of turns", () => {
    let traced = 0;
    using f = jit((xs: tf.Tensor) =>
      jit.scan(
        (carry: tf.Tensor, x: tf.Tensor) => {
          traced++;
          return sums(carry, x);
        },
        tf.scalar(0) as tf.Tensor,
        xs,
      )
    );
    using xs = tf.range(0, 1000);
    const [end, left] = f(xs);
    assertEquals(traced, 1);
    assertEquals(numbers(end), [499500]);
    assertEquals(numbers(left).slice(0, 5), [0, 1, 3, 6, 10]);
    tf.dispose([end, left]);
  });

  it("goes along trees, leaves trees, and keeps dtypes", () => {
    using a = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    using b = tf.tensor1d([1, 0, 1], "int32");
    using c = tf.tensor1d([true, false, true], "bool");
    for (const options of [{}, { reverse: true }, { unroll: 2 }, { unroll: 2, reverse: true }]) {
      for (const xla of [false, true]) {
        assertCompiles(
          (a, b, c) =>
            jit.scan(
              (
                { total, count }: { total: tf.Tensor; count: tf.Tensor },
                [a, { b, c }]: [tf.Tensor, { b: tf.Tensor; c: tf.Tensor; none: null }],
              ) => [
                { total: tf.add(total, a), count: tf.add(count, b) },
                { seen: [total, c, null], count },
              ],
              {
                total: tf.zeros([2]) as tf.Tensor,
                count: tf.scalar(10, "int32") as tf.Tensor,
              },
              [a, { b, c, none: null }] as [
                tf.Tensor,
                { b: tf.Tensor; c: tf.Tensor; none: null },
              ],
              options,
            ),
          [a, b, c],
          { xla },
        );
      }
    }
  });

  it("leaves its outputs where the inputs lay, in reverse too", () => {
    using xs = tf.tensor1d([1, 2, 4]);
    const f = (xs: tf.Tensor) =>
      jit.scan(sums, tf.scalar(0) as tf.Tensor, xs, { reverse: true })[1];
    for (const way of [f, jit(f)]) {
      const left = tf.tidy(() => way(xs));
      assertEquals(numbers(left), [7, 6, 4]);
      left.dispose();
    }
  });

  it("takes no turn along nothing, and still knows what it would leave", () => {
    using xs = tf.zeros([0, 3]);
    for (const xla of [false, true]) {
      assertCompiles(
        (xs) =>
          jit.scan(
            (
              h: tf.Tensor,
              x: tf.Tensor,
            ) => [tf.add(h, tf.sum(x)), {
              x: tf.outerProduct(x as tf.Tensor1D, x as tf.Tensor1D),
              i: tf.scalar(1, "int32"),
            }],
            tf.scalar(5) as tf.Tensor,
            xs,
          ),
        [xs],
        { xla },
      );
    }
    const [end, { x, i }] = tf.tidy(() =>
      jit.scan(
        (h: tf.Tensor, x: tf.Tensor) => [h, { x: tf.stack([x, x]), i: tf.cast(h, "int32") }],
        tf.scalar(5) as tf.Tensor,
        xs as tf.Tensor,
      )
    );
    assertEquals([numbers(end), x.shape, i.shape, i.dtype], [[5], [0, 2, 3], [0], "int32"]);
    tf.dispose([end, x, i]);
  });

  it("gives new tensors, also where turns hand on what they were given", () => {
    const w = variable([3, 4]);
    using xs = tf.tensor2d([1, 2, 5, 6], [2, 2]);
    const f = (xs: tf.Tensor) =>
      jit.scan((h: tf.Tensor, x: tf.Tensor) => [h, [x, h, w as tf.Tensor]], w as tf.Tensor, xs);
    for (const way of [f, jit(f)]) {
      assertLeavesNothing(() => {
        const [end, [x, h, v]] = tf.tidy(() => way(xs));
        assertEquals(numbers(end), [3, 4]);
        assertEquals([x, h, v].map((one) => numbers(one!)), [
          [1, 2, 5, 6],
          [3, 4, 3, 4],
          [3, 4, 3, 4],
        ]);
        tf.dispose([end, x!, h!, v!]);
      });
    }
    w.dispose();
  });

  it("frees what its turns have made, outside of jit too", () => {
    using xs = tf.zeros([50, 2]);
    using first = tf.zeros([2]);
    let most = 0;
    assertLeavesNothing(() => {
      const before = tf.memory().numTensors;
      const [end] = jit.scan(
        (h: tf.Tensor, x: tf.Tensor) => {
          most = Math.max(most, tf.memory().numTensors - before);
          return [tf.add(tf.mul(h, 2), tf.mul(x, 3)), null];
        },
        first as tf.Tensor,
        xs as tf.Tensor,
      );
      end.dispose();
    });
    // The parts of xs, and what one turn makes.
    assertEquals(most <= 56, true, `${most} tensors at once`);
  });

  it("trains a recurrent network in a compiled step as the loop written out does", () => {
    const xs = tf.randomNormal([6, 4, 3], 0, 1, "float32", 1);
    const target = tf.randomNormal([4, 5], 0, 0.3, "float32", 2);
    const train = (scan: typeof jit.scan | undefined, xla: boolean) => {
      const w = tf.variable(tf.randomNormal([3, 5], 0, 0.5, "float32", 3));
      const u = tf.variable(tf.randomNormal([5, 5], 0, 0.5, "float32", 4));
      const optimizer = tf.train.adam(0.05);
      const cell = (h: tf.Tensor, x: tf.Tensor) =>
        tf.tanh(
          tf.add(
            tf.matMul(x as tf.Tensor2D, w as tf.Tensor2D),
            tf.matMul(h as tf.Tensor2D, u as tf.Tensor2D),
          ),
        );
      const end = (xs: tf.Tensor) => {
        let h: tf.Tensor = tf.zeros([4, 5]);
        if (scan !== undefined) return scan((h, x) => [cell(h, x), null], h, xs)[0];
        for (const x of tf.unstack(xs)) h = cell(h, x);
        return h;
      };
      const step = jit(
        (xs: tf.Tensor) =>
          optimizer.minimize(() => tf.losses.meanSquaredError(target, end(xs)), true, [w, u])!,
        { xla },
      );
      const losses = Array.from({ length: 8 }, () => {
        using loss = step(xs);
        return loss.dataSync()[0]!;
      });
      const weights = [...numbers(w), ...numbers(u)];
      step.dispose();
      optimizer.dispose();
      tf.dispose([w, u]);
      return [...losses, ...weights];
    };
    const written = train(undefined, false);
    assertEquals(written[7]! < written[0]! / 2, true);
    for (const xla of [false, true]) {
      assertAllClose(train(jit.scan, xla), written, {
        tolerance: { relative: 1e-3, absolute: 1e-4 },
      });
    }
    tf.dispose([xs, target]);
  });

  it("computes once what is the same in each turn, on the way back too", () => {
    const w = variable([0.1, 0.2]);
    using xs = tf.zeros([5, 2]);
    const report = jit.explain((xs: tf.Tensor) =>
      tf.variableGrads(() => {
        const turn = (h: tf.Tensor, x: tf.Tensor): [tf.Tensor, null] => [
          tf.tanh(tf.add(tf.mul(h, tf.exp(w)), x)),
          null,
        ];
        return tf.sum(jit.scan(turn, tf.ones([2]) as tf.Tensor, xs)[0]);
      }, [w]).grads, xs);
    const counts = Object.fromEntries(report.kinds.map(({ op, count }) => [op, count]));
    assertEquals([counts.Exp, counts.Tanh, counts.TanhGrad], [1, 5, 5]);
    w.dispose();
  });

  it("runs on another thread", async () => {
    using f = jit((xs: tf.Tensor) => jit.scan(sums, tf.scalar(0) as tf.Tensor, xs)[0]);
    using xs = tf.range(0, 100);
    using end = await f.run([xs]);
    assertEquals(numbers(end), [4950]);
  });

  it("calls of a compiled function with a loop leave nothing behind", () => {
    using xs = tf.ones([10, 4]);
    using f = jit((xs: tf.Tensor) =>
      tf.grad((xs: tf.Tensor) =>
        tf.sum(
          jit.scan(
            (h: tf.Tensor, x: tf.Tensor) => [tf.tanh(tf.add(h, x)), null],
            tf.zeros([4]) as tf.Tensor,
            xs,
          )[0],
        )
      )(xs)
    );
    f(xs).dispose();
    assertLeavesNothing(() => {
      for (let i = 0; i < 20; i++) f(xs).dispose();
    });
  });

  it("refuses xs whose lengths do not agree, or that have none", () => {
    const zero = () => tf.scalar(0) as tf.Tensor;
    const add = (h: tf.Tensor, x: tf.Tensor[]): [tf.Tensor, null] => [tf.add(h, x[0]!), null];
    using three = tf.zeros([3]);
    using four = tf.zeros([4, 2]);
    assertRefuses(
      (a, b) => jit.scan(add, zero(), [a!, b!]),
      [three, four],
      "Cannot run jit.scan(): xs[1] is float32[4,2]; its first axis must have length 3, that of xs[0]",
    );
    assertRefuses(
      (a) => jit.scan(add, zero(), [a!], { length: 4 }),
      [three],
      "xs[0] is float32[3]; its first axis must have length 4, the option length",
    );
    using scalar = tf.scalar(1);
    assertRefuses(
      (a) => jit.scan(add, zero(), [a!]),
      [scalar],
      "xs[0] is float32[] and has no axis",
    );
    assertRefuses(
      () => jit.scan((h: tf.Tensor) => [h, null], zero(), null),
      [],
      "xs has no tensor that tells the number of turns; give length",
    );
    for (const length of [-1, 1.5]) {
      assertRefuses(
        () => jit.scan((h: tf.Tensor) => [h, null], zero(), null, { length }),
        [],
        `length must be an integer from 0, current value is ${length}`,
        RangeError,
      );
    }
    assertRefuses(
      (a) => jit.scan(add, zero(), [a!], { unroll: 0 }),
      [three],
      "unroll must be a positive integer, current value is 0",
      RangeError,
    );
    assertRefuses(
      (a) => jit.scan(add, 0 as unknown as tf.Tensor, [a!]),
      [three],
      "carry must be a tensor, and is 0",
    );
    assertRefuses(
      (a) => jit.scan(3 as never, zero(), a),
      [three],
      "it must be given a function, not 3",
    );
  });

  it("names what a turn returns that it must not", () => {
    using xs = tf.zeros([3, 2]);
    const refuse = (turn: (carry: { h: tf.Tensor }, x: tf.Tensor) => unknown, message: string) =>
      assertRefuses(
        (xs) => jit.scan(turn as never, { h: tf.zeros([2]) }, xs),
        [xs],
        message,
      );
    const rule =
      "the function must return the carry in the structure, dtypes and shapes that it was given";
    refuse(({ h }) => h, "the function must return [carry, y], a list of 2");
    refuse(({ h }) => [h, null, null], "the function must return [carry, y], a list of 2");
    refuse(({ h }, x) => [[h], x], `${rule}; wanted {"h":tensor}, came [tensor]`);
    refuse(
      ({ h }, x) => [{ h: tf.sum(h) }, x],
      `${rule}; carry.h must be float32[2], and came as float32[]`,
    );
    refuse(({ h }) => [{ h }, { left: 3 }], "y.left must be a tensor, and is 3");
    refuse(
      (_, x) => [{ h: tf.cast(x, "int32") }, null],
      "carry.h must be float32[2], and came as int32[2]",
    );
  });

  it("refuses turns that leave now this, now that, where it can see it", () => {
    using xs = tf.zeros([4]);
    let turn = 0;
    const changing = (h: tf.Tensor, x: tf.Tensor): [tf.Tensor, tf.Tensor] => [
      h,
      turn++ % 2 === 0 ? x : tf.stack([x, x]),
    ];
    const message =
      "each turn must return y in the same structure, dtypes and shapes; y must be float32[]";
    assertThrows(
      () => tf.tidy(() => void jit.scan(changing, tf.scalar(0) as tf.Tensor, xs as tf.Tensor)),
      TypeError,
      message,
    );
    turn = 0;
    const unrolled = jit((xs: tf.Tensor) =>
      jit.scan(changing, tf.scalar(0) as tf.Tensor, xs, { unroll: 2 })
    );
    assertThrows(() => unrolled(xs), TypeError, message);
  });

  it("refuses effects that would not happen at each turn, along nothing too", () => {
    const w = variable([1, 2]);
    for (const length of [0, 1, 3]) {
      const f = () =>
        jit.scan(
          (h: tf.Tensor) => {
            w.assign(h);
            return [h, null];
          },
          tf.zeros([2]) as tf.Tensor,
          null,
          { length },
        );
      assertRefuses(f, [], `Cannot assign or dispose the variable ${w.name} inside jit.scan()`);
    }
    assertEquals(numbers(w), [1, 2]);
    w.dispose();
    using xs = tf.zeros([3, 2]);
    const disposing = (h: tf.Tensor, x: tf.Tensor): [tf.Tensor, null] => {
      x.dispose();
      return [h, null];
    };
    assertRefuses(
      (xs) => jit.scan(disposing, tf.scalar(0) as tf.Tensor, xs),
      [xs],
      "Cannot dispose a float32 tensor of shape [2] inside jit.scan(): it was made outside",
    );
  });
});
