/**
 * Memory over 5,000 eager training steps of a small convolutional network, with `tidy` and without.
 *
 *     deno run -A bench/memory.ts [--steps 5000]
 *
 * Prints native tensors and resident memory, each as the mean of the 100 steps around step 500 and
 * at the end, and the ratio of the two.
 *
 * @module
 */

import { parseArgs } from "node:util";
import { engine, tf } from "../mod.ts";

const { values } = parseArgs({ options: { steps: { type: "string", default: "5000" } } });
const steps = Number(values.steps);
const { version } = await engine.use({ engine: "tensorflow" });

/** A network and one training step on it, which returns the loss. */
function network(): { step: () => tf.Scalar; dispose: () => void } {
  const { conv2d, maxPooling2d, flatten, dense } = tf.layers;
  const model = tf.sequential({
    layers: [
      conv2d({ filters: 8, kernelSize: 3, activation: "relu", inputShape: [14, 14, 1] }),
      maxPooling2d({ poolSize: 2 }),
      flatten(),
      dense({ units: 10 }),
    ],
  });
  const optimizer = tf.train.adam(1e-3);
  const step = () => {
    const x = tf.randomNormal([16, 14, 14, 1]);
    const y = tf.oneHot(tf.randomUniform([16], 0, 10, "int32") as tf.Tensor1D, 10).toFloat();
    const loss = () => tf.losses.softmaxCrossEntropy(y, model.apply(x) as tf.Tensor) as tf.Scalar;
    return optimizer.minimize(loss, true)!;
  };
  return {
    step,
    dispose() {
      model.dispose();
      optimizer.dispose();
    },
  };
}

/** Trains and returns native tensors and resident bytes after each step. */
async function train(tidy: boolean): Promise<{ tensors: number[]; resident: number[] }> {
  const { step, dispose } = network();
  const tensors: number[] = [];
  const resident: number[] = [];
  for (let i = 0; i < steps; i++) {
    const loss = tidy ? tf.tidy(step) : step();
    await loss.data();
    if (tidy) loss.dispose();
    tensors.push(engine.memory().tensors);
    resident.push(Deno.memoryUsage().rss);
  }
  dispose();
  return { tensors, resident };
}

function mean(numbers: number[], from: number, to: number): number {
  return numbers.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
}

console.log(`TensorFlow ${version}, ${steps} steps`);
for (const tidy of [true, false]) {
  const { tensors, resident } = await train(tidy);
  const [early, late] = [[450, 550], [steps - 100, steps]] as [[number, number], [number, number]];
  const mib = (range: [number, number]) => mean(resident, ...range) / 2 ** 20;
  console.log(
    `${tidy ? "with tidy   " : "without tidy"}: ` +
      `tensors ${mean(tensors, ...early).toFixed(0)} then ${mean(tensors, ...late).toFixed(0)}; ` +
      `resident ${mib(early).toFixed(0)} MiB then ${mib(late).toFixed(0)} MiB, ` +
      `ratio ${(mib(late) / mib(early)).toFixed(3)}`,
  );
}
