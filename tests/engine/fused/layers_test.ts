import { assert, assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { assertAllClose } from "../../tolerance.ts";
import { filled, tidily, valuesOf } from "../../nn/numbers.ts";
import { describeOnEngines } from "../../nn/on_engines.ts";

/** A layer that has been built for `x`, with these weights. */
function built<L extends tf.layers.Layer>(layer: L, x: tf.Tensor, weights: tf.Tensor[]): L {
  layer.build(x.shape);
  layer.setWeights(weights);
  return layer;
}

/** Result and gradients of a call, all of them in a row. */
function run(layer: tf.layers.Layer, x: tf.Tensor, kwargs = {}): number[][] {
  const variables = layer.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const weighted = () => {
    const y = [layer.call(x, kwargs)].flat();
    return y.map((one, i) => tf.sum(tf.mul(one, filled(one.shape, i + 2))))
      .reduce((sum, one) => tf.add(sum, one)) as tf.Scalar;
  };
  const { value, grads } = tf.variableGrads(weighted, variables);
  const ofX = tf.grad((x) => {
    const y = [layer.call(x, kwargs)].flat();
    return y.map((one, i) => tf.sum(tf.mul(one, filled(one.shape, i + 2))))
      .reduce((sum, one) => tf.add(sum, one));
  })(x);
  return [value, ofX, ...variables.map(({ name }) => grads[name]!)].map(valuesOf);
}

/** Disposes the weights of layers; `dispose()` refuses what was never part of a model. */
function drop(...layers: tf.layers.Layer[]): void {
  for (const layer of layers) for (const weight of layer.weights) weight.dispose();
}

/** Names of the kernels that `body` runs. */
function kernelsOf(body: () => void): Promise<string[]> {
  return tf.profile(() => {
    body();
    return tf.scalar(0);
  }).then(({ kernelNames }) => kernelNames);
}

const LOOSE = { relative: 1e-4, absolute: 1e-5 };

describeOnEngines("fused layers", (engine) => {
  it("layerNormalization gives what the definition gives", () => {
    tidily(() => {
      const x = filled([2, 3, 4]);
      const [gamma, beta] = [filled([4], 5), filled([4], 6)];
      const layer = built(tf.layers.layerNormalization(), x, [gamma, beta]);
      const { mean, variance } = tf.moments(x, -1, true);
      const wanted = tf.add(
        tf.mul(tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3))), gamma),
        beta,
      );
      assertAllClose(layer.call(x, {}) as tf.Tensor, wanted);
      drop(layer);
    });
  });

  it("layerNormalization of other axes gives what tfjs gives", () => {
    tidily(() => {
      const x = filled([2, 3, 4]);
      const plain = { center: false, scale: false };
      const whole = built(tf.layers.layerNormalization({ ...plain, axis: [1, 2] }), x, []);
      const turned = tf.transpose(x, [0, 2, 1]);
      const other = built(tf.layers.layerNormalization({ ...plain, axis: [2, 1] }), turned, []);
      const wanted = tf.transpose(other.call(turned, {}) as tf.Tensor, [0, 2, 1]);
      assertAllClose(whole.call(x, {}) as tf.Tensor, wanted);
      const first = built(tf.layers.layerNormalization({ axis: 1 }), x, [
        tf.ones([3]),
        tf.zeros([3]),
      ]);
      const last = built(
        tf.layers.layerNormalization(),
        turned,
        [tf.ones([3]), tf.zeros([3])],
      );
      assertAllClose(
        first.call(x, {}) as tf.Tensor,
        tf.transpose(last.call(turned, {}) as tf.Tensor, [0, 2, 1]),
      );
      drop(first, last);
    });
  });

  it("batchNormalization in training gives what the definition gives, and moves its averages", () => {
    for (const axis of [-1, 1]) {
      tidily(() => {
        const x = filled([4, 3, 2, 3]);
        const weights = [filled([3], 4), filled([3], 5), filled([3], 6), tf.ones([3])];
        const layer = built(tf.layers.batchNormalization({ axis, momentum: 0.9 }), x, weights);
        const axes = axis === 1 ? [0, 2, 3] : [0, 1, 2];
        const { mean, variance } = tf.moments(x, axes);
        const [, , moving, movingVariance] = weights as [
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
          tf.Tensor,
        ];
        const y = layer.call(x, { training: true }) as tf.Tensor;
        const shape = axis === 1 ? [1, 3, 1, 1] : [3];
        const centred = tf.sub(x, tf.reshape(mean, shape));
        const deviation = tf.sqrt(tf.add(tf.reshape(variance, shape), 1e-3));
        const wanted = tf.add(
          tf.mul(tf.div(centred, deviation), tf.reshape(weights[0]!, shape)),
          tf.reshape(weights[1]!, shape),
        );
        assertAllClose(y, wanted, { tolerance: LOOSE });
        const [, , after, varianceAfter] = layer.getWeights();
        assertAllClose(after!, tf.add(tf.mul(moving, 0.9), tf.mul(mean, 0.1)));
        assertAllClose(varianceAfter!, tf.add(tf.mul(movingVariance, 0.9), tf.mul(variance, 0.1)));
        // Not in training it takes the averages.
        const still = layer.call(x, {}) as tf.Tensor;
        assert(Math.abs(valuesOf(still)[0]! - valuesOf(y)[0]!) > 1e-3);
        assertEquals(valuesOf(layer.getWeights()[2]!), valuesOf(after!));
        drop(layer);
      });
    }
  });

  it("batchNormalization trains without scale, which tfjs's own does not", () => {
    tidily(() => {
      const x = filled([4, 3]);
      const layer = tf.layers.batchNormalization({ scale: false });
      layer.build(x.shape);
      assertEquals((layer.call(x, { training: true }) as tf.Tensor).shape, [4, 3]);
      drop(layer);
    });
  });

  it("the activations gelu and gelu_new are those of nn", () => {
    tidily(() => {
      const x = tf.tensor2d([[-1, 0.5, 2]]);
      const activate = (activation: "gelu" | "gelu_new") =>
        tf.layers.activation({ activation: activation as "relu" }).call(x, {}) as tf.Tensor;
      assertAllClose(activate("gelu"), [-0.158655, 0.345731, 1.954500], { tolerance: LOOSE });
      assertAllClose(activate("gelu_new"), [-0.158808, 0.345714, 1.954598], { tolerance: LOOSE });
    });
  });

  const lstm = (args: Partial<Parameters<typeof tf.layers.lstm>[0]>) =>
    tf.layers.lstm({ units: 3, recurrentActivation: "sigmoid", ...args });
  const weights = () => [filled([2, 12], 3), filled([3, 12], 4), filled([12], 5)];

  const variants = {
    plain: {},
    "of whole sequences": { returnSequences: true },
    "backwards, with its state": { goBackwards: true, returnState: true, returnSequences: true },
    "without bias": { useBias: false },
    "with the gates of tfjs": { recurrentActivation: "hardSigmoid" },
    "with the gates of tfjs and no bias": { recurrentActivation: "hardSigmoid", useBias: false },
    "with gates at their ends": { recurrentActivation: "hardSigmoid", returnSequences: true },
  } as const;
  for (const [name, args] of Object.entries(variants)) {
    it(`lstm ${name} gives what tfjs's own loop gives, gradients too`, () => {
      tidily(() => {
        const x = filled([4, 5, 2]);
        const given = "useBias" in args ? weights().slice(0, 2) : weights();
        const factor = name.includes("ends") ? 20 : 1;
        const layer = built(lstm(args), x, given.map((weight) => tf.mul(weight, factor)));
        // A mask that leaves everything goes tfjs's way.
        const own = run(layer, x, { mask: tf.ones([4, 5]) });
        for (const [i, values] of run(layer, x).entries()) {
          assertAllClose(values, own[i]!, { tolerance: LOOSE, message: `part ${i}` });
        }
        drop(layer);
      });
    });
  }

  it("lstm takes an initial state, and keeps its own when it is stateful", () => {
    tidily(() => {
      const x = filled([4, 6, 2]);
      const half = (start: number) => tf.slice(x, [0, start, 0], [4, 3, 2]);
      const whole = built(lstm({}), x, weights());
      const wanted = whole.call(x, {}) as tf.Tensor;
      const stateful = lstm({ stateful: true, batchInputShape: [4, 3, 2] });
      built(stateful, half(0), weights());
      stateful.call(half(0), {});
      assertAllClose(stateful.call(half(3), {}) as tf.Tensor, wanted);
      const state = built(lstm({ returnState: true }), x, weights());
      const [, h, c] = state.call(half(0), {}) as tf.Tensor[];
      assertAllClose(whole.call(half(3), { initialState: [h!, c!] }) as tf.Tensor, wanted);
      stateful.resetStates();
      assertAllClose(
        stateful.call(half(0), {}) as tf.Tensor,
        whole.call(half(0), {}) as tf.Tensor,
      );
      tf.dispose((stateful as unknown as { states: tf.Tensor[] }).states);
      drop(whole, stateful, state);
    });
  });

  it("lstm goes tfjs's way with other activations, masks and dropout", async () => {
    if (engine !== "tensorflow") return;
    const x = filled([4, 5, 2]);
    const byDefault = built(tf.layers.lstm({ units: 3 }), x, weights());
    const others = built(lstm({ activation: "relu" }), x, weights());
    const soft = built(lstm({ dropout: 0.5 }), x, weights());
    const isFused = async (layer: tf.layers.Layer, kwargs = {}) =>
      (await kernelsOf(() => layer.call(x, kwargs))).includes("Lstm");
    assertEquals(await isFused(byDefault), true);
    assertEquals(await isFused(others), false);
    assertEquals(await isFused(soft), true);
    assertEquals(await isFused(soft, { training: true }), false);
    assertEquals(await isFused(soft, { mask: tf.ones([4, 5]) }), false);
  });

  it("models with these layers train and are saved and loaded", async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 7, outputDim: 4, inputLength: 5 }),
        tf.layers.layerNormalization(),
        lstm({ returnSequences: true }),
        tf.layers.bidirectional({ layer: lstm({}) as tf.RNN, mergeMode: "concat" }),
        tf.layers.batchNormalization(),
        tf.layers.dense({ units: 2, activation: "softmax" }),
      ],
    });
    model.compile({ optimizer: tf.train.adam(0.05), loss: "categoricalCrossentropy" });
    // Each row is one number, and its class whether that is odd.
    const x = tf.tensor2d(Array.from({ length: 60 }, (_, i) => Math.floor(i / 5) % 6), [12, 5]);
    const y = tf.oneHot(tf.tensor1d(Array.from({ length: 12 }, (_, i) => i % 2), "int32"), 2);
    const history = await model.fit(x, y, { epochs: 15, verbose: 0, shuffle: false });
    const losses = history.history.loss as number[];
    assert(losses.at(-1)! < losses[0]! / 2, `${losses}`);
    let saved: tf.io.ModelArtifacts | undefined;
    await model.save(tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({
        modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" },
      });
    }));
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    assertAllClose(loaded.predict(x) as tf.Tensor, model.predict(x) as tf.Tensor);
  });
});
