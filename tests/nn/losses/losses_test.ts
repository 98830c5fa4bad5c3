import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import { jit } from "../../../src/jit/mod.ts";
import * as nn from "../../../src/nn/mod.ts";
import * as tf from "../../../src/engine/tf.ts";
import { describeTensorflow } from "../../engine/with_tensorflow.ts";
import { assertAllClose } from "../../tolerance.ts";
import { filled, tidily, valuesOf } from "../numbers.ts";
import { describeOnEngines } from "../on_engines.ts";

const classes = () => tf.tensor1d([2, 0, 1, 2], "int32");
const oneHot = () => tf.cast(tf.oneHot(classes(), 3), "float32");
const half = (x: tf.Tensor) => tf.sigmoid(x);

/** Every loss as a function of scores [4, 3]. */
const LOSSES: Record<string, (x: tf.Tensor) => tf.Tensor> = {
  meanSquaredError: (x) => nn.meanSquaredError(oneHot(), x),
  meanSquaredLogarithmicError: (x) => nn.meanSquaredLogarithmicError(oneHot(), half(x)),
  meanAbsoluteError: (x) => nn.meanAbsoluteError(oneHot(), x),
  meanAbsolutePercentageError: (x) => nn.meanAbsolutePercentageError(tf.ones([4, 3]), x),
  huber: (x) => nn.huber(oneHot(), x),
  logCosh: (x) => nn.logCosh(oneHot(), x),
  hinge: (x) => nn.hinge(oneHot(), x),
  squaredHinge: (x) => nn.squaredHinge(oneHot(), x),
  categoricalHinge: (x) => nn.categoricalHinge(oneHot(), x),
  klDivergence: (x) => nn.klDivergence(oneHot(), tf.softmax(x)),
  poisson: (x) => nn.poisson(oneHot(), half(x)),
  cosineSimilarity: (x) => nn.cosineSimilarity(oneHot(), x),
  binaryCrossentropy: (x) => nn.binaryCrossentropy(oneHot(), half(x)),
  "binaryCrossentropy of logits": (x) =>
    nn.binaryCrossentropy(oneHot(), x, { fromLogits: true, labelSmoothing: 0.1 }),
  binaryFocalCrossentropy: (x) =>
    nn.binaryFocalCrossentropy(oneHot(), x, { fromLogits: true, applyClassBalancing: true }),
  categoricalCrossentropy: (x) => nn.categoricalCrossentropy(oneHot(), tf.softmax(x)),
  "categoricalCrossentropy of logits": (x) =>
    nn.categoricalCrossentropy(oneHot(), x, { fromLogits: true, labelSmoothing: 0.1 }),
  categoricalFocalCrossentropy: (x) =>
    nn.categoricalFocalCrossentropy(oneHot(), x, { fromLogits: true }),
  sparseCategoricalCrossentropy: (x) =>
    nn.sparseCategoricalCrossentropy(classes(), x, { ignoreClass: 1 }),
  "sparseCategoricalCrossentropy of probabilities": (x) =>
    nn.sparseCategoricalCrossentropy(classes(), tf.softmax(x), { fromLogits: false }),
  categoricalGeneralizedCrossEntropy: (x) =>
    nn.categoricalGeneralizedCrossEntropy(classes(), tf.clipByValue(tf.softmax(x), 1e-7, 1)),
  dice: (x) => nn.dice(oneHot(), half(x)),
  tversky: (x) => nn.tversky(oneHot(), half(x), { axis: -1 }),
  circle: (x) => nn.circle(classes(), tf.tanh(x)),
  causalLanguageModelLoss: (x) => nn.causalLanguageModelLoss(classes(), x, { numItems: 7 }),
  labelSmoothedCrossEntropy: (x) => nn.labelSmoothedCrossEntropy(classes(), x),
  ctc: (x) => nn.ctc(tf.tensor2d([[1, 2]], [1, 2], "int32"), tf.reshape(x, [1, 4, 3])),
};

