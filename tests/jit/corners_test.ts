import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { jit, type JitOptions } from "../../src/jit/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import { assertAllClose } from "../tolerance.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { numbers } from "../engine/kernels/on_both.ts";

type Images = tf.Tensor4D;
type Filter = tf.Tensor4D;

const WAYS: Record<string, JitOptions> = { "compiled": {}, "through XLA": { xla: true } };

/** What the networks are made of; all of their sizes leave rows and columns that no window reads. */
interface Parts {
  readonly first: Filter;
  readonly second: Filter;
  readonly bias: tf.Tensor1D;
}

const pool = (x: tf.Tensor, size = 2, pad: "valid" | "same" = "valid") =>
  tf.maxPool(x as Images, size, size, pad);
const convolve = (x: tf.Tensor, filter: Filter, stride = 1, dilation = 1) =>
  tf.conv2d(x as Images, filter, stride, "valid", "NHWC", dilation);
const relu = (x: tf.Tensor, bias: tf.Tensor1D) => tf.relu(tf.add(x, bias));

/** From images `[2, 15, 13, 3]`. */
const NETS: Record<string, (x: Images, parts: Parts) => tf.Tensor> = {
  "a convolution": (x, { first }) => pool(convolve(x, first)),
  "a bias and a ReLU": (x, { first, bias }) => pool(relu(convolve(x, first), bias)),
  "other activations": (x, { first, bias }) =>
    pool(tf.tanh(tf.sigmoid(tf.relu6(tf.elu(tf.add(convolve(x, first), bias)))))),
  "two convolutions with a pooling between": (x, { first, second, bias }) =>
    pool(relu(convolve(pool(relu(convolve(x, first), bias)), second), bias)),
  "two convolutions in a row": (x, { first, second, bias }) =>
    pool(relu(convolve(relu(convolve(x, first), bias), second), bias), 3),
  "strides": (x, { first, bias }) => pool(relu(convolve(x, first, 2), bias), 4),
  "dilations": (x, { first, bias }) => pool(relu(convolve(x, first, 1, 2), bias)),
  "a pooling of what pads": (x, { first, bias }) =>
    pool(relu(tf.conv2d(x, first, 1, "same"), bias), 4),
  "a pooling that pads": (x, { first, bias }) => pool(relu(convolve(x, first), bias), 2, "same"),
  "averages": (x, { first, bias }) => tf.avgPool(relu(convolve(x, first), bias) as Images, 2, 2, 0),
  "images that are wanted besides": (x, { first, bias }) => {
    const y = relu(convolve(x, first), bias);
    return tf.add(tf.sum(pool(y)), tf.mean(tf.square(y)));
  },
  "two poolings of the same images": (x, { first, bias }) => {
    const y = relu(convolve(x, first), bias);
    return tf.add(tf.sum(tf.square(pool(y))), tf.sum(tf.square(pool(y, 5))));
  },
};

function parts(): [Images, Parts] {
  const all = {
    first: numbers([3, 3, 3, 4]) as Filter,
    second: numbers([2, 2, 4, 4]) as Filter,
    bias: tf.tensor1d([0.2, 0, -0.3, 0.1]),
  };
  return [numbers([2, 15, 13, 3]) as Images, all];
}

/** Results of ops of a kind in what TensorFlow ran. */
async function resultsOf(kind: string, fn: (x: Images) => unknown, x: Images): Promise<string[]> {
  using compiled = jit(fn);
  const { nodes } = await jit.explain(compiled, x);
  return nodes.filter(({ op }) => op.includes(kind)).map(({ outputs }) => outputs[0]!).sort();
}

