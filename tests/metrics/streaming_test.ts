import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as metrics from "../../src/metrics/mod.ts";
import * as nn from "../../src/nn/mod.ts";
import { jit } from "../../src/jit/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import { describeTensorflow } from "../engine/with_tensorflow.ts";
import { filled, tidily, valuesOf } from "../nn/numbers.ts";
import { describeOnEngines } from "../nn/on_engines.ts";
import { assertAllClose } from "../tolerance.ts";

const classes = (count: number) =>
  tf.tensor1d(Array.from({ length: count }, (_, i) => (i * 7) % 3), "int32");

/** One of each, with targets and outputs that suit it. */
function kinds(): [metrics.StreamingMetric<unknown>, tf.Tensor, tf.Tensor][] {
  const [t, o] = [classes(30), filled([30, 3])];
  const binary = tf.cast(tf.greater(filled([30], 3), 0), "int32");
  const share = tf.sigmoid(filled([30, 1], 5));
  const numbers = filled([30], 4);
  return [
    [new metrics.ConfusionCounts({ classes: 3 }), t, o],
    [new metrics.ClassAccuracy({ classes: 3 }), tf.oneHot(t, 3), o],
    [new metrics.F1Score({ classes: 3 }), t, o],
    [new metrics.F1Score(), binary, share],
    [new metrics.MatthewsCorrelation({ classes: 3 }), t, o],
    [new metrics.AUC(), binary, share],
    [new metrics.AUC({ curve: "PR", fromLogits: true }), binary, filled([30], 6)],
    [new metrics.R2Score(), numbers, filled([30], 7)],
    [new metrics.RootMeanSquaredError(), numbers, filled([30, 1], 7)],
    [new metrics.Perplexity(), t, o],
    [
      new metrics.Mean(
        "loss",
        (t, o) => nn.sparseCategoricalCrossentropy(t, o, { reduction: "none" }),
      ),
      t,
      o,
    ],
  ];
}

