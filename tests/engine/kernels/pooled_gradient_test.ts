import { assert, assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import { jit, type JitOptions } from "../../../src/jit/mod.ts";
import * as tf from "../../../src/engine/tf.ts";
import { assertAllClose } from "../../tolerance.ts";
import { describeTensorflow } from "../with_tensorflow.ts";
import { numbers } from "./on_both.ts";

const WAYS: Record<string, JitOptions> = { "compiled": {}, "through XLA": { xla: true } };

type Images = tf.Tensor4D;
type Net = (x: Images, bias: tf.Tensor1D) => tf.Tensor;

const pool = (x: tf.Tensor, size = 2, strides = size, pad: "valid" | "same" = "valid") =>
  tf.maxPool(x as Images, size, strides, pad);
const relu = (x: Images, bias: tf.Tensor1D) => tf.relu(tf.add(x, bias));

/** Networks of which each has its own way from a pooling back to a bias. */
const NETS: Record<string, Net> = {
  "a ReLU, pooled": (x, bias) => pool(relu(x, bias)),
  "windows that overlap": (x, bias) => pool(relu(x, bias), 3, 2),
  "windows over the edge": (x, bias) => pool(relu(x, bias), 3, 2, "same"),
  "a ReLU that is wanted besides": (x, bias) => {
    const y = relu(x, bias);
    return tf.add(pool(y), tf.mean(y));
  },
  "a ReLU, pooled twice over": (x, bias) => {
    const y = relu(x, bias);
    return tf.add(tf.sum(pool(y)), tf.sum(pool(y, 3)));
  },
  "a ReLU of what was pooled": (x, bias) => tf.relu(tf.add(pool(x), bias)),
  "a ReLU, pooled, and again": (x, bias) => pool(relu(pool(relu(x, bias)) as Images, bias)),
  "no ReLU": (x, bias) => pool(tf.add(x, bias)),
};

describeTensorflow("pooled_gradient", () => {
  for (const [way, options] of Object.entries(WAYS)) {
    for (const [name, net] of Object.entries(NETS)) {
      it(`${name}: gradients ${way} are those op by op`, () => {
        const x = numbers([2, 9, 8, 3]) as Images;
        const bias = tf.tensor1d([0.2, 0, -0.3]);
        const gradients = (x: Images, bias: tf.Tensor1D) =>
          tf.grads((x, bias) => tf.sum(tf.square(net(x as Images, bias as tf.Tensor1D))))([
            x,
            bias,
          ]);
        using compiled = jit(gradients, options);
        const [seen, expected] = [compiled(x, bias), gradients(x, bias)];
        assertAllClose(seen[0]!, expected[0]!);
        assertAllClose(seen[1]!, expected[1]!);
      });
    }
  }

  it("where all of a window is 0 nothing goes back", () => {
    const x = tf.tensor4d([-1, -2, -3, 0, 5, 1, 1, 5], [1, 2, 4, 1]);
    using compiled = jit((x: Images) => tf.grad((x) => tf.sum(pool(tf.relu(x))))(x));
    assertEquals([...compiled(x).dataSync()], [0, 0, 0, 0, 1, 0, 0, 1]);
  });

  it("the sum of a pooling's gradient keeps axes when it is told to", () => {
    const x = numbers([2, 4, 4, 3]) as Images;
    const sums = (x: Images) => tf.sum(tf.grad((x) => tf.sum(pool(x)))(x), [0, 1, 2], true);
    using compiled = jit(sums);
    assertEquals(compiled(x).shape, [1, 1, 1, 3]);
    assertEquals([...compiled(x).dataSync()], [8, 8, 8]);
  });

  it("a step masks and sums up on the small side of the pooling", async () => {
    const x = numbers([2, 8, 8, 3]) as Images;
    const bias = tf.variable(tf.zeros([3]));
    using step = jit((x: Images) => {
      const loss = () => tf.sum(tf.square(pool(relu(x, bias as tf.Tensor1D)))) as tf.Scalar;
      return tf.variableGrads(loss, [bias]).grads[bias.name]!;
    });
    const { kinds } = await jit.explain(step, x);
    const names = kinds.map(({ op }) => op);
    assert(names.includes("ReluGrad"), `a ReLU's gradient is among ${names}`);
    // The images' own gradient is not wanted, and so nobody needs to know where the maxima are.
    assert(!names.some((op) => op.includes("MaxPoolGrad")), `no pooling's gradient among ${names}`);
  });
});
