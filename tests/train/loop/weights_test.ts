import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { ArrayDataset } from "../../../src/data/array_dataset.ts";
import { from } from "../../../src/data/dataset/sources.ts";
import * as tf from "../../../src/engine/tf.ts";
import { binaryCrossentropy } from "../../../src/nn/losses/binary_crossentropy.ts";
import { evaluate } from "../../../src/train/evaluate.ts";
import { fit, type FitOptions } from "../../../src/train/fit.ts";
import { blobs, classifier } from "../blobs.ts";

const quiet = { progress: false, shuffle: false } as const;

/** Answers 0.8 to each example, and learns nothing. */
function yes(): tf.Sequential {
  const bias = tf.initializers.constant({ value: Math.log(4) });
  return tf.sequential({
    layers: [
      tf.layers.dense({
        units: 1,
        activation: "sigmoid",
        inputShape: [1],
        kernelInitializer: "zeros",
        biasInitializer: bias,
      }),
    ],
  });
}

/** The loss of `yes()` over targets, with weights, in one batch. */
async function lossOf(targets: tf.Tensor, options: FitOptions): Promise<number> {
  const model = yes();
  using points = new ArrayDataset(tf.zeros([targets.shape[0]!, 1]), targets);
  const optimizer = tf.train.sgd(0);
  const { loss } = await fit(model, points, {
    ...quiet,
    loss: binaryCrossentropy,
    batchSize: 64,
    optimizer,
    ...options,
  });
  model.dispose();
  optimizer.dispose();
  return loss[0]!;
}

describe("weights in training", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("are of two classes where one output says yes or no, whatever the targets look like", async () => {
    const [no, right] = [-Math.log(0.2), -Math.log(0.8)];
    const labels = [0, 1, 1, 1];
    const targets = [
      () => tf.tensor1d(labels, "int32"),
      () => tf.tensor1d(labels),
      () => tf.tensor2d(labels, [4, 1]),
    ];
    for (const make of targets) {
      const weighted = await lossOf(make(), { classWeight: { 0: 6, 1: 2 } });
      assertAlmostEquals(weighted, (6 * no + 2 * 3 * right) / 4, 1e-5);
    }
    const balanced = await lossOf(targets[0]!(), { classWeight: "balanced" });
    assertAlmostEquals(balanced, (2 * no + 2 / 3 * 3 * right) / 4, 1e-5);
    const smoothed = await lossOf(targets[2]!(), { labelSmoothing: 0.2 });
    assertAlmostEquals(smoothed, ((0.9 + 0.3) * no + (0.1 + 2.7) * right) / 4, 1e-5);
  });

  it("of classes do not count in validation, as in Keras", async () => {
    using points = blobs(60);
    const model = classifier();
    const { valLoss } = await fit(model, points, {
      ...quiet,
      classWeight: { 0: 100, 1: 3 },
      validationData: points,
    });
    assertAlmostEquals(valLoss[0]!, (await evaluate(model, points)).loss, 1e-6);
    model.dispose();
  });

  it("of examples count in the part of them that validates, as in Keras", async () => {
    const targets = tf.tensor1d([1, 1, 0, 1], "int32");
    const model = yes();
    using points = new ArrayDataset(tf.zeros([4, 1]), targets);
    const optimizer = tf.train.sgd(0);
    const { loss, valLoss } = await fit(model, points, {
      ...quiet,
      loss: binaryCrossentropy,
      optimizer,
      validationSplit: 0.5,
      sampleWeight: [1, 1, 5, 3],
    });
    assertAlmostEquals(loss[0]!, -Math.log(0.8), 1e-5);
    assertAlmostEquals(valLoss[0]!, (5 * -Math.log(0.2) + 3 * -Math.log(0.8)) / 2, 1e-5);
    model.dispose();
    optimizer.dispose();
  });

  it('are "balanced" by the examples that train', async () => {
    const targets = tf.tensor1d([0, 1, 1, 1, 0, 0, 0, 0], "int32");
    const loss = await lossOf(targets, { classWeight: "balanced", validationSplit: 0.5 });
    assertAlmostEquals(loss, (2 * -Math.log(0.2) + 2 * -Math.log(0.8)) / 4, 1e-5);
    await assertRejects(
      () =>
        lossOf(tf.tensor1d([1, 1, 0, 0], "int32"), {
          classWeight: "balanced",
          validationSplit: 0.5,
        }),
      RangeError,
      "class 0 has no examples",
    );
  });

  it("are refused where they are no numbers, or negative", async () => {
    const targets = () => tf.tensor1d([1, 0], "int32");
    await assertRejects(
      () => lossOf(targets(), { sampleWeight: [1, NaN] }),
      RangeError,
      "number 1 is NaN",
    );
    await assertRejects(
      () => lossOf(targets(), { classWeight: { 0: 1, 1: -2 } }),
      RangeError,
      "that of class 1 is -2",
    );
  });
});

describe("what comes into training", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("has no class without an output, with tfjs's own loss as well", async () => {
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 2, activation: "softmax", inputShape: [1] })],
    });
    model.compile({ optimizer: "sgd", loss: "sparseCategoricalCrossentropy" });
    using points = new ArrayDataset(tf.zeros([2, 1]), tf.tensor1d([1, 2], "int32"));
    await assertRejects(() => fit(model, points, quiet), RangeError, "targets[1] is class 2");
    model.dispose();
  });

  it("are batches, however a data set of batches was changed, for a model of one's own", async () => {
    const weight = tf.tidy(() => tf.variable(tf.scalar(1)));
    const shapes = new Set<string>();
    const model = {
      variables: [weight],
      loss({ inputs }: { inputs: tf.Tensor }) {
        shapes.add(String(inputs.shape));
        return tf.mean(tf.mul(inputs, weight));
      },
    };
    const batches = from([[1], [2], [3], [4]].map((inputs) => ({ inputs }))).batch(2);
    const same = [
      batches.map((batch) => batch),
      batches.map((batch) => batch).take(2).cache().prefetch(),
      batches.filter(() => true).shuffle({ bufferSize: 2 }).repeat(1),
    ];
    for (const data of same) await fit(model, data, { ...quiet, validationData: data });
    assertEquals([...shapes], ["2,1"]);
    const apart = batches.map((batch) => batch).unbatch();
    await fit(model, apart, { ...quiet, batchSize: 4 });
    assertEquals([...shapes], ["2,1", "4,1"]);
    weight.dispose();
  });

  it("is an optimizer, and not its name", async () => {
    using points = blobs(9);
    const model = classifier();
    const error = await assertRejects(
      () => fit(model, points, { ...quiet, optimizer: "adam" as never }),
      TypeError,
    );
    assert(error.message.includes("wanted an optimizer such as train.adamW()"), error.message);
    model.dispose();
  });
});
