import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ArrayDataset } from "../../src/data/array_dataset.ts";
import * as tf from "../../src/engine/tf.ts";
import { evaluate } from "../../src/train/evaluate.ts";
import { fit } from "../../src/train/fit.ts";
import { blobs, classifier } from "./blobs.ts";
import { leavesNoTensors } from "./leaves_no_tensors.ts";

describe("fit", () => {
  leavesNoTensors();

  it("fit() learns, and reports loss and accuracy of both parts per epoch", async () => {
    using points = blobs(300);
    const model = classifier();
    const optimizer = tf.train.adam(0.01);
    const epochs: number[] = [];
    const history = await fit(model, points, {
      epochs: 12,
      batchSize: 16,
      validationSplit: 0.2,
      optimizer,
      progress: false,
      onEpoch: ({ epoch }) => epochs.push(epoch),
    });
    assertEquals(history.epoch, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    assertEquals(epochs, history.epoch);
    assertEquals(history.stopped, false);
    for (const column of [history.loss, history.accuracy, history.valLoss, history.valAccuracy]) {
      assertEquals(column.length, 12);
    }
    assert(history.loss[11]! < history.loss[0]! / 2, `loss ${history.loss}`);
    assert(history.valAccuracy[11]! > 0.9, `accuracy ${history.valAccuracy}`);
    assert(history.seconds.every((seconds) => seconds > 0));
    model.dispose();
    optimizer.dispose();
  });

  it("fit() repeats exactly from its seed and differs with another", async () => {
    using points = blobs(90);
    const train = async (seed: number) => {
      const model = classifier();
      const { loss } = await fit(model, points, { epochs: 2, batchSize: 8, seed, progress: false });
      model.dispose();
      return loss;
    };
    assertEquals(await train(3), await train(3));
    assertNotEquals(await train(3), await train(4));
  });

  it("fit() agrees with tfjs-layers' own fit, step by step", async () => {
    using points = blobs(30);
    const ours = classifier();
    const theirs = classifier();
    // One batch per epoch: the order within it does not matter.
    const history = await fit(ours, points, { epochs: 5, batchSize: 30, progress: false });
    theirs.compile({
      optimizer: "adam",
      loss: (targets, logits) => tf.losses.softmaxCrossEntropy(targets, logits),
    });
    const oneHot = tf.oneHot(points.targets as tf.Tensor1D, 3);
    const { history: logs } = await theirs.fit(points.inputs, oneHot, {
      epochs: 5,
      batchSize: 30,
      verbose: 0,
    });
    logs["loss"]!.forEach((loss, i) => assertAlmostEquals(history.loss[i]!, Number(loss), 1e-5));
    oneHot.dispose();
    ours.dispose();
    theirs.dispose();
  });

  it("fit() validates on the last examples and trains on none of them", async () => {
    // The last two carry a class of their own, which training must never see.
    using points = new ArrayDataset(
      tf.zeros([10, 2]),
      tf.tensor1d([0, 0, 0, 0, 0, 0, 0, 0, 2, 2], "int32"),
    );
    const model = classifier();
    const history = await fit(model, points, {
      epochs: 40,
      batchSize: 4,
      validationSplit: 0.2,
      progress: false,
    });
    assertEquals(history.accuracy[39], 1);
    assertEquals(history.valAccuracy[39], 0);
    assert(history.valLoss[39]! > history.valLoss[0]!);
    model.dispose();
  });

  it("fit() weighs a smaller last batch by its size", async () => {
    using points = blobs(10);
    const model = classifier();
    const optimizer = tf.train.sgd(1e-30);
    const history = await fit(model, points, { batchSize: 4, optimizer, progress: false });
    const { loss, accuracy } = await evaluate(model, points, { batchSize: 3 });
    assertAlmostEquals(history.loss[0]!, loss, 1e-5);
    assertAlmostEquals(history.accuracy[0]!, accuracy, 1e-6);
    model.dispose();
    optimizer.dispose();
  });

  it("fit() ends when its signal fires and keeps what was learnt", async () => {
    using points = blobs(60);
    const model = classifier();
    const first = model.getWeights()[0]!.dataSync();
    const stop = new AbortController();
    const history = await fit(model, points, {
      epochs: 1_000_000,
      progress: false,
      signal: stop.signal,
      onEpoch: ({ epoch }) => epoch === 3 && stop.abort(),
    });
    assertEquals(history.epoch, [1, 2, 3]);
    assertEquals(history.stopped, true);
    assertNotEquals(model.getWeights()[0]!.dataSync(), first);
    model.dispose();
  });

  it("fit() lets a timer end it", async () => {
    using points = blobs(60);
    const model = classifier();
    const signal = AbortSignal.timeout(150);
    const history = await fit(model, points, { epochs: 1_000_000, progress: false, signal });
    assertEquals(history.stopped, true);
    model.dispose();
  });

  it("fit() ends when Stop is pressed in a notebook, however short its epochs are", async () => {
    using points = blobs(60);
    const model = classifier();
    const world = globalThis as Record<symbol, unknown>;
    world[Symbol.for("tensaur.notebook")] = { signal: AbortSignal.timeout(150) };
    try {
      const history = await fit(model, points, { epochs: 1_000_000, progress: false });
      assertEquals(history.stopped, true);
    } finally {
      delete world[Symbol.for("tensaur.notebook")];
      model.dispose();
    }
  });

  it("fit() takes another loss, metric and optimizer, and counts penalties of layers", async () => {
    using line = new ArrayDataset(
      tf.tensor2d([[1], [2], [3], [4]]),
      tf.tensor2d([[2], [4], [6], [8]]),
    );
    const penalty = tf.regularizers.l2({ l2: 10 });
    for (const kernelRegularizer of [undefined, penalty]) {
      const layer = tf.layers.dense({
        units: 1,
        useBias: false,
        inputShape: [1],
        kernelInitializer: "ones",
        ...(kernelRegularizer && { kernelRegularizer }),
      });
      const model = tf.sequential({ layers: [layer] });
      const optimizer = tf.train.sgd(0.001);
      const history = await fit(model, line, {
        batchSize: 4,
        optimizer,
        loss: tf.metrics.meanSquaredError,
        metrics: { error: tf.metrics.meanAbsoluteError },
        validationData: line,
        progress: false,
      });
      // With w = 1: errors 1, 2, 3, 4, and a penalty of 10 w².
      assertAlmostEquals(history.loss[0]!, kernelRegularizer ? 17.5 : 7.5, 1e-5);
      // Keras counts the penalty in validation as well.
      const [w] = await layer.getWeights()[0]!.data();
      const wanted = 7.5 * (2 - w!) ** 2 + (kernelRegularizer ? 10 * w! ** 2 : 0);
      assertAlmostEquals(history.valLoss[0]!, wanted, 1e-4);
      const measured = await evaluate(model, line, { loss: tf.metrics.meanSquaredError });
      assertAlmostEquals(measured.loss, wanted, 1e-4);
      assertAlmostEquals(history.metric("error")[0]!, 2.5, 1e-6);
      assertEquals(history.accuracy, []);
      model.dispose();
      optimizer.dispose();
    }
  });

  it("fit() uses the loss and optimizer that the model is compiled with", async () => {
    using line = new ArrayDataset(tf.tensor2d([[1], [2]]), tf.tensor2d([[3], [6]]));
    const layer = tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "ones" });
    const model = tf.sequential({ layers: [layer] });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const history = await fit(model, line, { epochs: 60, progress: false });
    assertAlmostEquals(history.loss[0]!, 10, 1e-5);
    assert(history.loss[59]! < 0.5);
    model.dispose();
  });

  it("fit() leaves a compiled model as it is compiled when it takes another loss", async () => {
    using line = new ArrayDataset(tf.tensor2d([[1], [2]]), tf.tensor2d([[3], [6]]));
    const layer = tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "ones" });
    const model = tf.sequential({ layers: [layer] });
    // By name: the optimizer is the model's, which frees it; that no tensor leaks proves it.
    model.compile({ optimizer: "adam", loss: "meanSquaredError", metrics: ["mse"] });
    const compiled = model.optimizer;
    const history = await fit(model, line, {
      loss: tf.metrics.meanAbsoluteError,
      batchSize: 2,
      progress: false,
    });
    assertAlmostEquals(history.loss[0]!, 3, 1e-6);
    assertStrictEquals(model.optimizer, compiled);
    assertEquals(model.loss, "meanSquaredError");
    assertEquals(model.metricsNames, ["loss", "mse"]);
    model.dispose();
  });

  it("fit() trains a compiled model with another optimizer for that call alone", async () => {
    using line = new ArrayDataset(tf.tensor2d([[1], [2]]), tf.tensor2d([[3], [6]]));
    const layer = tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "ones" });
    const model = tf.sequential({ layers: [layer] });
    model.compile({ optimizer: "adam", loss: "meanSquaredError", metrics: ["mse"] });
    const compiled = model.optimizer;
    await fit(model, line, { progress: false });
    const [before] = model.getWeights().map((weight) => weight.dataSync()[0]!);
    const optimizer = tf.train.sgd(0.5);
    await fit(model, line, { optimizer, batchSize: 2, progress: false });
    const [after] = model.getWeights().map((weight) => weight.dataSync()[0]!);
    // The gradient of the mean of (w x - y)² is about -10 here; Adam would step by 0.001.
    assert(after! - before! > 1, `${before} to ${after}`);
    assertStrictEquals(model.optimizer, compiled);
    assertEquals(model.metricsNames, ["loss", "mse"]);
    optimizer.dispose();
    model.dispose();
  });

  it("fit() ends its progress line when it fails within an epoch", async () => {
    using points = blobs(6);
    const model = classifier();
    let text = "";
    const progress = { terminal: true, columns: 80, write: (more: string) => text += more };
    const loss = () => {
      throw new Error("no such loss");
    };
    await assertRejects(() => fit(model, points, { loss, progress }), Error, "no such loss");
    assertMatch(text, /· failed\n$/);
    model.dispose();
  });

  it("fit() rejects what does not fit together, before it starts", async () => {
    using points = blobs(6);
    using line = new ArrayDataset(tf.zeros([6, 5]), tf.zeros([6, 1]));
    using values = new ArrayDataset(tf.zeros([6, 2]), tf.zeros([6, 3]));
    const model = classifier();
    const refuse = (dataset: ArrayDataset, options: Parameters<typeof fit>[2], text: string) =>
      assertRejects(() => fit(model, dataset, { progress: false, ...options }), Error, text);
    await refuse(line, {}, 'Cannot feed model "classifier": it takes [batch, 2]');
    await refuse(values, {}, "for other targets pass `loss`");
    await refuse(points, { epochs: 0 }, "epochs must be a positive integer, current value is 0");
    await refuse(points, { batchSize: 1.5 }, "batchSize must be a positive integer");
    await refuse(points, { validationSplit: 1 }, "validationSplit must be at least 0");
    await refuse(points, { validationSplit: NaN }, "current value is NaN");
    await refuse(points, { validationSplit: 0.9 }, "leaves 0 of 6 examples to train");
    await refuse(points, { seed: 0.5 }, "seed must be a safe integer");
    model.dispose();
  });
});
