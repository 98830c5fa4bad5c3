import { assertRejects } from "@std/assert";
import * as nn from "../../src/nn/mod.ts";
import * as tf from "../../src/engine/tf.ts";
import * as train from "../../src/train/mod.ts";
import { from } from "../../src/data/dataset/sources.ts";

await tf.ready();

/** Options as notebooks without types let them through. */
function odd(options: Record<string, unknown>): never {
  return options as never;
}

function makeModel(): tf.LayersModel {
  return tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
}

const examples = from([{ inputs: [1, 0], targets: 0 }, { inputs: [0, 1], targets: 1 }]);

/** What is called, and which option it shall name in place of the one that it was given. */
const calls: readonly (readonly [
  name: string,
  meant: string,
  call: (model: tf.LayersModel) => unknown,
])[] = [
  ["fit", "batchSize", (model) => train.fit(model, examples, odd({ bacth: 32 }))],
  ["fit", "batchSize", (model) => train.fit(model, examples, odd({ batch_size: 32 }))],
  ["fit", "validationSplit", (model) => train.fit(model, examples, odd({ validation: 0.1 }))],
  ["evaluate", "batchSize", (model) => train.evaluate(model, examples, odd({ batchsize: 2 }))],
  ["predict", "batchSize", (model) => train.predict(model, tf.zeros([1, 2]), odd({ batch: 2 }))],
  ["crossValidate", "epochs", () => {
    return train.crossValidate(makeModel, examples, odd({ folds: 2, epoch: 3 }));
  }],
  ["Trainer", "evalDataset", (model) => {
    return new train.Trainer(odd({ model, trainDataset: examples, evaluationDataset: examples }));
  }],
  ["Trainer", "numTrainEpochs", (model) => {
    const args = odd({ num_train_epochs: 1 });
    return new train.Trainer({ model, trainDataset: examples, args });
  }],
  ["earlyStopping", "patience", () => train.earlyStopping(odd({ patient: 3 }))],
  ["reduceLrOnPlateau", "cooldown", () => train.reduceLrOnPlateau(odd({ cool_down: 3 }))],
  ["reduceLrOnPlateau", "minDelta", () => train.reduceLrOnPlateau(odd({ min_delta: 0.1 }))],
  ["adamW", "learningRate", () => train.adamW(odd({ learning_rate: 3 }))],
  ["sgd", "momentum", () => train.sgd(odd({ learningRate: 0.1, momentun: 0.9 }))],
];

for (const [name, meant, call] of calls) {
  Deno.test(`${name}() refuses an option that it does not know, and names ${meant}`, async () => {
    const model = makeModel();
    try {
      await assertRejects(async () => await call(model), TypeError, `"${meant}" is the nearest of`);
    } finally {
      model.dispose();
    }
  });
}

Deno.test("fit() and evaluate() refuse losses and metrics that are no functions, by their names", async () => {
  const model = makeModel();
  try {
    for (const run of [train.fit, train.evaluate]) {
      await assertRejects(
        async () => await run(model, examples, odd({ loss: "meanSquaredError" })),
        TypeError,
        'such as nn.meanSquaredError, got "meanSquaredError"',
      );
      await assertRejects(
        async () =>
          await run(model, examples, odd({ loss: nn.meanSquaredError, metrics: ["acuracy"] })),
        TypeError,
        'streaming metrics as a list, or the word "accuracy", got "acuracy"',
      );
    }
  } finally {
    model.dispose();
  }
});
