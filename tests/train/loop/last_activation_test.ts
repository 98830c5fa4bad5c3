import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ArrayDataset } from "../../../src/data/array_dataset.ts";
import * as tf from "../../../src/engine/tf.ts";
import { binaryCrossentropy } from "../../../src/nn/losses/binary_crossentropy.ts";
import { categoricalCrossentropy } from "../../../src/nn/losses/categorical_crossentropy.ts";
import { evaluate } from "../../../src/train/evaluate.ts";
import { fit, type FitOptions } from "../../../src/train/fit.ts";
import { blobs } from "../blobs.ts";
import { leavesNoTensors } from "../leaves_no_tensors.ts";

const quiet = { progress: false, shuffle: false } as const;

/** A dense layer that is told nothing, whose bias is the scores. */
const plain = (units: number) => ({ units, inputShape: [1] });

/** Gives a model of one dense layer its scores, whatever the input. */
function certain(scores: number[], layers: tf.layers.Layer[]): tf.Sequential {
  const model = tf.sequential({ layers });
  const weights = [tf.zeros([1, scores.length]), tf.tensor1d(scores)];
  model.setWeights(weights);
  tf.dispose(weights);
  return model;
}

const softmaxLayers: Record<string, () => tf.layers.Layer[]> = {
  "a dense layer": () => [tf.layers.dense({ ...plain(3), activation: "softmax" })],
  "an activation layer": () => [
    tf.layers.dense(plain(3)),
    tf.layers.activation({ activation: "softmax" }),
  ],
  "a softmax layer": () => [tf.layers.dense(plain(3)), tf.layers.softmax()],
  "a model of its own": () => [
    tf.sequential({ layers: [tf.layers.dense({ ...plain(3), activation: "softmax" })] }),
  ],
};

const named = {
  categoricalCrossentropy: () => tf.tensor2d([[0, 1, 0]]),
  sparseCategoricalCrossentropy: () => tf.tensor1d([1], "int32"),
};