function withGradient(f: (x: tf.Tensor) => tf.Tensor) {
  return (x: tf.Tensor): tf.Tensor[] => [f(x), tf.grad(f)(x)];
}

describeOnEngines("losses at their limits", () => {
  for (const [name, loss] of Object.entries(LOSSES)) {
    it(`${name} and its gradient stay finite for scores of 0, 1e-30, ±100 and ±10,000`, () => {
      tidily(() => {
        const x = tf.tensor2d([[0, 0, 0], [1e-30, -1e-30, 0], [100, -100, 0], [1e4, -1e4, 1e4]]);
        for (const one of withGradient(loss)(x)) {
          const values = valuesOf(one);
          assert(values.every(Number.isFinite), `${values}`);
        }
      });
    });
  }

  it("binaryCrossentropy() from logits keeps what sigmoid rounds away, and its slope at 0", () => {
    tidily(() => {
      const targets = tf.tensor1d([1, 0, 1, 0]);
      const logits = tf.tensor1d([30, 30, -1e4, 0]);
      const options = { fromLogits: true, reduction: "none" } as const;
      const losses = nn.binaryCrossentropy(targets, logits, options);
      assertAllClose(losses, [9.357623e-14, 30, 1e4, Math.LN2], {
        tolerance: { relative: 1e-5, absolute: 1e-20 },
      });
      const slope = tf.grad((x) =>
        nn.binaryCrossentropy(targets, x, { ...options, reduction: "sum" })
      );
      assertAllClose(slope(logits), [-9.357623e-14, 1, -1, 0.5]);
    });
  });

  it("NaN in the outputs is NaN in the loss, not hidden", () => {
    tidily(() => {
      const x = tf.tensor2d([[NaN, 0, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]]);
      for (const name of ["meanSquaredError", "binaryCrossentropy of logits", "huber"]) {
        assert(Number.isNaN(valuesOf(LOSSES[name]!(x))[0]), name);
      }
    });
  });
});

