/**
 * Models that the gallery shows, from a few layers to a hundred.
 *
 * @module
 */
import { tf } from "../../../mod.ts";

type Symbolic = tf.SymbolicTensor;

/** A classifier of digits, in a row. */
export function smallNetwork(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3, activation: "relu" }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 10, activation: "softmax" }),
    ],
  });
}

/** Two inputs, a shortcut, two outputs. */
export function branchedModel(): tf.LayersModel {
  const picture = tf.input({ shape: [16, 16, 3], name: "picture" });
  const facts = tf.input({ shape: [12], name: "facts" });
  const seen = tf.layers.flatten({ name: "flat" }).apply(
    tf.layers.conv2d({ filters: 4, kernelSize: 3, name: "look" }).apply(picture),
  ) as Symbolic;
  const known = tf.layers.dense({ units: 32, name: "think" }).apply(facts) as Symbolic;
  const both = tf.layers.concatenate({ name: "both" }).apply([seen, known]) as Symbolic;
  const hidden = tf.layers.dense({ units: 32, name: "hidden", trainable: false })
    .apply(both) as Symbolic;
  const sum = tf.layers.add({ name: "shortcut" }).apply([hidden, known]) as Symbolic;
  return tf.model({
    name: "branched",
    inputs: [picture, facts],
    outputs: [
      tf.layers.dense({ units: 10, name: "kind" }).apply(sum) as Symbolic,
      tf.layers.dense({ units: 4, name: "place" }).apply(sum) as Symbolic,
    ],
  });
}

/** A network of residual blocks, 18 layers with weights as He and others (2015) count them. */
export function residualNetwork(): tf.LayersModel {
  const input = tf.input({ shape: [64, 64, 3], name: "image" });
  let x = convolution(input, { filters: 8, strides: 2, name: "stem" });
  for (const [stage, filters] of [8, 16, 32, 64].entries()) {
    for (const block of [1, 2]) {
      const strides = stage > 0 && block === 1 ? 2 : 1;
      x = residualBlock(x, { filters, strides, name: `stage${stage + 1}_block${block}` });
    }
  }
  const pooled = tf.layers.globalAveragePooling2d({ name: "pool" }).apply(x);
  const outputs = tf.layers.dense({ units: 10, name: "classes" }).apply(pooled) as Symbolic;
  return tf.model({ name: "resnet18", inputs: input, outputs });
}

interface BlockOptions {
  readonly filters: number;
  readonly strides: number;
  readonly name: string;
}

function convolution(x: Symbolic, { filters, strides, name }: BlockOptions): Symbolic {
  const convolved = tf.layers.conv2d({
    filters,
    strides,
    kernelSize: 3,
    padding: "same",
    useBias: false,
    kernelInitializer: "zeros",
    name: `${name}_conv`,
  }).apply(x);
  const normal = tf.layers.batchNormalization({ name: `${name}_norm` }).apply(convolved);
  return tf.layers.reLU({ name: `${name}_relu` }).apply(normal) as Symbolic;
}

function residualBlock(x: Symbolic, { filters, strides, name }: BlockOptions): Symbolic {
  const once = convolution(x, { filters, strides, name: `${name}_a` });
  const twice = convolution(once, { filters, strides: 1, name: `${name}_b` });
  const way = strides === 1 ? x : tf.layers.conv2d({
    filters,
    strides,
    kernelSize: 1,
    kernelInitializer: "zeros",
    name: `${name}_way`,
  }).apply(x) as Symbolic;
  return tf.layers.add({ name: `${name}_sum` }).apply([twice, way]) as Symbolic;
}
