/**
 * The MNIST network of document 001 with the improvements that the document suggests: how many of the
 * official test digits it gets right after training on 10,000.
 *
 * `deno run -A bench/mnist_improvements.ts [--seeds 3] [--epochs 15]`
 *
 * @module
 */
import { parseArgs } from "node:util";
import { data, tf, train } from "../mod.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "3" },
    epochs: { type: "string", default: "15" },
  },
});
const seeds = Number(values.seeds);
const epochs = Number(values.epochs);
await tf.ready();
using mnist = await data.mnist({ limit: 10_000 });
console.log(`${mnist.train.size} digits to train on: ${mnist.train.source}`);
console.log(`${mnist.test.size} digits to test with: ${mnist.test.source}`);

/** The digits one by one, which each epoch turns and shifts anew. */
const digits = await mnist.train.toDataset();

const turned = data.augmentation([
  data.randomRotation(0.04, { fillMode: "constant" }),
  data.randomZoom({ heightFactor: 0.12, fillMode: "constant" }),
  data.randomShear({ xFactor: 0.15, yFactor: 0, fillMode: "constant" }),
  data.randomTranslation({ heightFactor: 0.09, widthFactor: 0.09, fillMode: "constant" }),
]);

/** The document's layers; dropout before the last, a penalty on all kernels. */
function network(seed: number): tf.Sequential {
  const kernel = (layer: number) => ({
    kernelInitializer: tf.initializers.glorotUniform({ seed: 100 * seed + layer }),
    kernelRegularizer: tf.regularizers.l2({ l2: 1e-5 }),
  });
  const convolution = (filters: number, layer: number) =>
    tf.layers.conv2d({ filters, kernelSize: 3, activation: "relu", ...kernel(layer) });
  return tf.sequential({
    layers: [
      tf.layers.inputLayer({ inputShape: [28, 28, 1] }),
      convolution(32, 1),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      convolution(64, 2),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      convolution(64, 3),
      tf.layers.flatten(),
      tf.layers.dense({ units: 64, activation: "relu", ...kernel(4) }),
      tf.layers.dropout({ rate: 0.3, seed }),
      tf.layers.dense({ units: 10, ...kernel(5) }),
    ],
  });
}

const accuracies: number[] = [];
for (let seed = 1; seed <= seeds; seed++) {
  const model = network(seed);
  const trainingSteps = epochs * Math.ceil(mnist.train.size / 64);
  const optimizer = train.adam({
    learningRate: train.schedules.cosine({ learningRate: 2e-3, warmupSteps: 200, trainingSteps }),
  });
  const begun = performance.now();
  await train.fit(model, digits.map(turned, { workers: 1 }), {
    epochs,
    batchSize: 64,
    seed,
    optimizer,
  });
  const { accuracy } = await train.evaluate(model, mnist.test);
  accuracies.push(accuracy);
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  console.log(`seed ${seed}: ${(100 * accuracy).toFixed(2)} % in ${seconds} s`);
  optimizer.dispose();
  model.dispose();
}
const mean = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / accuracies.length;
console.log(`mean ${(100 * mean).toFixed(2)} %`);
