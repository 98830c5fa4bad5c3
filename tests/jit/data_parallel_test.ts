import { assertEquals, assertLess, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { jit } from "../../src/jit/mod.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { assertAllClose } from "../tolerance.ts";
import { numbers } from "./engine_snapshot.ts";

/** Mean squared error of a linear map, and what its gradients are made of. */
function regression(examples: number) {
  const x = tf.randomNormal([examples, 3], 0, 1, "float32", 1) as tf.Tensor2D;
  const y = tf.randomNormal([examples, 2], 0, 1, "float32", 2) as tf.Tensor2D;
  const weight = tf.variable(tf.randomNormal([3, 2], 0, 1, "float32", 3)) as tf.Variable<
    tf.Rank.R2
  >;
  const loss = (x: tf.Tensor2D, y: tf.Tensor2D) =>
    tf.mean(tf.square(tf.sub(tf.matMul(x, weight), y))) as tf.Scalar;
  return { x, y, weight, loss };
}

describeTensorflow("dataParallel()", () => {
  for (const [examples, replicas] of [[8, 2], [7, 3], [2, 5], [6, 1]] as const) {
    it(`has the loss and gradients of all ${examples} examples in ${replicas} parts`, () => {
      const { x, y, weight, loss } = regression(examples);
      const parted = jit.dataParallel(loss, { replicas });
      const gradientsOf = (f: typeof loss) => () => tf.variableGrads(() => f(x, y), [weight]);
      const whole = gradientsOf(loss)();
      for (const run of [gradientsOf(parted), jit(gradientsOf(parted))]) {
        const { value, grads } = run();
        assertAllClose(numbers(value), numbers(whole.value));
        assertAllClose(numbers(grads[weight.name]!), numbers(whole.grads[weight.name]!));
      }
    });
  }

  it("gives variables and scalars whole, and trees in and out", () => {
    const { x, y, weight } = regression(6);
    const seen: string[] = [];
    const f = jit.dataParallel(
      ({ x, y }: { x: tf.Tensor; y: tf.Tensor }, w: tf.Variable, scale: tf.Scalar, n: number) => {
        seen.push([x.shape, y.shape, w.shape, scale.shape, n].join(" "));
        return { sums: [tf.mul(tf.mean(x), scale)], y: tf.mean(y, 0) };
      },
      { replicas: 2 },
    );
    const result = f({ x, y }, weight, tf.scalar(10), 4);
    assertEquals(seen, ["3,3 3,2 3,2  4", "3,3 3,2 3,2  4"]);
    assertAllClose(numbers(result.sums[0]!), numbers(tf.mul(tf.mean(x), 10)));
    assertAllClose(numbers(result.y), numbers(tf.mean(y, 0)));
  });

  it("leaves nothing but its result behind", () => {
    const { x, y, loss } = regression(8);
    const parted = jit.dataParallel(loss, { replicas: 4 });
    const before = tf.memory().numTensors;
    parted(x, y).dispose();
    assertEquals(tf.memory().numTensors, before);
  });

  it("draws other numbers for each part", () => {
    const draw = () => tf.randomUniform([1000]);
    const mean = jit(jit.dataParallel((_: tf.Tensor) => draw(), { replicas: 2 }), { seed: 1 });
    const { variance } = tf.moments(mean(tf.ones([4])));
    // The mean of two independent draws has half the variance of one, which is 1 / 12.
    assertLess(Math.abs(numbers(variance)[0]! * 12 - 0.5), 0.1);
  });

  it("says what cannot be parted, and what cannot be averaged", () => {
    const { x, y, loss } = regression(8);
    assertThrows(() => jit.dataParallel(loss, { replicas: 0 }), RangeError, "positive integer");
    assertThrows(() => jit.dataParallel(loss, { replicas: 1.5 }), RangeError, "1.5");
    const parted = jit.dataParallel(loss, { replicas: 2 });
    assertThrows(() => parted(x, tf.slice(y, 0, 6)), RangeError, "lengths are 8, 6");
    assertThrows(
      () => jit.dataParallel(() => tf.scalar(1), { replicas: 2 })(),
      TypeError,
      "no tensor",
    );
    const each = jit.dataParallel((x: tf.Tensor) => tf.sum(x, 1), { replicas: 3 });
    assertThrows(() => each(x), TypeError, "return means");
    const whole = jit.dataParallel((x: tf.Tensor) => tf.argMax(tf.mean(x, 0)), { replicas: 2 });
    assertThrows(() => whole(x), TypeError, "a tensor of int32");
    const nothing = jit.dataParallel((_: tf.Tensor) => "done", { replicas: 2 });
    assertThrows(() => nothing(x), TypeError, "done");
  });
});