describeTensorflow("corners", () => {
  describe("gradients", () => {
    for (const [way, options] of Object.entries(WAYS)) {
      for (const [name, net] of Object.entries(NETS)) {
        it(`of ${name}, ${way}, are those op by op`, () => {
          const [x, { first, second, bias }] = parts();
          const gradients = (x: Images, first: Filter, second: Filter, bias: tf.Tensor1D) => {
            const loss = (...[x, first, second, bias]: tf.Tensor[]) => {
              const y = net(x as Images, {
                first: first as Filter,
                second: second as Filter,
                bias: bias as tf.Tensor1D,
              });
              // Some do without one of them.
              return tf.add(
                tf.sum(tf.square(y)),
                tf.mul(tf.add(tf.sum(second!), tf.sum(bias!)), 0),
              );
            };
            return tf.grads(loss)([x, first, second, bias]);
          };
          using compiled = jit(gradients, options);
          const expected = gradients(x, first, second, bias);
          compiled(x, first, second, bias).forEach((seen, i) => {
            // Sums of many terms, whose errors go with the largest.
            const largest = tf.maximum(tf.max(tf.abs(expected[i]!)), 1);
            assertAllClose(tf.div(seen, largest), tf.div(expected[i]!, largest));
          });
        });
      }
    }
  });

  it("a step computes what poolings read, and nothing else", async () => {
    const [x, { first, second, bias }] = parts();
    const net = NETS["two convolutions with a pooling between"]!;
    const variables = [first, second, bias].map((value) => tf.variable(value));
    const optimizer = tf.train.adam(0.01);
    const step = (x: Images) => {
      const [first, second, bias] = variables as [Filter, Filter, tf.Tensor1D] & tf.Variable[];
      const loss = () => tf.sum(tf.square(net(x, { first, second, bias }))) as tf.Scalar;
      return optimizer.minimize(loss, true, variables)!;
    };
    // As wholes they would be 13 by 11 and 5 by 4.
    assertEquals(await resultsOf("FusedConv2D", step, x), [
      "float32[2,10,10,4]",
      "float32[2,4,4,4]",
    ]);
    assertEquals(await resultsOf("BackpropInput", step, x), ["float32[2,5,5,4]"]);
    assertEquals(await resultsOf("Pad", step, x), []);
    optimizer.dispose();
  });

  it("images of which nearly all is read are computed as wholes", async () => {
    const { first } = parts()[1];
    const results = await resultsOf(
      "Conv2D",
      (x) => pool(convolve(x, first)),
      numbers([1, 103, 103, 3]) as Images,
    );
    assertEquals(results, ["float32[1,101,101,4]"]);
  });

  it("images that are wanted besides are computed once", async () => {
    const [x, { first }] = parts();
    let traces = 0;
    const both = (x: Images) => {
      traces++;
      const y = convolve(x, first);
      return [pool(y), y];
    };
    assertEquals(await resultsOf("Conv2D", both, x), ["float32[2,13,11,4]"]);
    assertEquals(traces, 2);
    assertEquals(await resultsOf("Conv2D", (x) => both(x)[0], x), ["float32[2,12,10,4]"]);
    assertEquals(traces, 3);
  });

  it("a compiled prediction computes corners too", async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 2, kernelSize: 3, activation: "relu", inputShape: [9, 9, 1] }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
      ],
    });
    const x = numbers([3, 9, 9, 1]) as Images;
    const predict = (x: Images) => model.predict(x) as tf.Tensor;
    assertEquals(await resultsOf("Conv2D", predict, x), ["float32[3,6,6,2]"]);
    using compiled = jit(predict);
    assertAllClose(compiled(x), predict(x));
    model.dispose();
  });

  it("the turns of a loop compute corners", () => {
    const [x, { first, bias }] = parts();
    const slopes = (x: Images) =>
      tf.grad((x) => tf.sum(tf.square(pool(relu(convolve(x, first), bias)))))(x);
    using compiled = jit((x: Images) =>
      jit.scan((x: tf.Tensor) => [tf.mul(tf.add(x, slopes(x as Images)), 0.1), null], x, null, {
        length: 3,
      })
    );
    let expected: tf.Tensor = x;
    for (let i = 0; i < 3; i++) {
      expected = tf.mul(tf.add(expected, slopes(expected as Images)), 0.1);
    }
    const [seen] = compiled(x) as [tf.Tensor, null];
    assertAllClose(seen, expected);
  });
});
