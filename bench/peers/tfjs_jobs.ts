/**
 * The jobs on tfjs's API, for every peer that has it: ours, tfjs's wasm backend and tfjs-node.
 *
 * @module
 */

import type * as tensaur from "../../src/engine/tf.ts";
import { gptTraining } from "./tfjs_gpt.ts";
import { CNN, DENSE, LSTM, TRIAD_FLOATS } from "./shapes.ts";
import type { OpenJob, Side, Trained } from "./tfjs_side.ts";

type Tensor = tensaur.Tensor;

/** A job: built for a size, it runs as often as it is told. */
export type TfjsJob = (side: Side, size: number) => OpenJob;

/** The job that takes a training step and reads its loss, again and again. */
export function stepping({ compile }: Side, { step, batch, dispose }: Trained): OpenJob {
  const compiled = compile(step);
  let first: number | undefined;
  return {
    run(iterations) {
      for (let i = 0; i < iterations; i++) {
        const loss = compiled(...batch);
        const [value] = loss.dataSync();
        first ??= value;
        loss.dispose();
      }
    },
    value: () => first,
    dispose() {
      compiled.dispose?.();
      dispose();
    },
  };
}

/** A job that trains a layers model on inputs of random classes. */
function training(side: Side, model: tensaur.Sequential, x: Tensor, classes: number): OpenJob {
  const { tf, blocks, parted = (loss) => loss } = side;
  const optimizer = tf.train.adam(1e-3);
  const weights = model.trainableWeights.map((weight) => weight.read() as tensaur.Variable);
  const labels = tf.randomUniform([x.shape[0]!], 0, classes, "int32");
  const logits = (x: Tensor) => model.apply(x, { training: true }) as tensaur.Tensor2D;
  const loss = parted((x, y) => blocks.crossEntropy(y, logits(x)));
  return stepping(side, {
    step: (x, y) => optimizer.minimize(() => loss(x, y), true, weights)!,
    batch: [x, labels],
    dispose() {
      model.dispose();
      optimizer.dispose();
      tf.dispose([x, labels]);
    },
  });
}

function cnn(side: Side, batch: number): OpenJob {
  const { conv2d, maxPooling2d, flatten, dense } = side.tf.layers;
  const [first, second, third] = CNN.filters;
  const convolution = (filters: number) =>
    ({ filters, kernelSize: 3, activation: "relu" }) as const;
  const model = side.tf.sequential({
    layers: [
      conv2d({ ...convolution(first), inputShape: [28, 28, 1] }),
      maxPooling2d({ poolSize: 2 }),
      conv2d(convolution(second)),
      maxPooling2d({ poolSize: 2 }),
      conv2d(convolution(third)),
      flatten(),
      dense({ units: CNN.hidden, activation: "relu" }),
      dense({ units: CNN.classes }),
    ],
  });
  return training(side, model, side.tf.randomNormal([batch, 28, 28, 1]), CNN.classes);
}

function lstm(side: Side, steps: number): OpenJob {
  const { units, features, batch, classes } = LSTM;
  const { layers, randomNormal, sequential } = side.tf;
  const recurrent = layers.lstm({
    units,
    // As Keras and PyTorch have it; tfjs by itself would take a cheaper stand-in for a sigmoid.
    recurrentActivation: "sigmoid",
    inputShape: [steps, features],
  });
  const model = sequential({ layers: [recurrent, layers.dense({ units: classes })] });
  return training(side, model, randomNormal([batch, steps, features]), classes);
}

function dense(side: Side, width: number): OpenJob {
  const { layers, randomNormal, sequential } = side.tf;
  const model = sequential();
  for (let i = 0; i < DENSE.layers; i++) {
    const input = i === 0 ? { inputShape: [width] } : {};
    model.add(layers.dense({ units: width, activation: "relu", ...input }));
  }
  model.add(layers.dense({ units: DENSE.classes }));
  return training(side, model, randomNormal([DENSE.batch, width]), DENSE.classes);
}

/** A job whose iteration is one op on tensors, the result of which is freed. */
export function repeated(
  { tf, compile, settle }: Side,
  inputs: [Tensor, Tensor],
  op: (a: Tensor, b: Tensor) => Tensor,
): OpenJob {
  const compiled = compile(op);
  return {
    run(iterations) {
      for (let i = 1; i < iterations; i++) compiled(...inputs).dispose();
      const last = compiled(...inputs);
      settle?.(last);
      last.dispose();
    },
    dispose() {
      compiled.dispose?.();
      tf.dispose(inputs);
    },
  };
}

function dispatch(side: Side, size: number): OpenJob {
  const { add, ones } = side.tf;
  return repeated(side, [ones([size]), ones([size])], (a, b) => add(a, b));
}

function matmul(side: Side, size: number): OpenJob {
  const { matMul, randomNormal } = side.tf;
  const inputs: [Tensor, Tensor] = [randomNormal([size, size]), randomNormal([size, size])];
  return repeated(side, inputs, (a, b) => matMul(a, b));
}

function triad(side: Side): OpenJob {
  const { add, mul, ones, tidy } = side.tf;
  const inputs: [Tensor, Tensor] = [ones([TRIAD_FLOATS]), ones([TRIAD_FLOATS])];
  return repeated(side, inputs, (a, b) => tidy(() => add(a, mul(b, 3))));
}

function upload({ tf }: Side, size: number): OpenJob {
  const values = new Float32Array(size).fill(1);
  return {
    run(iterations) {
      for (let i = 0; i < iterations; i++) {
        tf.tidy(() => tf.slice(tf.tensor1d(values), 0, 1).dataSync());
      }
    },
  };
}

function download({ tf }: Side, size: number): OpenJob {
  const tensor = tf.tidy(() => tf.add(tf.ones([size]), tf.ones([size])));
  return {
    run(iterations) {
      for (let i = 0; i < iterations; i++) tensor.dataSync();
    },
    dispose: () => tensor.dispose(),
  };
}

/** All jobs that tfjs's API can do. */
export const TFJS_JOBS: Readonly<Record<string, TfjsJob>> = {
  triad,
  matmul,
  dispatch,
  cnn,
  gpt: (side, width) => stepping(side, gptTraining(side, { width })),
  lstm,
  dense,
  upload,
  download,
};
