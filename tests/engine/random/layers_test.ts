import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { jit } from "../../../src/jit/mod.ts";
import { describeTensorflow } from "../with_tensorflow.ts";

/** Layers that draw while they train. */
const LAYERS: Record<string, () => tf.layers.Layer> = {
  alphaDropout: () => tf.layers.alphaDropout({ rate: 0.4 }),
  dropout: () => tf.layers.dropout({ rate: 0.4 }),
  gaussianDropout: () => tf.layers.gaussianDropout({ rate: 0.4 }),
  gaussianNoise: () => tf.layers.gaussianNoise({ stddev: 0.4 }),
  gru: () => tf.layers.gru({ units: 4, dropout: 0.3, recurrentDropout: 0.3 }),
  lstm: () => tf.layers.lstm({ units: 4, dropout: 0.3, recurrentDropout: 0.3 }),
  "lstm without dropout of its input": () => tf.layers.lstm({ units: 4, recurrentDropout: 0.5 }),
  simpleRNN: () => tf.layers.simpleRNN({ units: 4, dropout: 0.3, recurrentDropout: 0.3 }),
  spatialDropout1d: () => tf.layers.spatialDropout1d({ rate: 0.4 }),
};

/** A 1 x 3 picture in each of five steps. */
const PICTURES: Record<string, () => tf.layers.Layer> = {
  convLstm2d: () =>
    tf.layers.convLstm2d({ filters: 4, kernelSize: 1, dropout: 0.3, recurrentDropout: 0.3 }),
};

function valuesOf(tensor: tf.Tensor): number[] {
  const values = Array.from(tensor.dataSync());
  tensor.dispose();
  return values;
}

describeTensorflow("layers in compiled code", () => {
  const cases = [
    ...Object.entries(LAYERS).map(([name, make]) => ({ name, make, inner: [5, 6] })),
    ...Object.entries(PICTURES).map(([name, make]) => ({ name, make, inner: [5, 1, 3, 2] })),
  ];
  for (const { name, make, inner } of cases) {
    it(`${name} draws anew at each call, the same from the same seed`, () => {
      const layer = make();
      const x = tf.ones([2, ...inner]);
      valuesOf(layer.apply(x) as tf.Tensor);
      const apply = (x: tf.Tensor) => layer.apply(x, { training: true }) as tf.Tensor;
      using first = jit(apply, { seed: 1 });
      using second = jit(apply, { seed: 1 });
      const calls = [1, 2, 3].map(() => valuesOf(first(x)));
      assertNotEquals(calls[0], calls[1]);
      assertNotEquals(calls[1], calls[2]);
      assertEquals([1, 2, 3].map(() => valuesOf(second(x))), calls);
      tf.dispose([x, layer.getWeights()]);
    });

    it(`${name} is used eagerly, traced, and traced in another shape by turns`, () => {
      const layer = make();
      const [x, more] = [tf.ones([2, ...inner]), tf.ones([3, ...inner])];
      const apply = (x: tf.Tensor) => layer.apply(x, { training: true }) as tf.Tensor;
      using traced = jit(apply);
      valuesOf(apply(x));
      const before = tf.memory().numTensors;
      for (const call of [apply, traced, apply, traced]) {
        for (const input of [x, more, x]) assertEquals(valuesOf(call(input)).includes(NaN), false);
        valuesOf(layer.apply(x, { training: false }) as tf.Tensor);
      }
      // An eager call leaves masks, as in tfjs.
      valuesOf(apply(x));
      assertEquals(tf.memory().numTensors, before);
      tf.dispose([x, more]);
    });
  }

  it("drop other elements in each step of a compiled training", () => {
    const model = tf.sequential({
      layers: [
        tf.layers.lstm({ units: 8, inputShape: [5, 3], recurrentDropout: 0.5 }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 1 }),
      ],
    });
    const [x, y] = [tf.randomNormal([4, 5, 3]), tf.randomNormal([4, 1])];
    // Nothing is learnt: losses differ by what is dropped.
    const optimizer = tf.train.sgd(0);
    const trained = (seed: number) => {
      using step = jit((x: tf.Tensor, y: tf.Tensor) =>
        optimizer.minimize(() => {
          const out = model.apply(x, { training: true }) as tf.Tensor;
          return tf.losses.meanSquaredError(y, out);
        }, true)!, { seed });
      return [1, 2, 3, 4].map(() => valuesOf(step(x, y))[0]);
    };
    const losses = trained(1);
    assertEquals(new Set(losses).size, 4);
    assertEquals(trained(1), losses);
    assertNotEquals(trained(2), losses);
  });

  it("draw initial weights anew at each call", () => {
    const initializers = [
      tf.initializers.randomNormal({}),
      tf.initializers.randomUniform({}),
      tf.initializers.truncatedNormal({}),
      tf.initializers.glorotUniform({}),
      tf.initializers.heNormal({}),
      tf.initializers.leCunNormal({}),
    ];
    using draw = jit(() => initializers.map((initializer) => initializer.apply([4, 4])));
    const [first, second] = [draw(), draw()].map((tensors) => tensors.map(valuesOf));
    first!.forEach((values, i) => assertNotEquals(values, second![i]));
  });

  it("of a converted model that draws are refused", async () => {
    const model = await tf.loadGraphModel({
      load: () =>
        Promise.resolve({
          modelTopology: {
            node: [
              { name: "x", op: "Placeholder", attr: { dtype: { type: "DT_FLOAT" } } },
              { name: "shape", op: "Const", attr: { dtype: { type: "DT_INT32" } } },
              {
                name: "noise",
                op: "RandomUniform",
                input: ["shape"],
                attr: { dtype: { type: "DT_FLOAT" } },
              },
              { name: "y", op: "AddV2", input: ["x", "noise"] },
            ],
            versions: {},
          },
          weightSpecs: [{ name: "shape", shape: [1], dtype: "int32" }],
          weightData: Int32Array.of(3).buffer,
        }),
    });
    using predict = jit((x: tf.Tensor) => model.predict(x) as tf.Tensor);
    const x = tf.zeros([3]);
    valuesOf(model.predict(x) as tf.Tensor);
    assertThrows(() => predict(x), TypeError, "jit traces");
    x.dispose();
    model.dispose();
  });
});
