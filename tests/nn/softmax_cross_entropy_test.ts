import { assert, assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as nn from "../../src/nn/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import { assertAllClose } from "../tolerance.ts";
import { inRows, numbers, tidily, valuesOf } from "./numbers.ts";
import { describeOnEngines } from "./on_engines.ts";

/** In double precision. */
function crossEntropy(labels: number[], logits: number[]): number {
  const top = Math.max(...logits);
  const total = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - top), 0)) + top;
  return labels.reduce(
    (sum, label, i) => sum + (label === 0 ? 0 : label * (total - logits[i]!)),
    0,
  );
}

const LOGITS = numbers(24);
const LABELS = inRows(numbers(24, 2).map(Math.abs), 4).flatMap((row) => {
  const total = row.reduce((sum, value) => sum + value, 0);
  return row.map((value) => value / total);
});
const ROWS = inRows(LOGITS, 4);

const each = (labels: number[][], logits: number[][]) =>
  labels.map((row, i) => crossEntropy(row, logits[i]!));
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describeOnEngines("softmaxCrossEntropy()", (engine) => {
  it("softmaxCrossEntropy() agrees with double precision, whatever the rank and the reduction", () => {
    tidily(() => {
      const [labels, logits] = [tf.tensor(LABELS, [2, 3, 4]), tf.tensor(LOGITS, [2, 3, 4])];
      const wanted = each(inRows(LABELS, 4), ROWS);
      const none = nn.softmaxCrossEntropy(labels, logits, { reduction: "none" });
      assertEquals(none.shape, [2, 3]);
      assertAllClose(none, wanted);
      assertAllClose(nn.softmaxCrossEntropy(labels, logits), mean(wanted));
      const sum = nn.softmaxCrossEntropy(labels, logits, { reduction: "sum" });
      assertAllClose(sum, wanted.reduce((total, one) => total + one, 0));
    });
  });

  it("softmaxCrossEntropy() smooths labels", () => {
    tidily(() => {
      const labels = tf.tensor2d([[0, 1, 0, 0]]);
      const smooth = [0.05, 0.85, 0.05, 0.05];
      const loss = nn.softmaxCrossEntropy(labels, tf.tensor2d(ROWS[0]!, [1, 4]), {
        labelSmoothing: 0.2,
      });
      assertAllClose(loss, crossEntropy(smooth, ROWS[0]!));
    });
  });

  it("softmaxCrossEntropy() holds for logits of 10,000 and of 1e-30", () => {
    tidily(() => {
      const labels = tf.tensor2d([[1, 0], [0, 1], [0.5, 0.5], [1, 0]]);
      const logits = tf.tensor2d([[1e4, -1e4], [1e4, -1e4], [1e-30, -1e-30], [-1e4, -1e4]]);
      const losses = nn.softmaxCrossEntropy(labels, logits, { reduction: "none" });
      assertAllClose(losses, [0, 2e4, Math.LN2, Math.LN2]);
      const gradient = tf.grad((x) => nn.softmaxCrossEntropy(labels, x, { reduction: "sum" }))(
        logits,
      );
      assertAllClose(gradient, [0, 0, 1, -1, 0, 0, -0.5, 0.5]);
    });
  });

  it("softmaxCrossEntropy() takes logits of -Infinity for classes that cannot be", () => {
    tidily(() => {
      const labels = tf.tensor2d([[0.25, 0, 0.75]]);
      const logits = tf.tensor2d([[1, -Infinity, 2]]);
      const wanted = crossEntropy([0.25, 0.75], [1, 2]);
      assertAllClose(nn.softmaxCrossEntropy(labels, logits), wanted);
      const gradient = tf.grad((x) => nn.softmaxCrossEntropy(labels, x))(logits);
      const share = 1 / (1 + Math.E);
      assertAllClose(gradient, [share - 0.25, 0, 0.25 - share]);
    });
  });

  it("softmaxCrossEntropy() passes NaN on, in its own row only", () => {
    tidily(() => {
      const labels = tf.tensor2d([[1, 0], [1, 0]]);
      const logits = tf.tensor2d([[NaN, 0], [0, 0]]);
      const losses = nn.softmaxCrossEntropy(labels, logits, { reduction: "none" });
      assertAllClose(losses, [NaN, Math.LN2]);
    });
  });

  it("softmaxCrossEntropy() takes an empty batch and a single class", () => {
    tidily(() => {
      const none = nn.softmaxCrossEntropy(tf.zeros([0, 3]), tf.zeros([0, 3]), {
        reduction: "none",
      });
      assertEquals(none.shape, [0]);
      assertEquals(valuesOf(nn.softmaxCrossEntropy(tf.ones([2, 1]), tf.ones([2, 1]))), [0]);
    });
  });

  it("softmaxCrossEntropy() has the gradient of rows whose labels do not sum up to 1", () => {
    tidily(() => {
      const labels = tf.tensor2d([[0, 0], [2, 1]]);
      const gradient = tf.grad((x) => nn.softmaxCrossEntropy(labels, x, { reduction: "sum" }))(
        tf.zeros([2, 2]),
      );
      assertAllClose(gradient, [0, 0, -0.5, 0.5]);
    });
  });

  it("softmaxCrossEntropy() rejects other shapes, dtypes and options", () => {
    const before = tf.memory().numTensors;
    const logits = tf.zeros([2, 3]);
    assertThrows(
      () => nn.softmaxCrossEntropy(tf.zeros([2, 2]), logits),
      TypeError,
      "float32 [2, 2] and float32 [2, 3]; for class numbers there is sparseSoftmaxCrossEntropy()",
    );
    assertThrows(
      () => nn.softmaxCrossEntropy(tf.zeros([2, 3], "int32"), logits),
      TypeError,
      "labels must be float32, and it is int32 [2, 3]",
    );
    const empty = tf.zeros([2, 0]);
    assertThrows(() => nn.softmaxCrossEntropy(empty, empty), TypeError, "float32 [2, 0]");
    assertThrows(
      () => nn.softmaxCrossEntropy(logits, logits, { labelSmoothing: 1 }),
      RangeError,
      "not 1",
    );
    assertThrows(
      () => nn.softmaxCrossEntropy(logits, logits, { reduction: "median" as "mean" }),
      RangeError,
      'by "median"',
    );
    tf.disposeVariables();
    tf.dispose([logits, empty]);
    assert(tf.memory().numTensors - before <= 2);
  });

  it("losses.softmaxCrossEntropy() of tfjs gives the same, weights and integers included", () => {
    tidily(() => {
      const labels = tf.tensor2d([[0, 1, 0, 0], [0, 0, 0, 1]], [2, 4], "int32");
      const logits = tf.tensor2d(ROWS.slice(0, 2));
      const [first, second] = each([[0, 1, 0, 0], [0, 0, 0, 1]], ROWS) as [number, number];
      assertAllClose(tf.losses.softmaxCrossEntropy(labels, logits), (first + second) / 2);
      const weights = tf.tensor1d([2, 0]);
      assertAllClose(tf.losses.softmaxCrossEntropy(labels, logits, weights), 2 * first);
      const none = tf.losses.softmaxCrossEntropy(labels, logits, weights, 0, tf.Reduction.NONE);
      assertAllClose(none, [2 * first, 0]);
      assertThrows(
        () => tf.losses.softmaxCrossEntropy([[1, 0]], [[1]]),
        Error,
        "Shapes 1,2 and 1,1",
      );
    });
  });

  it("sparseSoftmaxCrossEntropy() agrees with double precision", () => {
    tidily(() => {
      const classes = [3, 0, 1, 2, 2, 0];
      const wanted = classes.map((one, i) =>
        crossEntropy(ROWS[i]!.map((_, at) => at === one ? 1 : 0), ROWS[i]!)
      );
      const labels = tf.tensor(classes, [2, 3], "int32");
      const logits = tf.tensor(LOGITS, [2, 3, 4]);
      const none = nn.sparseSoftmaxCrossEntropy(labels, logits, { reduction: "none" });
      assertEquals(none.shape, [2, 3]);
      assertAllClose(none, wanted);
      assertAllClose(nn.sparseSoftmaxCrossEntropy(labels, logits), mean(wanted));
      const ignored = nn.sparseSoftmaxCrossEntropy(labels, logits, { ignoreIndex: 2 });
      assertAllClose(ignored, mean(wanted.filter((_, i) => classes[i] !== 2)));
      const none2 = nn.sparseSoftmaxCrossEntropy(tf.fill([2, 3], -1, "int32"), logits, {
        ignoreIndex: -1,
      });
      assertEquals(valuesOf(none2), [0]);
    });
  });

  it("sparseSoftmaxCrossEntropy() holds at the extremes", () => {
    tidily(() => {
      const labels = tf.tensor1d([0, 1, 2, 0], "int32");
      const logits = tf.tensor2d([[1e4, -1e4, 0], [1e4, -1e4, 0], [1, -Infinity, 2], [NaN, 0, 0]]);
      const losses = nn.sparseSoftmaxCrossEntropy(labels, logits, { reduction: "none" });
      assertAllClose(losses, [0, 2e4, crossEntropy([0, 1], [1, 2]), NaN]);
      const empty = nn.sparseSoftmaxCrossEntropy(tf.zeros([0], "int32"), tf.zeros([0, 3]), {
        reduction: "none",
      });
      assertEquals(empty.shape, [0]);
      const one = nn.sparseSoftmaxCrossEntropy(tf.zeros([1], "int32"), tf.ones([1, 1]));
      assertEquals(valuesOf(one), [0]);
    });
  });

  it("sparseSoftmaxCrossEntropy() rejects classes that are not there", () => {
    const logits = tf.zeros([1, 3]);
    for (const wrong of [3, -1]) {
      const labels = tf.tensor1d([wrong], "int32");
      const error = assertThrows(() => nn.sparseSoftmaxCrossEntropy(labels, logits), Error);
      assert(error.message.includes(`${wrong}`), `${engine}: ${error.message}`);
    }
    assertThrows(
      () => nn.sparseSoftmaxCrossEntropy(tf.zeros([1]), logits),
      TypeError,
      "float32 [1] and float32 [1, 3]",
    );
    assertThrows(
      () => nn.sparseSoftmaxCrossEntropy(tf.zeros([2], "int32"), logits),
      TypeError,
      "int32 [2] and float32 [1, 3]",
    );
  });
});
