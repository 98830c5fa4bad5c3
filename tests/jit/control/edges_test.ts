import { it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { jit } from "../../../src/jit/mod.ts";
import { describeTensorflow } from "../../engine/with_tensorflow.ts";
import { variable } from "../engine_snapshot.ts";
import { assertCompiles, type TreeFunction } from "./agreement.ts";

/** Compares compiled code with the same code outside of `jit`, through XLA too. */
function assertBoth(fn: TreeFunction, args: tf.Tensor[]): void {
  for (const xla of [false, true]) assertCompiles(fn, args, { xla });
}

const total = (x: tf.Tensor): tf.Scalar => tf.sum(x);
const three = () => tf.tensor1d([0.5, -0.2, 0.3]) as tf.Tensor;

describeTensorflow("gradients through loops", () => {
  it("reach constants that were made around them, small and large", () => {
    const values = Float32Array.from({ length: 300 }, (_, i) => Math.sin(i));
    using x = three();
    assertBoth((x) => {
      const small = tf.scalar(0.7) as tf.Tensor;
      const large = tf.tensor1d(values) as tf.Tensor;
      return tf.grads((small, large, x) => {
        const turn = (h: tf.Tensor): [tf.Tensor, null] => {
          // A large constant of the turn's own, too.
          const own = tf.mul(tf.tensor1d(values.map((value) => value + 1)), tf.mean(h));
          return [tf.add(tf.mul(tf.sin(h), small), tf.mean(tf.mul(large, own))), null];
        };
        return total(jit.scan(turn, x, null, { length: 3 })[0]);
      })([small, large, x]);
    }, [x]);
  });

  it("reach one tensor as carry, as xs and from around at once, twice over", () => {
    using x = three();
    const f = (x: tf.Tensor) => {
      const [h, y] = jit.scan(
        (h: tf.Tensor, v: tf.Tensor) => [tf.mul(h, tf.add(v, x)), tf.mul(x, tf.square(v))],
        x,
        x,
      );
      return tf.add(total(h), total(y)) as tf.Scalar;
    };
    const first = (x: tf.Tensor) => tf.grad(f)(x);
    assertBoth((x) => [first(x), tf.grad((x: tf.Tensor) => total(first(x)))(x)], [x]);
  });

  it("add up where a turn returns one tensor several times", () => {
    using x = three();
    assertBoth((x) =>
      tf.grad((x: tf.Tensor) => {
        const [{ a, b }, [y, z]] = jit.scan(
          ({ a }: { a: tf.Tensor; b: tf.Tensor }, v: tf.Tensor) => {
            const next = tf.mul(a, v);
            return [{ a: next, b: next }, [next, next]];
          },
          { a: tf.scalar(2) as tf.Tensor, b: tf.scalar(3) as tf.Tensor },
          x,
        );
        return tf.add(tf.mul(a, b), total(tf.mul(y!, z!))) as tf.Scalar;
      })(x), [x]);
  });

  it("reach variables that are the first carry", () => {
    const w = variable([0.1, 0.2, 0.3]);
    using x = three();
    assertBoth((x) =>
      tf.variableGrads(() => {
        const turn = (h: tf.Tensor): [tf.Tensor, null] => [tf.mul(tf.sin(h), tf.add(x, w)), null];
        return total(jit.scan(turn, w as tf.Tensor, null, { length: 3 })[0]);
      }, [w]).grads, [x]);
    w.dispose();
  });

  it("see the value that a variable was given before them", () => {
    const w = variable([0.1, 0.2, 0.3]);
    using x = three();
    assertBoth((x) => {
      w.assign(tf.mul(x, 2));
      const { grads, value } = tf.variableGrads(
        () =>
          total(jit.while((h) => tf.less(total(h), 3), (h) => tf.add(h, tf.square(w)), x, {
            maxIterations: 9,
          })),
        [w],
      );
      w.assign(tf.tensor1d([0.1, 0.2, 0.3]));
      return { grads, value };
    }, [x]);
    w.dispose();
  });

  it("are 0 where only integers and steps are on the way", () => {
    using x = three();
    assertBoth((x) => {
      const steps = (h: tf.Tensor): [tf.Tensor, null] => [
        tf.cast(tf.greater(tf.add(h, x), 0), "float32"),
        null,
      ];
      const counts = (h: tf.Tensor): [tf.Tensor, null] => [tf.add(h, tf.scalar(1, "int32")), null];
      return tf.grad((x: tf.Tensor) => {
        const flat = jit.scan(steps, x, null, { length: 2 })[0];
        const counted = jit.scan(counts, tf.cast(x, "int32"), null, { length: 2 })[0];
        return total(tf.mul(x, tf.add(flat, tf.cast(counted, "float32"))));
      })(x);
    }, [x]);
  });

  it("go through gathers, convolutions and pools", () => {
    using x = three();
    assertBoth((x) =>
      tf.grad((x: tf.Tensor) => {
        const indices = tf.tensor1d([2, 0, 0], "int32");
        const turn = (h: tf.Tensor, i: tf.Tensor): [tf.Tensor, tf.Tensor] => [
          tf.add(h, tf.gather(x, tf.cast(i, "int32"))),
          tf.gather(x, tf.mod(tf.add(i, tf.scalar(1, "int32")), tf.scalar(3, "int32"))),
        ];
        const [end, left] = jit.scan(turn, tf.scalar(0) as tf.Tensor, indices as tf.Tensor);
        return tf.add(tf.square(end), total(tf.square(left))) as tf.Scalar;
      })(x), [x]);
    using image = tf.randomNormal([2, 6, 6, 3], 0, 1, "float32", 1);
    using kernel = tf.randomNormal([3, 3, 3, 3], 0, 0.3, "float32", 2);
    assertBoth((image, kernel) =>
      tf.grads((image, kernel) => {
        const [, left] = jit.scan(
          (h: tf.Tensor) => [
            tf.relu(tf.add(h, tf.conv2d(h as tf.Tensor4D, kernel as tf.Tensor4D, 1, "same"))),
            tf.maxPool(h as tf.Tensor4D, 2, 2, "valid") as tf.Tensor,
          ],
          image,
          null,
          { length: 3 },
        );
        return total(left);
      })([image!, kernel!]), [image, kernel]);
  });

  it("reach the weights of layers, which are called in each turn", () => {
    const layer = tf.layers.dense({ units: 3, activation: "tanh" });
    tf.dispose(layer.apply(tf.zeros([1, 3])) as tf.Tensor);
    using x = tf.tensor2d([[0.5, -0.2, 0.3]]);
    const weights = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
    assertBoth((x) =>
      tf.variableGrads(() => {
        const turn = (h: tf.Tensor): [tf.Tensor, null] => [layer.apply(h) as tf.Tensor, null];
        return total(jit.scan(turn, x, null, { length: 4 })[0]);
      }, weights).grads, [x]);
    layer.dispose();
  });

  it("keep in reduced precision what is the same in each turn", () => {
    using x = tf.randomNormal([4, 8], 0, 1, "float32", 1);
    using w = tf.randomNormal([8, 8], 0, 0.3, "float32", 2);
    const f = (x: tf.Tensor, w: tf.Tensor) =>
      tf.grads((x, w) =>
        total(
          jit.scan(
            (h: tf.Tensor) => [tf.tanh(tf.matMul(h as tf.Tensor2D, w as tf.Tensor2D)), null],
            x,
            null,
            { length: 4 },
          )[0],
        )
      )([x, w]);
    const exact = f(x, w);
    using compiled = jit(f, { precision: "bfloat16" });
    const rough = compiled(x, w);
    rough.forEach((gradient, i) => {
      const error = tf.tidy(() =>
        tf.div(tf.norm(tf.sub(gradient, exact[i]!)), tf.norm(exact[i]!)).dataSync()[0]!
      );
      if (!(error < 0.05)) throw new Error(`gradient ${i} is off by ${error}`);
    });
    tf.dispose([...exact, ...rough]);
  });
});
