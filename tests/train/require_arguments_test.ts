import { assert, assertEquals, assertRejects } from "@std/assert";
import { ArrayDataset } from "../../src/data/array_dataset.ts";
import * as tf from "../../src/engine/tf.ts";
import { evaluate } from "../../src/train/evaluate.ts";
import { fit } from "../../src/train/fit.ts";
import { predict } from "../../src/train/predict.ts";

await tf.ready();

function dense(units: number, compile?: tf.ModelCompileArgs): tf.Sequential {
  const model = tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [3] })] });
  if (compile) model.compile(compile);
  return model;
}
const inputs = tf.randomNormal([64, 3], 0, 1, "float32", 1);
const any = (value: unknown) => value as never;

Deno.test("fit(), evaluate() and predict() say what was wanted in place of a Keras call", async () => {
  const model = dense(1);
  const cases: [() => Promise<unknown>, string][] = [
    [
      () => fit(model, any(inputs)),
      "wanted a data set, got a tensor [64, 3]; new data.ArrayDataset",
    ],
    [() => fit(model, any([1, 2])), "wanted a data set, got an array of 2"],
    [() => fit(any(undefined), any(inputs)), "wanted a model of tf.sequential or tf.model"],
    [() => evaluate(model, any({})), "wanted a data set, got an object Object"],
    [
      () => predict(model, any([[1, 2, 3]])),
      "wanted a tensor, got an array of 1; tf.tensor(values)",
    ],
    [() => predict(any("model"), inputs), "got a string"],
  ];
  for (const [call, message] of cases) await assertRejects(call, TypeError, message);
});

Deno.test("fit() takes class numbers in int32 for tfjs's own sparse cross entropy", async () => {
  const labels = tf.tensor1d(Array.from({ length: 64 }, (_, i) => i % 4), "int32");
  const model = dense(4, { optimizer: "adam", loss: "sparseCategoricalCrossentropy" });
  const dataset = new ArrayDataset(inputs, labels);
  const { loss } = await fit(model, dataset, { epochs: 2, progress: false });
  assertEquals(loss.length, 2);
  assert(loss.every(Number.isFinite));
  assert(Number.isFinite((await evaluate(model, dataset)).loss));
});

for (const shape of [[64, 3], [64, 2, 1]]) {
  Deno.test(`fit() refuses targets [${shape}] that a compiled loss would pair with each output`, async () => {
    const model = dense(1, { optimizer: "sgd", loss: "meanSquaredError" });
    const dataset = new ArrayDataset(inputs, tf.zeros(shape));
    await assertRejects(
      () => fit(model, dataset, { progress: false }),
      TypeError,
      'with outputs [batch, 1]: "meanSquaredError" wants them alike',
    );
  });
}
