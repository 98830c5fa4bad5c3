import { assertEquals, assertThrows } from "@std/assert";
import * as nn from "../../../src/nn/mod.ts";
import * as tf from "../../../src/engine/tf.ts";

await tf.ready();

type Loss = (targets: tf.Tensor, outputs: tf.Tensor, options?: never) => tf.Tensor;

/** A misspelled name, and the one that is meant, of each loss. */
const MISSPELLED: readonly (readonly [Loss, wrong: string, meant: string])[] = [
  [nn.binaryCrossentropy, "fromLogit", "fromLogits"],
  [nn.binaryFocalCrossentropy, "from_logits", "fromLogits"],
  [nn.categoricalCrossentropy, "label_smoothing", "labelSmoothing"],
  [nn.categoricalFocalCrossentropy, "gama", "gamma"],
  [nn.sparseCategoricalCrossentropy, "fromLogit", "fromLogits"],
  [nn.categoricalGeneralizedCrossEntropy, "reducton", "reduction"],
  [nn.softmaxCrossEntropy, "label_smoothing", "labelSmoothing"],
  [nn.sparseSoftmaxCrossEntropy, "ignore_index", "ignoreIndex"],
  [nn.causalLanguageModelLoss, "num_items", "numItems"],
  [nn.labelSmoothedCrossEntropy, "epsilom", "epsilon"],
  [nn.meanSquaredError, "sampleWeight", "sampleWeights"],
  [nn.meanSquaredLogarithmicError, "reductions", "reduction"],
  [nn.meanAbsoluteError, "reductions", "reduction"],
  [nn.meanAbsolutePercentageError, "reductions", "reduction"],
  [nn.huber, "Delta", "delta"],
  [nn.logCosh, "reductions", "reduction"],
  [nn.hinge, "reductions", "reduction"],
  [nn.squaredHinge, "reductions", "reduction"],
  [nn.categoricalHinge, "reductions", "reduction"],
  [nn.klDivergence, "reductions", "reduction"],
  [nn.poisson, "reductions", "reduction"],
  [nn.cosineSimilarity, "reductions", "reduction"],
  [nn.dice, "axes", "axis"],
  [nn.tversky, "Beta", "beta"],
  [nn.circle, "margins", "margin"],
  [nn.ctc, "outputLength", "outputLengths"],
];

for (const [loss, wrong, meant] of MISSPELLED) {
  Deno.test(`${loss.name}() refuses ${wrong}, and names ${meant}`, () => {
    using none = tf.zeros([1]);
    const before = tf.memory().numTensors;
    const call = () => loss(none, none, { [wrong]: true } as never);
    assertThrows(call, TypeError, `"${meant}" is the nearest of`);
    assertEquals(tf.memory().numTensors, before);
  });
}
