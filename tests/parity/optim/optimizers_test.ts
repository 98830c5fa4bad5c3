import { assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import * as train from "../../../src/train/mod.ts";
import { describeOnEngines } from "../../nn/on_engines.ts";
import { assertAllClose } from "../../tolerance.ts";

/** Courses of peers; see make_optimizers.py, which writes them. */
const golden: { name: string; library: string; weights: number[][][] }[] = JSON.parse(
  Deno.readTextFileSync(new URL("./optimizers.json", import.meta.url)),
);

const SHAPES: [string, number[]][] = [
  ["dense_kernel", [4, 3]],
  ["dense_bias", [3]],
  ["embedding_table", [5, 2]],
  ["conv_kernel", [2, 1, 2, 3]],
];
const STEPS = 20;

function numbers(shape: number[], seed: number): tf.Tensor {
  const values = Float32Array.from(
    { length: tf.util.sizeFromShape(shape) },
    (_, i) => Math.sin((i + 1) * 12.9898 * seed) * 2,
  );
  return tf.tensor(values, shape);
}

function gradient(weight: tf.Variable, place: number, step: number): tf.Tensor {
  const pull = tf.mul(tf.sub(weight, numbers(weight.shape, place + 11)), 0.5);
  return tf.add(pull, tf.mul(numbers(weight.shape, place + 20 + 5 * step), 0.3));
}

const cosine = train.schedules.cosineDecay({
  initialLearningRate: 0.1,
  decaySteps: 15,
  alpha: 0.1,
});
const falling = train.schedules.polynomialDecay({
  initialLearningRate: 0.1,
  decaySteps: 30,
  endLearningRate: 0,
});
/** What PyTorch lets decay, and Keras by itself. */
const ALL = { decays: "all" } as const;

/** Ours with the settings of each case. */
const OURS: Record<string, () => train.optimizers.Optimizer> = {
  sgd: () => train.sgd({ learningRate: 0.1 }),
  "sgd momentum": () => train.sgd({ learningRate: 0.1, momentum: 0.9 }),
  "sgd nesterov, decay": () =>
    train.sgd({ learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.05 }),
  "sgd momentum, cosine": () => train.sgd({ learningRate: cosine, momentum: 0.9 }),
  rmsprop: () => train.rmsprop({ learningRate: 0.05 }),
  "rmsprop centered, momentum": () =>
    train.rmsprop({ learningRate: 0.02, centered: true, momentum: 0.8, rho: 0.8 }),
  adagrad: () => train.adagrad({ learningRate: 0.2 }),
  adadelta: () => train.adadelta({ learningRate: 1 }),
  adam: () => train.adam({ learningRate: 0.05 }),
  "adam amsgrad, decay": () => train.adam({ learningRate: 0.05, amsgrad: true, weightDecay: 0.1 }),
  "adam cosine": () => train.adam({ learningRate: cosine }),
  "adam clipNorm": () => train.adam({ learningRate: 0.05, clipNorm: 0.8 }),
  "sgd clipNorm": () => train.sgd({ learningRate: 0.1, clipNorm: 0.8 }),
  "sgd globalClipNorm": () => train.sgd({ learningRate: 0.1, globalClipNorm: 1.5 }),
  "sgd clipValue": () => train.sgd({ learningRate: 0.1, clipValue: 0.3 }),
  "sgd momentum, accumulation": () =>
    train.sgd({ learningRate: 0.1, momentum: 0.9, accumulationSteps: 4 }),
  "adamW accumulation": () => train.adamW({ learningRate: 0.05, accumulationSteps: 3 }),
  adamW: () => train.adamW({ learningRate: 0.05 }),
  "adamW ema": () => train.adamW({ learningRate: 0.05, ema: { momentum: 0.9 } }),
  "adamW ema overwrites": () =>
    train.adamW({ learningRate: 0.05, ema: { momentum: 0.9, overwriteFrequency: 7 } }),
  nadam: () => train.nadam({ learningRate: 0.05 }),
  adamax: () => train.adamax({ learningRate: 0.05 }),
  adafactor: () => train.adafactor({ learningRate: 0.5 }),
  "adafactor decay": () => train.adafactor({ learningRate: 0.1, weightDecay: 0.1 }),
  lion: () => train.lion({ learningRate: 0.02, weightDecay: 0.1 }),
  lamb: () => train.lamb({ learningRate: 0.02 }),
  muon: () => train.muon({ learningRate: 0.05 }),
  "muon plain": () =>
    train.muon({ learningRate: 0.05, rmsRate: null, nesterov: false, excludeLayers: ["dense"] }),
  "torch sgd momentum, falling": () =>
    train.sgd({ learningRate: falling, momentum: 0.9, rateInMomentum: false }),
  "torch sgd nesterov, l2, falling": () =>
    train.sgd({
      learningRate: falling,
      momentum: 0.9,
      nesterov: true,
      rateInMomentum: false,
      l2: 0.05,
      ...ALL,
    }),
  "torch adam, l2": () =>
    train.adam({ learningRate: 0.05, l2: 0.1, epsilon: 1e-8, correctedEpsilon: true, ...ALL }),
  "torch adam amsgrad": () =>
    train.adam({ learningRate: 0.05, amsgrad: true, epsilon: 1e-3, correctedEpsilon: true }),
  "torch adamW": () =>
    train.adamW({
      learningRate: 0.05,
      weightDecay: 0.01,
      epsilon: 1e-3,
      correctedEpsilon: true,
      ...ALL,
    }),
  "torch adamax": () => train.adamax({ learningRate: 0.05, epsilon: 1e-8 }),
  "torch muon": () =>
    train.muon({ learningRate: 0.05, weightDecay: 0.1, excludeEmbeddings: false, ...ALL }),
};

/** PyTorch's Muon multiplies in bfloat16: 20 steps of 0.05 with singular values 0.01 off. */
const TOLERANCES: Record<string, { relative: number; absolute: number }> = {
  "torch muon": { relative: 0, absolute: 5e-3 },
};
/** Twenty steps in float32 against float64. */
const TOLERANCE = { relative: 1e-5, absolute: 2e-6 };

describeOnEngines("optimizers against their peers", () => {
  for (const { name, library, weights: courses } of golden) {
    it(`${name}: 20 steps give what those of ${library} give`, () => {
      const before = tf.memory().numTensors;
      const variables = SHAPES.flatMap(([key, shape], place) =>
        name === "torch muon" && place % 2 === 1
          ? []
          : tf.tidy(() => tf.variable(numbers(shape, place + 1), true, key))
      );
      const optimizer = OURS[name]!();
      const tolerance = TOLERANCES[name] ?? TOLERANCE;
      const assertWeights = (wanted: number[][], message: string) =>
        variables.forEach((variable, i) =>
          assertAllClose(variable, tf.tensor(wanted[i]!, variable.shape), {
            tolerance,
            message: `${variable.name} after ${message}`,
          })
        );
      for (let step = 0; step < STEPS; step++) {
        tf.tidy(() => {
          optimizer.applyGradients(
            variables.map((variable, place) => ({
              name: variable.name,
              tensor: gradient(variable, place, step),
            })),
          );
          if (step === 0) assertWeights(courses[0]!, "a step");
          if (step === STEPS - 1) assertWeights(courses[1]!, "20 steps");
        });
      }
      if (courses[2] !== undefined) {
        optimizer.adoptAverages();
        tf.tidy(() => assertWeights(courses[2]!, "averaging"));
      }
      optimizer.dispose();
      tf.dispose(variables);
      assertEquals(tf.memory().numTensors, before, "tensors leak");
    });
  }

  it("every peer's case has ours", () => {
    assertEquals(Object.keys(OURS).sort(), golden.map(({ name }) => name).sort());
  });
});
