/**
 * Goes on with the training of every model of keras_training.zip for two steps, and trains some from the
 * beginning with optimizers of ours; Keras goes on with all of them:
 *
 *     deno run -A tests/parity/models/train_for_keras.ts <folder>
 *     python tests/parity/models/make_keras_training.py --check <folder>
 *
 * @module
 */

import * as tf from "../../../src/engine/tf.ts";
import { loadKeras } from "../../../src/models/keras/load_keras.ts";
import { saveKeras } from "../../../src/models/keras/save_keras.ts";
import * as optim from "../../../src/optim/mod.ts";
import { STEPS, trainedGoldens, trainSteps } from "./keras_training.ts";

/** Ours with the settings of the cases of these names. */
const OWN: Record<string, () => optim.Optimizer> = {
  sgd_momentum: () => optim.sgd({ learningRate: 0.1, momentum: 0.9 }),
  adamw: () => optim.adamW({ learningRate: 0.03, weightDecay: 0.2, decays: "all" }),
  rmsprop: () => optim.rmsprop({ learningRate: 0.02 }),
  adagrad: () => optim.adagrad({ learningRate: 0.1, initialAccumulatorValue: 0.05 }),
  nadam: () => optim.nadam({ learningRate: 0.03 }),
  lion: () => optim.lion({ learningRate: 0.01, weightDecay: 0.1, decays: "all" }),
  adadelta: () => optim.adadelta({ learningRate: 1 }),
  cosine: () =>
    optim.adam({
      learningRate: optim.schedules.cosineDecay({
        initialLearningRate: 0.01,
        decaySteps: 8,
        alpha: 0.1,
        warmupTarget: 0.05,
        warmupSteps: 2,
      }),
    }),
};

function numbers(shape: number[], seed: number): tf.Tensor {
  const values = Float32Array.from(
    { length: tf.util.sizeFromShape(shape) },
    (_, i) => Math.fround(Math.sin((i + 1) * 12.9898 * seed) * 2) * 0.4,
  );
  return tf.tensor(values, shape);
}

const [folder] = Deno.args;
if (folder === undefined) throw new TypeError("Give the folder to write to");
await tf.ready();
await Deno.mkdir(folder, { recursive: true });
const onNotice = (notice: string) => {
  throw new Error(notice);
};
for (const { name, files } of await trainedGoldens()) {
  for (const [ending, bytes] of Object.entries(files)) {
    const model = await loadKeras(bytes, { onNotice });
    await trainSteps(model, STEPS, STEPS + 2);
    await saveKeras(model, `${folder}/${name}-${STEPS + 2}${ending}`, { onNotice });
    const make = OWN[name];
    if (make !== undefined) {
      const weights = model.layers.flatMap((layer) => layer.weights);
      weights.forEach((weight, i) => weight.write(numbers(weight.shape as number[], i + 60)));
      model.compile({ optimizer: make(), loss: "meanSquaredError" });
      await trainSteps(model, 0, STEPS);
      await saveKeras(model, `${folder}/own_${name}-${STEPS}${ending}`, { onNotice });
    }
    model.dispose();
  }
}