describeOnEngines("losses of bad and odd input", (engine) => {
  it("targets [batch] beside outputs [batch, 1] are not stretched to [batch, batch]", () => {
    tidily(() => {
      const [targets, outputs] = [tf.tensor1d([1, 2, 3]), tf.tensor2d([[1], [2], [4]])];
      assertAlmostEquals(valuesOf(nn.meanSquaredError(targets, outputs))[0]!, 1 / 3, 1e-6);
      const each = nn.meanSquaredError(targets, outputs, { reduction: "none" });
      assertEquals(valuesOf(each), [0, 0, 1]);
      assertEquals(valuesOf(nn.huber(tf.tensor1d([1]), tf.tensor2d([[1]]))), [0]);
      assertThrows(
        () => nn.meanSquaredError(tf.zeros([3]), tf.zeros([3, 3])),
        TypeError,
        "targets and outputs must have one shape, but they are float32 [3] and float32 [3, 3]",
      );
    });
  });

  it("an empty batch has no mean, and its sum is 0", () => {
    tidily(() => {
      const none = tf.zeros([0, 3]);
      assertThrows(() => nn.meanSquaredError(none, none), RangeError, "the batch is empty");
      // tfjs's wasm engine leaves the sum of nothing as its memory was.
      if (engine === "wasm") return;
      assertEquals(valuesOf(nn.meanSquaredError(none, none, { reduction: "sum" })), [0]);
    });
  });

  it("where all places are ignored the loss is 0 and its gradient, too", () => {
    tidily(() => {
      const targets = tf.fill([2], -100, "int32");
      const loss = (x: tf.Tensor) =>
        nn.sparseCategoricalCrossentropy(targets, x, { ignoreClass: -100 });
      const x = filled([2, 3]);
      assertEquals(valuesOf(loss(x)), [0]);
      assertAllClose(tf.grad(loss)(x), [0, 0, 0, 0, 0, 0]);
      assertEquals(valuesOf(nn.labelSmoothedCrossEntropy(targets, x)), [0]);
    });
  });

  it("wrong options are refused by name", () => {
    tidily(() => {
      const x = tf.zeros([2, 3]);
      const wrong: [() => unknown, string][] = [
        [() => nn.binaryCrossentropy(x, x, { labelSmoothing: 1 }), "labelSmoothing must be from 0"],
        [() => nn.huber(x, x, { delta: 0 }), "delta must be above 0, not 0"],
        [() => nn.huber(x, x, { reduction: "median" as "mean" }), 'not "median"'],
        [() => nn.labelSmoothedCrossEntropy(tf.zeros([2], "int32"), x, { epsilon: 2 }), "epsilon"],
        [
          () => nn.categoricalGeneralizedCrossEntropy(tf.zeros([2], "int32"), x, { q: 1 }),
          "q must be above 0 and below 1",
        ],
        [
          () => nn.causalLanguageModelLoss(tf.zeros([2, 1], "int32"), tf.zeros([2, 1, 3])),
          "a text of 1 token has none to foretell",
        ],
      ];
      for (const [call, message] of wrong) assertThrows(call, RangeError, message);
      assertThrows(
        () => nn.meanSquaredError(x, x, { sampleWeights: tf.ones([3]) }),
        TypeError,
        "sampleWeights must have the first axes of the losses, [2], and they are float32 [3]",
      );
    });
  });

  it("weights of examples reach all their places", () => {
    tidily(() => {
      const [t, o] = [tf.zeros([2, 2, 1]), tf.tensor3d([[[1], [2]], [[3], [4]]])];
      const sampleWeights = tf.tensor1d([1, 10]);
      const sum = nn.meanSquaredError(t, o, { sampleWeights, reduction: "sum" });
      assertEquals(valuesOf(sum), [1 + 4 + 90 + 160]);
    });
  });

  it("causalLanguageModelLoss() of small batches adds up to that of the large one", () => {
    tidily(() => {
      const data = [3, 1, 2, 0, 1, -100, -100, -100, 2, 2, 3, -100];
      const labels = tf.tensor2d(data, [3, 4], "int32");
      const logits = filled([3, 4, 5]);
      const whole = nn.causalLanguageModelLoss(labels, logits);
      const parts = [0, 1, 2].map((at) =>
        nn.causalLanguageModelLoss(tf.slice(labels, at, 1), tf.slice(logits, at, 1), {
          numItems: 5,
        })
      );
      assertAllClose(tf.addN(parts), valuesOf(whole));
    });
  });

  it("ctc() knows when the steps are too few, and takes lengths", () => {
    tidily(() => {
      const targets = tf.tensor2d([[1, 1]], [1, 2], "int32");
      assert(valuesOf(nn.ctc(targets, tf.zeros([1, 2, 2])))[0]! > 1e29);
      // "11" of three steps: only 1, blank, 1.
      const wanted = -Math.log(1 / 8);
      assertAllClose(nn.ctc(targets, tf.zeros([1, 3, 2])), wanted);
      const longer = nn.ctc(targets, tf.zeros([1, 5, 2]), {
        outputLengths: tf.tensor1d([3], "int32"),
      });
      assertAllClose(longer, wanted);
    });
  });
});

describeTensorflow("losses in compiled functions", () => {
  for (const [name, loss] of Object.entries(LOSSES)) {
    for (const xla of [false, true]) {
      it(`${name} ${xla ? "through XLA" : "compiled"} gives what it gives op by op`, () => {
        const run = withGradient(loss);
        const compiled = jit(run, { xla });
        tidily(() => {
          const x = filled([4, 3], 2);
          const found = compiled(x);
          for (const [i, wanted] of run(x).entries()) {
            assertAllClose(found[i]!, wanted, {
              tolerance: { relative: 1e-4, absolute: 1e-5 },
              message: i === 0 ? "loss" : "gradient",
            });
          }
        });
        compiled.dispose();
      });
    }
  }
});
