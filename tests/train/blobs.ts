import { ArrayDataset } from "../../src/data/array_dataset.ts";
import * as tf from "../../src/engine/tf.ts";

/** Points around three corners of the plane, with the number of their corner: easy to learn. */
export function blobs(size: number): ArrayDataset {
  const labels = Int32Array.from({ length: size }, (_, i) => i % 3);
  const corners = [[0, 4], [4, 0], [-4, -4]];
  const noise = tf.randomNormal([size, 2], 0, 1, "float32", 7);
  const points = tf.tidy(() => tf.add(noise, tf.tensor2d(Array.from(labels, (i) => corners[i]!))));
  noise.dispose();
  return new ArrayDataset(points, tf.tensor1d(labels, "int32"));
}

/** A small classifier for {@linkcode blobs}, the same at each call, answering logits. */
export function classifier(): tf.Sequential {
  const layer = (units: number, seed: number) =>
    ({ units, kernelInitializer: tf.initializers.glorotUniform({ seed }) }) as const;
  return tf.sequential({
    name: "classifier",
    layers: [
      tf.layers.dense({ ...layer(8, 1), activation: "relu", inputShape: [2] }),
      tf.layers.dense(layer(3, 2)),
    ],
  });
}