describe("a cross entropy behind the last activation", () => {
  leavesNoTensors();

  /** The losses of a model that is certain of the wrong thing. */
  async function losses(
    model: tf.Sequential,
    loss: string,
    targets: tf.Tensor,
    options: FitOptions = {},
  ): Promise<readonly number[]> {
    using points = new ArrayDataset(tf.zeros([targets.shape[0]!, 1]), targets);
    model.compile({ optimizer: tf.train.sgd(10), loss });
    const history = await fit(model, points, { ...quiet, epochs: 3, ...options });
    const { loss: after } = await evaluate(model, points, { batchSize: 64 });
    model.optimizer.dispose();
    model.dispose();
    return [...history.loss, after];
  }

  for (const [what, layers] of Object.entries(softmaxLayers)) {
    for (const [name, targets] of Object.entries(named)) {
      it(`learns from certain errors with ${name} behind ${what}`, async () => {
        const all = await losses(certain([200, 0, 0], layers()), name, targets());
        // Of each step the slope is 1 up and 1 down, and the rate 10.
        [200, 180, 160, 140].forEach((wanted, i) => assertAlmostEquals(all[i]!, wanted, 1e-3));
      });
    }
  }

  it("learns from certain errors with binaryCrossentropy behind a sigmoid, in either step", async () => {
    for (const jit of [true, false]) {
      const model = certain([-50, 90], [
        tf.layers.dense({ ...plain(2), activation: "sigmoid" }),
      ]);
      const all = await losses(model, "binaryCrossentropy", tf.tensor2d([[1, 0]]), { jit });
      // The mean of two numbers, each with half the slope.
      [70, 65, 60, 55].forEach((wanted, i) => assertAlmostEquals(all[i]!, wanted, 1e-3));
    }
  });

  /** Weights and losses of a training on blobs in rows. */
  async function trained(
    compile: { activation: "softmax" | "sigmoid"; loss?: string },
    options: FitOptions = {},
  ) {
    const { inputs, targets: labels } = blobs(45);
    const rows = tf.tidy(() => tf.oneHot(labels as tf.Tensor1D, 3));
    labels.dispose();
    using points = new ArrayDataset(inputs, rows);
    const initializer = (seed: number) => tf.initializers.glorotUniform({ seed });
    const hidden = tf.layers.dense({
      units: 8,
      activation: "relu",
      inputShape: [2],
      kernelInitializer: initializer(1),
    });
    const last = tf.layers.dense({
      units: 3,
      activation: compile.activation,
      kernelInitializer: initializer(2),
    });
    const model = tf.sequential({ layers: [hidden, last] });
    const optimizer = tf.train.sgd(0.1);
    if (compile.loss) model.compile({ optimizer, loss: compile.loss });
    const { loss, valLoss } = await fit(model, points, {
      ...quiet,
      epochs: 3,
      batchSize: 10,
      optimizer,
      validationData: points,
      ...options,
    });
    const weights = model.getWeights().flatMap((weight) => Array.from(weight.dataSync()));
    model.dispose();
    optimizer.dispose();
    return [...weights, ...loss, ...valLoss];
  }

  const pairs = [
    ["softmax", "categoricalCrossentropy", categoricalCrossentropy],
    ["sigmoid", "binaryCrossentropy", binaryCrossentropy],
  ] as const;
  const rules: Record<string, FitOptions> = {
    "nothing else": {},
    "steps op by op": { jit: false },
    labelSmoothing: { labelSmoothing: 0.1 },
    classWeight: { classWeight: { 0: 2, 2: 0.5 } },
    accumulation: { gradientAccumulationSteps: 3 },
  };
  for (const [activation, loss, own] of pairs) {
    for (const [rule, options] of Object.entries(rules)) {
      it(`is the ${loss} of the probabilities with ${rule}, named or given`, async () => {
        // In a function of one's own the loss gets what the model answers.
        const answers = await trained({ activation }, {
          ...options,
          loss: (targets, outputs, ...rest: object[]) => own(targets, outputs, ...rest),
        });
        const byName = await trained({ activation, loss }, options);
        const given = await trained({ activation }, { ...options, loss: own });
        for (const logits of [byName, given]) {
          logits.forEach((value, i) => assertAlmostEquals(value, answers[i]!, 2e-5));
        }
      });
    }
  }

  it("tells the answer's activation from an earlier one, and takes the answers where another layer follows", async () => {
    const inputs = tf.input({ shape: [3] });
    const twice = tf.layers.dense({
      units: 3,
      activation: "softmax",
      kernelInitializer: tf.initializers.identity({ gain: 3 }),
    });
    const outputs = twice.apply(twice.apply(inputs)) as tf.SymbolicTensor;
    const stacked = tf.model({ inputs, outputs });
    const [row, target] = [tf.tensor2d([[1, 2, 4]]), tf.tensor2d([[0, 0, 1]])];
    using points = new ArrayDataset(row, target);
    stacked.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
    const wanted = tf.tidy(() =>
      -Math.log(
        (tf.softmax(tf.mul(tf.softmax(tf.mul(row, 3)), 3)).arraySync() as number[][])[0]![2]!,
      )
    );
    assertAlmostEquals((await evaluate(stacked, points)).loss, wanted, 1e-5);
    stacked.dispose();
    // tfjs counts a layer once for each place that it is used in.
    twice.dispose();

    const dropped = certain([4, 0], [
      tf.layers.dense({ ...plain(2), activation: "softmax" }),
      tf.layers.reshape({ targetShape: [2, 1] }),
      tf.layers.flatten(),
    ]);
    dropped.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
    using one = new ArrayDataset(tf.zeros([1, 1]), tf.tensor2d([[0, 1]]));
    const { loss } = await evaluate(dropped, one);
    assertAlmostEquals(loss, Math.log(1 + Math.exp(4)), 1e-4);
    dropped.dispose();
  });

  it("leaves the model as it was, when training fails as well", async () => {
    const layer = tf.layers.dense({ ...plain(2), activation: "softmax" });
    const model = certain([1, 0], [layer]);
    model.compile({ optimizer: "sgd", loss: "categoricalCrossentropy" });
    const { activation } = layer as unknown as { activation: object };
    using points = new ArrayDataset(tf.zeros([1, 1]), tf.tensor2d([[0, 1]]));
    const smoothing = { ...quiet, labelSmoothing: 2 };
    await fit(model, points, smoothing).catch((error) => assert(error instanceof RangeError));
    await fit(model, points, quiet);
    assert(!Object.hasOwn(activation, "apply"));
    assertEquals((layer.getConfig() as { activation: string }).activation, "softmax");
    model.dispose();
  });
});
