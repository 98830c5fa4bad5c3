import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { ArrayDataset } from "../../src/data/array_dataset.ts";
import * as tf from "../../src/engine/tf.ts";
import { accuracy } from "../../src/metrics/accuracy.ts";
import { AUC } from "../../src/metrics/streaming/auc.ts";
import { evaluate, type EvaluateOptions } from "../../src/train/evaluate.ts";
import { fit } from "../../src/train/fit.ts";

/** Three of these four are right: the third is no. */
const LOGITS = [-2, 3, 1, 4];
const YES = [0, 1, 0, 1];
const WORD = { metrics: ["accuracy"] } as const;

/** Answers what it is asked, or its sigmoid or softmax. */
function echo(features: number, activation: "linear" | "sigmoid" | "softmax") {
  return tf.sequential({
    layers: [tf.layers.dense({
      units: features,
      inputShape: [features],
      kernelInitializer: tf.initializers.identity({}),
      activation,
    })],
  });
}

describe('the word "accuracy"', () => {
  beforeAll(async () => {
    await tf.ready();
  });

  async function measured(
    model: tf.Sequential,
    { inputs, targets }: { inputs: tf.Tensor; targets: tf.Tensor },
    options: EvaluateOptions,
  ): Promise<number> {
    using points = new ArrayDataset(inputs, targets);
    const found = await evaluate(model, points, { batchSize: 3, ...options });
    model.dispose();
    return found.accuracy;
  }
  const scores = () => tf.tensor2d(LOGITS, [4, 1]);
  const mse = tf.metrics.meanSquaredError;

  it("is the binary accuracy of one score per example, as in Keras", async () => {
    for (const targets of [tf.tensor1d(YES), tf.tensor1d(YES, "int32"), tf.tensor2d(YES, [4, 1])]) {
      const options = { loss: tf.metrics.binaryCrossentropy, ...WORD };
      const share = await measured(echo(1, "sigmoid"), { inputs: scores(), targets }, options);
      assertAlmostEquals(share, 0.75, 1e-6);
    }
  });

  it("is the share of highest scores of class numbers, and of one-hot rows", async () => {
    const rows = () => tf.tensor2d([[1, 0, 0], [0, 2, 0], [0, 0, 3], [4, 0, 0]]);
    const classes = [0, 1, 2, 1];
    const numbers = tf.tensor1d(classes, "int32");
    assertEquals(
      await measured(echo(3, "linear"), { inputs: rows(), targets: numbers }, WORD),
      0.75,
    );
    const hot = tf.oneHot(classes, 3, 1, 0, "float32");
    const options = { loss: mse, metrics: { accuracy: "accuracy" } } as const;
    assertEquals(
      await measured(echo(3, "linear"), { inputs: rows(), targets: hot }, options),
      0.75,
    );
    // tfjs's loss of class numbers takes them as floats, in a column as well.
    for (const shape of [[4], [4, 1]]) {
      const model = echo(3, "softmax");
      model.compile({ optimizer: "sgd", loss: "sparseCategoricalCrossentropy" });
      const targets = tf.tensor(classes, shape);
      assertEquals(await measured(model, { inputs: rows(), targets }, WORD), 0.75);
    }
  });

  it("is of each answer where the loss takes each for yes or no", async () => {
    const inputs = tf.tensor2d([[-1, 2], [3, 2]]);
    const targets = tf.tensor2d([[0, 1], [1, 0]]);
    const options = { loss: tf.metrics.binaryCrossentropy, ...WORD };
    assertEquals(await measured(echo(2, "sigmoid"), { inputs, targets }, options), 0.75);
  });

  it("counts where the model is compiled with it, and stands beside streaming metrics", async () => {
    const model = echo(1, "sigmoid");
    model.compile({ optimizer: "sgd", loss: "binaryCrossentropy", metrics: ["accuracy"] });
    using points = new ArrayDataset(scores(), tf.tensor1d(YES, "int32"));
    const history = await fit(model, points, { progress: false, batchSize: 4 });
    assertEquals(history.accuracy, [0.75]);
    const { metrics } = await evaluate(model, points, { metrics: [new AUC(), "accuracy"] });
    assertEquals(Object.keys(metrics), ["auc", "accuracy"]);
    model.dispose();
  });

  it("is a word; the function of that name says which other one is meant", async () => {
    const model = echo(1, "sigmoid");
    using points = new ArrayDataset(scores(), tf.tensor2d(YES, [4, 1]));
    const options = { loss: mse, metrics: { accuracy } };
    await assertRejects(() => evaluate(model, points, options), TypeError, "binaryAccuracy");
    const odd = { loss: mse, metrics: ["accurate" as "accuracy"] };
    await assertRejects(() => evaluate(model, points, odd), TypeError, 'got "accurate"');
    model.dispose();
  });
});
