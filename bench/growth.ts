/**
 * Memory over many training steps of a small convolutional network: compiled, op by op, and op by op
 * without `tidy`. What grows from step to step shows here.
 *
 * @module
 */

import { engine, jit, tf } from "../mod.ts";
import type { Table } from "./report/format.ts";

/** What one way of training held, each as the mean over the 100 steps around a point. */
export interface Growth {
  /** The way. */
  readonly mode: string;
  /** Native tensors after a tenth of the steps and at the end. */
  readonly tensors: readonly [number, number];
  /** Resident MiB after a tenth of the steps and at the end. */
  readonly resident: readonly [number, number];
}

/** Steps over which a figure is averaged. */
const WINDOW = 100;

/**
 * Trains in each way in turn.
 *
 * @throws {RangeError} With fewer than 1,000 steps, which tell nothing.
 */
export async function measureGrowth(steps: number): Promise<Growth[]> {
  if (!(Number.isInteger(steps) && steps >= 10 * WINDOW)) {
    throw new RangeError(
      `Cannot measure growth: steps must be 1000 or more, current value is ${steps}`,
    );
  }
  await engine.use({ engine: "tensorflow" });
  const modes = { "compiled": jit, "op by op": tidied, "op by op, no tidy": untouched } as const;
  const found: Growth[] = [];
  for (const [mode, wrap] of Object.entries(modes)) found.push(await train(mode, wrap, steps));
  return found;
}

/** The figures as a table. */
export function growthTable(growth: readonly Growth[]): Table {
  return [
    ["training", "tensors early", "late", "resident early", "late", "ratio"],
    ...growth.map(({ mode, tensors, resident: [early, late] }) => [
      mode,
      ...tensors.map((mean) => mean.toFixed(0)),
      ...[early, late].map((mean) => `${mean.toFixed(0)} MiB`),
      (late / early).toFixed(3),
    ]),
  ];
}

type Step = (x: tf.Tensor, y: tf.Tensor) => tf.Scalar;

function tidied(step: Step): Step {
  return (x, y) => tf.tidy(() => step(x, y));
}

function untouched(step: Step): Step {
  return step;
}

async function train(mode: string, wrap: (step: Step) => Step, steps: number): Promise<Growth> {
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
  const step = wrap((x, y) => {
    const labels = tf.oneHot(y as tf.Tensor1D, 10).toFloat();
    const loss = () => tf.losses.softmaxCrossEntropy(labels, model.apply(x) as tf.Tensor);
    return optimizer.minimize(loss as () => tf.Scalar, true)!;
  });
  const tensors: number[] = [];
  const resident: number[] = [];
  for (let i = 0; i < steps; i++) {
    const x = tf.randomNormal([16, 14, 14, 1]);
    const y = tf.randomUniform([16], 0, 10, "int32");
    const loss = step(x, y);
    // Waiting lets the garbage collector's finalisers run.
    await loss.data();
    tf.dispose([x, y, loss]);
    tensors.push(engine.memory().tensors);
    resident.push(Deno.memoryUsage().rss / 2 ** 20);
  }
  if ("dispose" in step) (step as ReturnType<typeof jit>).dispose();
  model.dispose();
  optimizer.dispose();
  const around = (numbers: number[]): [number, number] => [
    mean(numbers.slice(steps / 10 - WINDOW / 2, steps / 10 + WINDOW / 2)),
    mean(numbers.slice(-WINDOW)),
  ];
  return { mode, tensors: around(tensors), resident: around(resident) };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
