import { assertAlmostEquals } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";

/** tfjs's optimizers, each with its rate; `applyGradients` is called on the class's own type. */
const steps: Record<string, (grads: tf.NamedTensorMap) => void> = {
  sgd: (grads) => tf.train.sgd(0.1).applyGradients(grads),
  momentum: (grads) => tf.train.momentum(0.1, 0.9).applyGradients(grads),
  rmsprop: (grads) => tf.train.rmsprop(0.1).applyGradients(grads),
  adam: (grads) => tf.train.adam(0.1).applyGradients(grads),
  adamax: (grads) => tf.train.adamax(0.1).applyGradients(grads),
  adagrad: (grads) => tf.train.adagrad(0.1).applyGradients(grads),
  adadelta: (grads) => tf.train.adadelta(0.1).applyGradients(grads),
};

describe("tfjs's optimizers", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  for (const [name, step] of Object.entries(steps)) {
    it(`tf.train.${name}() takes the gradients that tf.variableGrads() gives`, () => {
      tf.tidy(() => {
        const weight = tf.variable(tf.scalar(1));
        step(tf.variableGrads(() => tf.square(weight) as tf.Scalar, [weight]).grads);
        // All take a step downhill from 1, where the slope is 2; the smallest is that of Adadelta.
        const moved = 1 - weight.dataSync()[0]!;
        assertAlmostEquals(moved, { sgd: 0.2, momentum: 0.2 }[name] ?? moved, 1e-6);
        if (!(moved > 1e-5)) throw new Error(`${name} moved the weight by ${moved}`);
        weight.dispose();
      });
    });
  }
});
