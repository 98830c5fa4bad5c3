import { assert, assertAlmostEquals, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { ArrayDataset } from "../../../src/data/array_dataset.ts";
import { from, fromGenerator } from "../../../src/data/dataset/sources.ts";
import * as tf from "../../../src/engine/tf.ts";
import { sparseSoftmaxCrossEntropy } from "../../../src/nn/sparse_softmax_cross_entropy.ts";
import { evaluate } from "../../../src/train/evaluate.ts";
import { fit, type FitOptions } from "../../../src/train/fit.ts";
import { NonFiniteLossError } from "../../../src/train/loop/non_finite_loss.ts";
import { sgd } from "../../../src/optim/optimizers/mod.ts";
import { blobs, classifier } from "../blobs.ts";
import { leavesNoTensors } from "../leaves_no_tensors.ts";

const steps = { epochs: 3, batchSize: 10, progress: false, shuffle: false } as const;

/** Weights after a training with plain gradients, and its history. */
async function trained(data: Parameters<typeof fit>[1], options: FitOptions) {
  const model = classifier();
  const optimizer = options.optimizer ?? tf.train.sgd(0.1);
  try {
    const history = await fit(model, data, { ...steps, optimizer, ...options });
    const weights = model.getWeights().flatMap((weight) => Array.from(weight.dataSync()));
    return { history, weights };
  } finally {
    model.dispose();
    optimizer.dispose();
  }
}

function assertClose(one: readonly number[], other: readonly number[], within = 2e-6): void {
  assertEquals(one.length, other.length);
  one.forEach((value, i) => assertAlmostEquals(value, other[i]!, within));
}

/** The same examples as elements. */
async function elements(points: ArrayDataset) {
  const inputs = await points.inputs.array() as number[][];
  const targets = Array.from(await points.targets.data());
  return inputs.map((row, i) => ({ inputs: row, targets: targets[i]! }));
}

describe("laws of training", () => {
  leavesNoTensors();

  const options: Record<string, () => FitOptions> = {
    "nothing else": () => ({}),
    accumulation: () => ({ gradientAccumulationSteps: 3 }),
    replicas: () => ({ replicas: 2 }),
    clipNorm: () => ({ clipNorm: 0.1 }),
    globalClipNorm: () => ({ globalClipNorm: 0.1, gradientAccumulationSteps: 2 }),
    clipValue: () => ({ clipValue: 0.01 }),
    classWeight: () => ({ classWeight: { 0: 2, 2: 0.5 } }),
    sampleWeight: () => ({ sampleWeight: Array.from({ length: 45 }, (_, i) => i % 4) }),
    labelSmoothing: () => ({ labelSmoothing: 0.2 }),
    averages: () => ({ optimizer: sgd({ learningRate: 0.1, ema: {} }), validationSplit: 0.2 }),
  };
  for (const [name, make] of Object.entries(options)) {
    it(`eager and compiled steps agree with ${name}`, async () => {
      using points = blobs(45);
      const compiled = await trained(points, make());
      const eager = await trained(points, { ...make(), jit: false });
      assertClose(compiled.weights, eager.weights);
      assertClose(compiled.history.loss, eager.history.loss);
      assertClose(compiled.history.valLoss, eager.history.valLoss);
    });
    it(`a run repeats to the last bit with ${name}`, async () => {
      using points = blobs(45);
      const [one, other] = [await trained(points, make()), await trained(points, make())];
      assertEquals(one.weights, other.weights);
      assertEquals(one.history.loss, other.history.loss);
    });
  }

  it("accumulated batches are one large batch, the shorter window at the end as well", async () => {
    using points = blobs(50);
    const large = await trained(points, { batchSize: 30 });
    const small = await trained(points, { batchSize: 10, gradientAccumulationSteps: 3 });
    assertClose(small.weights, large.weights);
    // 7 examples a batch: windows of 28 and 22, the last batch with one example.
    const odd = await trained(points, { batchSize: 7, gradientAccumulationSteps: 4 });
    assertClose(odd.weights, (await trained(points, { batchSize: 28 })).weights);
  });

  it("accumulation weighs examples as one large batch does, and any optimizer may follow", async () => {
    using points = blobs(40);
    const classWeight = { 0: 3 };
    for (
      const make of [() => tf.train.adam(0.05), () => sgd({ learningRate: 0.1, momentum: 0.9 })]
    ) {
      const large = await trained(points, { batchSize: 20, classWeight, optimizer: make() });
      const small = await trained(points, {
        batchSize: 5,
        gradientAccumulationSteps: 4,
        classWeight,
        optimizer: make(),
      });
      assertClose(small.weights, large.weights, 2e-5);
    }
  });

  it("parts side by side are the batch they are of", async () => {
    using points = blobs(45);
    // Batches of 10 in 3 parts, and a last one of 5; of 1 example there is but one part.
    for (
      const rules of [
        { metrics: { accuracy: "accuracy", certainty: (_, outputs) => tf.max(outputs, 1) } },
        { classWeight: { 0: 3 } },
        { sampleWeight: Array.from({ length: 45 }, (_, i) => i % 4) },
        { gradientAccumulationSteps: 2 },
        { batchSize: 1 },
        { jit: false },
      ] satisfies FitOptions[] as FitOptions[]
    ) {
      const whole = await trained(points, rules);
      const parted = await trained(points, { ...rules, replicas: 3 });
      assertClose(parted.weights, whole.weights);
      assertClose(parted.history.loss, whole.history.loss);
      for (const name of Object.keys(rules.metrics ?? {})) {
        assertClose(parted.history.metric(name), whole.history.metric(name));
      }
    }
    const read = await trained(from(await elements(points)), { replicas: 3 });
    assertClose(read.weights, (await trained(points, {})).weights);
  });

  it("batch norm sees each part as a batch, and remembers all of them", async () => {
    using points = blobs(12);
    const remembered = async (options: FitOptions) => {
      const norm = tf.layers.batchNormalization({ inputShape: [2] });
      const model = tf.sequential({ layers: [norm, tf.layers.dense({ units: 3 })] });
      const optimizer = tf.train.sgd(0);
      await fit(model, points, { ...steps, epochs: 1, batchSize: 6, optimizer, ...options });
      const [, , mean, variance] = norm.getWeights().map((weight) => [...weight.dataSync()]);
      model.dispose();
      optimizer.dispose();
      return [...mean!, ...variance!];
    };
    const parts = await remembered({ replicas: 3 });
    // With weights that stay, parts of 2 are what batches of 2 are.
    assertClose(parts, await remembered({ batchSize: 2 }));
    assertClose(parts, await remembered({ replicas: 3, jit: false }));
  });

  it("a training in parts goes on in as many parts alone", async () => {
    using points = blobs(45);
    const dir = await Deno.makeTempDir();
    const checkpoints = { dir };
    await trained(points, { replicas: 3, checkpoints, epochs: 2 });
    const { history } = await trained(points, { replicas: 3, checkpoints, resume: true });
    assertEquals(history.loss.length, 3);
    await assertRejects(
      () => trained(points, { replicas: 2, checkpoints, resume: true, epochs: 4 }),
      Error,
      "replicas",
    );
    await Deno.remove(dir, { recursive: true });
  });

  it("a number of parts that is none is refused", async () => {
    using points = blobs(5);
    for (const replicas of [0, 1.5, NaN]) {
      await assertRejects(() => trained(points, { replicas }), RangeError, "replicas must be");
    }
  });

  // Rows with one token and rows with three: a mean of means would be another.
  const rowsOfTokens = Array.from({ length: 12 }, (_, i) => ({
    inputs: [i / 10, 1, -i / 7],
    weights: i % 5 < 3 ? [1, 0, 0] : [1, 1, 1],
  }));

  for (
    const [how, small] of Object.entries(
      {
        "accumulation divides by the tokens of the whole window, not batch by batch": {
          batchSize: 2,
          gradientAccumulationSteps: 6,
        },
        "parts divide by the tokens of the whole batch, not part by part": {
          batchSize: 12,
          replicas: 5,
        },
      } satisfies Record<string, FitOptions>,
    )
  ) {
    it(how, async () => {
      const train = async (options: FitOptions) => {
        const weight = tf.tidy(() => tf.variable(tf.scalar(0.5)));
        const optimizer = tf.train.sgd(0.3);
        const model = {
          variables: [weight],
          loss({ inputs, weights }: { inputs: tf.Tensor; weights: tf.Tensor }) {
            const each = tf.square(tf.sub(tf.mul(inputs, weight), 1));
            return { sum: tf.sum(tf.mul(each, weights)), count: tf.sum(weights) };
          },
        };
        const history = await fit(model, from(rowsOfTokens), { ...steps, ...options, optimizer });
        const [value] = await weight.data();
        tf.dispose(weight);
        optimizer.dispose();
        return { value: value!, loss: history.loss };
      };
      const [one, other] = [await train({ batchSize: 12 }), await train(small)];
      assertAlmostEquals(other.value, one.value, 1e-6);
      assertClose(other.loss, one.loss);
    });
  }

  it("a weight of 2 is the example twice, a weight of 0 none, and classes weigh as examples do", async () => {
    using points = blobs(30);
    const labels = await points.targets.data();
    const classWeight = { 0: 2, 1: 0, 2: 1 } as Record<number, number>;
    const byClass = await trained(points, { batchSize: 30, classWeight });
    const sampleWeight = Array.from(labels, (label) => classWeight[label]!);
    const bySample = await trained(points, { batchSize: 30, sampleWeight });
    assertClose(byClass.weights, bySample.weights);
    const twice = Array.from(labels).flatMap((label, i) => Array(classWeight[label]!).fill(i));
    using repeated = new ArrayDataset(
      tf.tidy(() => tf.gather(points.inputs, tf.tensor1d(twice, "int32"))),
      tf.tidy(() => tf.gather(points.targets, tf.tensor1d(twice, "int32"))),
    );
    // As many examples as weights in all: Keras divides by the examples.
    assertEquals(repeated.size, 30);
    assertClose(byClass.weights, (await trained(repeated, { batchSize: 30 })).weights);
  });

  it('classWeight "balanced" makes up for rare classes, and names one that has no example', async () => {
    using points = blobs(30);
    const balanced = await trained(points, { classWeight: "balanced" });
    assertClose(balanced.weights, (await trained(points, {})).weights);
    using few = new ArrayDataset(tf.zeros([4, 2]), tf.tensor1d([0, 0, 2, 2], "int32"));
    await assertRejects(
      () => trained(few, { classWeight: "balanced" }),
      RangeError,
      "class 1 has no",
    );
    await assertRejects(() => trained(points, { classWeight: { 3: 1 } }), RangeError, "class 3");
  });

  it("smoothed labels give each class its share, from numbers as from one-hot rows", async () => {
    using points = blobs(30);
    const numbers = await trained(points, { labelSmoothing: 0.3 });
    using rows = new ArrayDataset(
      tf.clone(points.inputs),
      tf.tidy(() => tf.oneHot(points.targets as tf.Tensor1D, 3)),
    );
    const oneHot = await trained(rows, {
      labelSmoothing: 0.3,
      loss: (targets, outputs) => tf.losses.softmaxCrossEntropy(targets, outputs),
    });
    assertClose(numbers.weights, oneHot.weights, 1e-5);
    assertClose(numbers.history.loss, oneHot.history.loss, 1e-5);
  });

  it("validation uses the averages of the weights where the optimizer keeps them", async () => {
    using points = blobs(40);
    const model = classifier();
    using optimizer = sgd({ learningRate: 0.1, ema: { momentum: 0.9 } });
    const { valLoss } = await fit(model, points, { ...steps, optimizer, validationData: points });
    const plain = await evaluate(model, points);
    const averages = optimizer.useAverages();
    const averaged = await evaluate(model, points);
    averages[Symbol.dispose]();
    assertAlmostEquals(valLoss[2]!, averaged.loss, 1e-6);
    assert(Math.abs(plain.loss - averaged.loss) > 1e-4);
    model.dispose();
  });

  it("a data set that is read trains as the one in memory, whether it is batched or not", async () => {
    using points = blobs(45);
    const rows = await elements(points);
    const inMemory = await trained(points, { validationData: points });
    const single = from(rows);
    const batched = from(rows).batch(10, { dtypes: { targets: "int32" } });
    const stream = fromGenerator(function* () {
      yield* rows;
    });
    for (const data of [single, batched, stream]) {
      const { weights, history } = await trained(data, { validationData: single });
      assertEquals(weights, inMemory.weights);
      assertEquals(history.loss, inMemory.history.loss);
      assertClose(history.valAccuracy, inMemory.history.valAccuracy);
    }
    const windows = await trained(stream, { gradientAccumulationSteps: 2 });
    const whole = await trained(points, { gradientAccumulationSteps: 2 });
    assertEquals(windows.weights, whole.weights);
  });

  it("a data set that is read is mixed anew in each epoch, as the one in memory", async () => {
    using points = blobs(45);
    const rows = await elements(points);
    const seen: number[][] = [[], []];
    const data = from(rows.map((row, i) => ({ ...row, i }))).map((row, { epoch }) => {
      seen[epoch]?.push(row.i);
      return { inputs: row.inputs, targets: row.targets };
    });
    await trained(data, { shuffle: true, epochs: 2 });
    assertEquals(seen[1]!.toSorted((a, b) => a - b), rows.map((_, i) => i));
    assert(seen[0]!.slice(-45).join() !== seen[1]!.join());
  });

  it("metrics that are no means over batches come out as over all examples", async () => {
    using points = blobs(45);
    // The share of class 0 among the answers that are class 0: a quotient of two counts.
    const precision = {
      counts(targets: tf.Tensor, outputs: tf.Tensor) {
        const answered = tf.equal(tf.argMax(outputs, 1), 0);
        const right = tf.logicalAnd(answered, tf.equal(targets, 0));
        return tf.stack([tf.sum(tf.cast(right, "float32")), tf.sum(tf.cast(answered, "float32"))]);
      },
      result: ([right, answered]: readonly number[]) => right! / answered!,
    };
    const model = classifier();
    const small = await evaluate(model, points, { batchSize: 4, metrics: { precision } });
    const large = await evaluate(model, points, { batchSize: 45, metrics: { precision } });
    assertAlmostEquals(small.metrics.precision!, large.metrics.precision!, 1e-7);
    const named = await evaluate(model, points, { metrics: [{ name: "precise", ...precision }] });
    assertEquals(named.metrics.precise, large.metrics.precision);
    model.dispose();
  });

  it("weights of tokens are what the loss is the mean over", async () => {
    const rows = Array.from({ length: 6 }, (_, i) => ({
      inputs: [[i, 1], [1, i], [0, 1]],
      targets: new Int32Array([0, 1, 0]),
      weights: i % 2 === 0 ? [1, 1, 0] : [1, 0, 0],
    }));
    const model = tf.sequential({
      layers: [tf.layers.dense({ units: 2, inputShape: [3, 2], kernelInitializer: "ones" })],
    });
    const loss = (targets: tf.Tensor, outputs: tf.Tensor) =>
      sparseSoftmaxCrossEntropy(targets, outputs, { reduction: "none" });
    const optimizer = tf.train.sgd(1e-30);
    const { loss: [measured] } = await fit(model, from(rows), {
      ...steps,
      epochs: 1,
      loss,
      optimizer,
    });
    // All logits of a row are equal.
    assertAlmostEquals(measured!, Math.log(2), 1e-6);
    model.dispose();
    optimizer.dispose();
  });
});

describe("bad data in training", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  async function refuse(data: Parameters<typeof fit>[1], text: string | RegExp, options = {}) {
    const model = classifier();
    const error = await assertRejects(() => fit(model, data, { ...steps, ...options }), Error);
    assert(new RegExp(text).test(error.message), error.message);
    model.dispose();
    return error;
  }
  const row = { inputs: [1, 2], targets: 0 };

  it("fit() names a class number that the model has no output for", async () => {
    using points = new ArrayDataset(tf.zeros([3, 2]), tf.tensor1d([0, 3, 1], "int32"));
    await refuse(points, /targets\[1\] is class 3, and the model has the classes from 0 to 2/);
    await refuse(from([row, { ...row, targets: -1 }]), /batch 1: targets\[1\] is class -1/);
  });

  it("fit() names the batch, row and column of a value that is no number", async () => {
    const inputs = tf.ones([25, 2]).arraySync() as number[][];
    inputs[23]![1] = NaN;
    using points = new ArrayDataset(tf.tensor2d(inputs), tf.zeros([25], "int32"));
    await refuse(points, /data set: inputs\[23, 1\] is NaN/);
    const rows = from(inputs.map((inputs) => ({ inputs, targets: 1 })));
    await refuse(rows, /batch 3: inputs\[3, 1\] is NaN/);
    using weights = new ArrayDataset(tf.ones([25, 2]), tf.zeros([25], "int32"));
    const error = await refuse(
      weights,
      /batch 1 in epoch 1 .*are finite: take a smaller learning rate/,
      {
        loss: (_: tf.Tensor, outputs: tf.Tensor) => tf.log(tf.sub(tf.mean(outputs), 1e9)),
      },
    );
    assert(error instanceof NonFiniteLossError);
  });

  it("fit() stops or goes on after such a loss where it is told so, and names the batch", async () => {
    const model = {
      variables: [tf.variable(tf.scalar(1))],
      loss: ({ inputs }: { inputs: tf.Tensor }) => tf.mul(tf.mean(inputs), model.variables[0]!),
    };
    const rows = from(Array.from({ length: 30 }, (_, i) => ({ inputs: i === 17 ? NaN : i })));
    const error = await assertRejects(() => fit(model, rows, steps), NonFiniteLossError);
    assertEquals([error.epoch, error.batch], [1, 2]);
    assertMatch(error.message, /inputs\[7\] is NaN/);
    const stopped = await fit(model, rows, { ...steps, onNaN: "stop" });
    assertEquals([stopped.epoch, stopped.stopped], [[1], true]);
    const went = await fit(model, rows, { ...steps, onNaN: "ignore" });
    assertEquals(went.epoch, [1, 2, 3]);
  });

  it("fit() refuses no data, empty batches and columns of other lengths", async () => {
    const none: typeof row[] = [];
    await refuse(from(none), "no examples");
    const uneven = from([{ inputs: row.inputs, targets: 1 }]).batch(1)
      .map((batch) => ({
        ...batch,
        targets: { ...batch.targets, shape: [2], data: new Float32Array(2) },
      }));
    await refuse(uneven, /"inputs" has 1 examples and "targets" has 2/);
    await refuse(from([{ inputs: [1, 2] }]), "takes examples { inputs, targets }");
    await refuse(from([row]), "split\\(\\) this one", { validationSplit: 0.5 });
    using points = blobs(6);
    await refuse(points, "6, current length is 2", { sampleWeight: [1, 2] });
    await refuse(points, "clipNorm and clipValue", { clipNorm: 1, clipValue: 1 });
  });
});
