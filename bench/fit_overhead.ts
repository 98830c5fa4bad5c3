/**
 * What `train.fit` costs over its bare compiled step: a CNN on batches of 64 images (or, with `--small`, a
 * single layer, whose step is short, so that the difference in microseconds can be seen), an epoch of
 * `fit` and the same steps in a bare loop, in turn.
 *
 * `deno run -A bench/fit_overhead.ts [--rounds 15] [--steps 60] [--small]`
 *
 * @module
 */
import { parseArgs } from "node:util";
import { data, jit, models, nn, tf, train } from "../mod.ts";
import { permutation } from "../src/core/permutation.ts";
import { ratioOf, spreadOf } from "./statistics.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "15" },
    steps: { type: "string", default: "60" },
    small: { type: "boolean", default: false },
  },
});
const [rounds, steps] = [Number(values.rounds), Number(values.steps)];
const batchSize = 64;
const makeModel = () =>
  values.small
    ? tf.sequential({
      layers: [tf.layers.flatten({ inputShape: [28, 28, 1] }), tf.layers.dense({ units: 10 })],
    })
    : models.mnistCnn();

await tf.ready();
const size = steps * batchSize;
using digits = new data.ArrayDataset(
  tf.randomUniform([size, 28, 28, 1], 0, 1, "float32", 1),
  tf.randomUniform([size], 0, 10, "int32", 2),
);

/** An epoch of bare steps: what one would write by hand. */
function bare(): () => Promise<number> {
  const model = makeModel();
  const optimizer = tf.train.adam(1e-3);
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const step = jit((inputs: tf.Tensor, targets: tf.Tensor, rows: tf.Tensor1D) => {
    const [x, y] = [tf.gather(inputs, rows), tf.gather(targets, rows)];
    return optimizer.minimize(
      () => {
        const outputs = model.apply(x, { training: true }) as tf.Tensor;
        return nn.sparseCategoricalCrossentropy(y, outputs) as tf.Scalar;
      },
      true,
      variables,
    )!;
  });
  let epoch = 0;
  return async () => {
    const begun = performance.now();
    const order = permutation(size, [0, ++epoch]);
    let loss: tf.Tensor | undefined;
    for (let at = 0; at < size; at += batchSize) {
      loss?.dispose();
      const rows = tf.tensor1d(order.subarray(at, at + batchSize), "int32");
      loss = step(digits.inputs, digits.targets, rows);
      rows.dispose();
    }
    await loss!.data();
    return performance.now() - begun;
  };
}

/** The same with `fit`: the accuracy beside the loss, sums of both, the order, and the checks. */
function fitted(progress: boolean): () => Promise<number> {
  const model = makeModel();
  const optimizer = tf.train.adam(1e-3);
  const write = () => {};
  const target = progress ? { write, terminal: true, columns: 100 } : false;
  const epochs = 2;
  return async () => {
    // The second of two epochs: the first compiles the step of this call.
    const { seconds } = await train.fit(model, digits, {
      epochs,
      batchSize,
      optimizer,
      progress: target,
    });
    return seconds[1]! * 1000;
  };
}

const kinds = { bare: bare(), fit: fitted(false), shown: fitted(true) };
const times = { bare: [] as number[], fit: [] as number[], shown: [] as number[] };
for (let round = -1; round < rounds; round++) {
  const order = Object.keys(kinds) as (keyof typeof kinds)[];
  if (round % 2 === 0) order.reverse();
  for (const kind of order) {
    const time = await kinds[kind]();
    if (round >= 0) times[kind].push(time / steps);
  }
}
const step = spreadOf(times.bare);
console.log(
  `${rounds} rounds of ${steps} steps of ${batchSize} images; bare step ${
    step.median.toFixed(2)
  } ms ` +
    `(quartiles ${step.low.toFixed(2)}, ${step.high.toFixed(2)})`,
);
for (const kind of ["fit", "shown"] as const) {
  const { median, low, high } = ratioOf(times[kind], times.bare);
  const percent = (share: number) => `${((share - 1) * 100).toFixed(1)} %`;
  console.log(
    `${kind}: ${percent(median)} more (quartiles ${percent(low)}, ${percent(high)}); median ` +
      `${(1000 * (spreadOf(times[kind]).median - step.median)).toFixed(0)} µs a step`,
  );
}
