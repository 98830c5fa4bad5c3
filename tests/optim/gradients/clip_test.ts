import { assert, assertEquals } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import {
  areFinite,
  clipByGlobalNorm,
  clipByNorm,
  clipByValue,
} from "../../../src/optim/gradients/mod.ts";
import { describeOnEngines } from "../../nn/on_engines.ts";
import { assertAllClose } from "../../tolerance.ts";

describeOnEngines("gradients", () => {
  it("that are short enough stay as they are, zeros too; others keep their direction", () => {
    tf.tidy(() => {
      const gradients = [tf.tensor1d([3, 0]), tf.tensor2d([[0], [4]])];
      assertAllClose(clipByGlobalNorm(gradients, 10)[1]!, gradients[1]!);
      const clipped = clipByGlobalNorm(gradients, 1);
      assertAllClose(clipped[0]!, tf.tensor1d([0.6, 0]));
      assertAllClose(clipped[1]!, tf.tensor2d([[0], [0.8]]));
      assertAllClose(clipByNorm(tf.tensor1d([3, 4]), 1), tf.tensor1d([0.6, 0.8]));
      assertAllClose(clipByNorm(tf.tensor1d([3, 4]), 6), tf.tensor1d([3, 4]));
      assertAllClose(clipByNorm(tf.zeros([2]), 1), tf.zeros([2]));
      assertAllClose(clipByGlobalNorm([tf.zeros([2])], 1)[0]!, tf.zeros([2]));
      assertAllClose(clipByValue(tf.tensor1d([-3, 0.5, 4]), 1), tf.tensor1d([-1, 0.5, 1]));
      assertEquals(clipByGlobalNorm([], 1), []);
    });
  });

  it("with one that is not finite are all NaN after clipping as one, and found", () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      tf.tidy(() => {
        const gradients = [tf.tensor1d([1, bad]), tf.tensor1d([1])];
        const clipped = clipByGlobalNorm(gradients, 1);
        assert(clipped.every((one) => one.dataSync().every(Number.isNaN)));
        assertEquals(areFinite(gradients).dataSync()[0], 0);
        assertEquals(areFinite(gradients.slice(1)).dataSync()[0], 1);
        assertEquals(areFinite([tf.tensor1d([3e38, 3e38])]).dataSync()[0], 1);
      });
    }
  });
});