describeOnEngines("streaming metrics", () => {
  it("each gives for counts that were added up on the device what it gives itself", () => {
    tidily(() => {
      for (const [metric, targets, outputs] of kinds()) {
        const sums: tf.Tensor[] = [];
        for (const [at, size] of [[0, 4], [4, 19], [23, 7]] as const) {
          const pair = [tf.slice(targets, at, size), tf.slice(outputs, at, size)] as const;
          metric.update(...pair);
          const counts = metric.counts(...pair);
          assertEquals([counts.dtype, counts.size], ["float32", metric.stateSize]);
          sums.push(counts);
        }
        const whole = metric.counts(targets, outputs);
        const added = tf.addN(sums);
        assertAllClose(added, valuesOf(whole), { message: metric.name });
        const flat = (value: unknown) => [value].flat(2) as number[];
        assertAllClose(flat(metric.result(valuesOf(added))), flat(metric.result()), {
          message: metric.name,
          tolerance: { relative: 1e-5, absolute: 1e-6 },
        });
      }
    });
  });

  it("states merge, go through JSON and are reset", () => {
    tidily(() => {
      const make = () => new metrics.F1Score({ classes: 3 });
      const [t, o] = [classes(30), filled([30, 3])];
      const [all, left, right] = [make(), make(), make()];
      all.update(t, o);
      left.update(tf.slice(t, 0, 11), tf.slice(o, 0, 11));
      right.update(tf.slice(t, 11), tf.slice(o, 11));
      const again = make();
      again.merge(JSON.parse(JSON.stringify(left.state())));
      again.merge(right);
      assertEquals(again.result(), all.result());
      again.reset();
      assertEquals(again.result(), NaN);
      assertThrows(
        () => again.merge(new metrics.Recall({ classes: 3 })),
        TypeError,
        "Cannot merge into f1 with 10 counts: got recall with 10",
      );
    });
  });

  it("F1 over batches is that of all examples, and not the mean of the batches' F1", () => {
    tidily(() => {
      const batches = [[[1, 1], [1, 1]], [[0, 1, 0, 0], [1, 1, 1, 1]]] as const;
      const f1 = new metrics.F1Score();
      for (const [targets, answers] of batches) {
        f1.update(tf.tensor1d([...targets], "int32"), tf.tensor1d([...answers]));
      }
      const [targets, answers] = [0, 1].map((i) => batches.flatMap((batch) => [...batch[i]!]));
      assertAlmostEquals(f1.result(), metrics.f1Score(targets!, answers!));
      const mean = (metrics.f1Score([1, 1], [1, 1]) +
        metrics.f1Score([0, 1, 0, 0], [1, 1, 1, 1])) / 2;
      assert(Math.abs(f1.result() - mean) > 0.01);
    });
  });

  it("weights of examples count", () => {
    tidily(() => {
      const accuracy = new metrics.ClassAccuracy();
      accuracy.update(tf.tensor1d([0, 1], "int32"), tf.tensor1d([0.1, 0.2]), {
        sampleWeights: tf.tensor1d([3, 1]),
      });
      assertEquals(accuracy.result(), 0.75);
    });
  });

  it("classes out of range, scores that are none and shapes that do not fit are refused", () => {
    tidily(() => {
      const f1 = new metrics.F1Score({ classes: 3 });
      f1.update(tf.tensor1d([0, 3, -1], "int32"), filled([3, 3]));
      assertThrows(
        () => f1.result(),
        RangeError,
        "class numbers must be whole ones from 0 to 2, and those of 2 examples are not",
      );
      const precision = new metrics.Precision();
      precision.update(tf.tensor1d([0, NaN, 0.9, 1]), tf.tensor1d([0.1, 0.9, 0.9, 0.9]));
      assertThrows(() => precision.result(), RangeError, "those of 2 examples are not");
      const auc = new metrics.AUC();
      auc.update(tf.tensor1d([0, 1]), tf.tensor1d([-3, 0.5]));
      assertThrows(() => auc.result(), RangeError, "for logits pass fromLogits: true");
      auc.reset();
      auc.update(tf.tensor1d([0, 1]), tf.tensor1d([NaN, 0.5]));
      assertThrows(() => auc.result(), RangeError, "scores must be from 0 to 1, and 1 are not");
      assertThrows(
        () => f1.update(tf.tensor1d([0, 1], "int32"), filled([2, 4])),
        TypeError,
        "outputs must be scores [batch, 3] and targets class numbers [batch], but targets are " +
          "int32 [2] and outputs float32 [2, 4]",
      );
      assertThrows(() => new metrics.F1Score({ classes: 1 }), RangeError, "from 2");
      assertThrows(() => f1.result([1, 2]), RangeError, "wanted 10 counts, got 2");
      const perplexity = new metrics.Perplexity();
      perplexity.update(tf.tensor1d([7], "int32"), filled([1, 3]));
      assertEquals(perplexity.result(), Infinity);
    });
  });

  it("options that are not known are refused by name", () => {
    const odd = (options: Record<string, unknown>) => options as never;
    const calls: [meant: string, call: () => unknown][] = [
      ["classes", () => new metrics.F1Score(odd({ numClasses: 3 }))],
      ["average", () => new metrics.Precision(odd({ avrage: "micro" }))],
      ["threshold", () => new metrics.CohenKappa(odd({ treshold: 0 }))],
      ["numThresholds", () => new metrics.AUC(odd({ num_thresholds: 9 }))],
      ["average", () => metrics.precision([0, 1], [0, 1], odd({ avg: "macro" }))],
      ["names", () => metrics.classificationReport([0], [0], odd({ target_names: ["a"] }))],
      ["resamples", () => metrics.bootstrap([[1, 2]], () => 1, odd({ resample: 9 }))],
    ];
    for (const [meant, call] of calls) {
      assertThrows(call, TypeError, `"${meant}" is the nearest of`);
    }
    assertThrows(
      () => metrics.cohenKappa([0, 1], [0, 1], { weights: odd("Linear" as never) }),
      TypeError,
      "weights must be none or linear or quadratic",
    );
  });

  it("accuracies of Keras, ties, -Infinity and NaN among them", () => {
    tidily(() => {
      const right = tf.tensor2d([[1, 0, 0], [0, 0, 1]]);
      assertAllClose(metrics.categoricalAccuracy(right, tf.tensor2d([[3, 2, 1], [3, 2, 1]])), 0.5);
      assertAllClose(metrics.binaryAccuracy(tf.tensor1d([1]), tf.tensor2d([[0.9]])), 1);
      const scores = tf.tensor2d([[-Infinity, 2, 1], [NaN, 2, 3], [-1, -2, -3]]);
      const labels = tf.tensor1d([0, 0, 5], "int32");
      assertAllClose(metrics.topKAccuracy(labels, scores, { k: 2 }), 0);
      assertAllClose(metrics.topKAccuracy(right, tf.ones([2, 3]), { k: 1 }), 1);
      const sequence = metrics.accuracy(tf.zeros([2, 4], "int32"), tf.ones([2, 4, 3]));
      assertAllClose(sequence, 1);
      assertThrows(() => metrics.binaryAccuracy(tf.zeros([2]), tf.zeros([3])), TypeError, "[3]");
      assertThrows(() => metrics.topKAccuracy(labels, scores, { k: 0 }), RangeError, "not 0");
    });
  });
});

describeTensorflow("streaming metrics in compiled functions", () => {
  it("each counts in a compiled function, through XLA too, what it counts op by op", () => {
    tidily(() => {
      for (const [metric, targets, outputs] of kinds()) {
        const wanted = valuesOf(metric.counts(targets, outputs));
        for (const xla of [false, true]) {
          const compiled = jit((t: tf.Tensor, o: tf.Tensor) => metric.counts(t, o), { xla });
          assertAllClose(compiled(targets, outputs), wanted, {
            message: `${metric.name}, xla ${xla}`,
            tolerance: { relative: 1e-5, absolute: 1e-5 },
          });
          compiled.dispose();
        }
      }
    });
  });
});
