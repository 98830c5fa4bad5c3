/**
 * Writes SavedModels with inputs and answers beside them into a folder for check_saved_models.py: every
 * layer, every model of keras.zip, those of the tests, and functions.
 *
 *     deno run -A tests/parity/models/save_for_tensorflow.ts <folder>
 *
 * @module
 */

import * as tf from "../../../src/engine/tf.ts";
import { jit } from "../../../src/jit/mod.ts";
import { loadKeras } from "../../../src/models/keras/load_keras.ts";
import { mnistCnn } from "../../../src/models/mnist_cnn.ts";
import {
  saveSavedModel,
  type SaveSavedModelOptions,
} from "../../../src/models/saved_model/save_saved_model.ts";
import { namedWeights } from "../../../src/models/weights/named_weights.ts";
import { layerCases } from "../../engine/layer_cases.ts";
import { modelCases } from "../../models/saved_model/model_cases.ts";
import { answers } from "../../models/saved_model/outputs_by_name.ts";
import { goldens } from "./goldens.ts";

const [folder] = Deno.args;
if (folder === undefined) throw new TypeError("Give the folder to write to");
await tf.ready();
await Deno.mkdir(folder, { recursive: true });

/** Numbers, with their shape and dtype. */
const entry = (tensor: tf.Tensor) => ({
  shape: tensor.shape,
  dtype: tensor.dtype,
  data: [...tensor.dataSync()],
});
const entries = (tensors: tf.NamedTensorMap) =>
  Object.fromEntries(Object.entries(tensors).map(([name, one]) => [name, entry(one)]));

type Source = Parameters<typeof saveSavedModel>[0];
interface Case {
  readonly inputs: tf.NamedTensorMap;
  readonly outputs: tf.NamedTensorMap;
}

async function write(
  text: string,
  source: Source,
  options: SaveSavedModelOptions,
  cases: readonly Case[],
): Promise<void> {
  const name = text.replaceAll(/\W+/g, "_");
  await saveSavedModel(source, `${folder}/${name}`, options);
  const weights = typeof source === "function"
    ? {}
    : Object.fromEntries([...namedWeights(source)].map(([path, one]) => [path, one.variable]));
  const record = {
    name,
    cases: cases.map(({ inputs, outputs }) => ({
      inputs: entries(inputs),
      outputs: entries(outputs),
    })),
    weights: entries(weights),
  };
  await Deno.writeTextFile(`${folder}/${name}.json`, JSON.stringify(record));
}

/** Writes a model of layers, with answers for several numbers of examples. */
async function writeModel(
  name: string,
  model: tf.LayersModel,
  given: (examples: number) => tf.Tensor[],
): Promise<void> {
  const cases = [1, 3].map((examples) => {
    const tensors = given(examples);
    const inputs = model.inputs.map(({ sourceLayer }, i) => [sourceLayer.name, tensors[i]!]);
    return { inputs: Object.fromEntries(inputs), outputs: answers(model, tensors) };
  });
  await write(name, model, {}, cases);
  model.dispose();
}

const fixed = new Set(["categoryEncoding", "centerCrop"]);
for (const { name, shape, indices, make } of layerCases.filter((one) => !fixed.has(one.name))) {
  const input = tf.input({ shape });
  const model = tf.model({ inputs: input, outputs: make().apply(input) as tf.SymbolicTensor });
  await writeModel(`layer ${name}`, model, (examples) => [
    indices
      ? tf.cast(tf.randomUniform([examples, ...shape], 0, indices, "int32", 1), "float32")
      : tf.randomNormal([examples, ...shape], 0, 1, "float32", 1),
  ]);
}
for (const { name, files, inputs } of await goldens()) {
  const model = await loadKeras(files[".keras"]!, { onNotice: () => {} });
  await writeModel(`keras ${name}`, model, (examples) =>
    model.inputs.map(({ dtype }, i) => {
      const { data, shape } = inputs[i]!;
      const times = shape.map((_, axis) => axis === 0 ? Math.ceil(examples / shape[0]!) : 1);
      return tf.slice(tf.tile(tf.tensor(data, shape, dtype), times), 0, examples);
    }));
}
for (const { name, make, given } of modelCases) await writeModel(`model ${name}`, make(), given);
const image = (examples: number) => [tf.randomUniform([examples, 28, 28, 1], 0, 1, "float32", 1)];
await writeModel("mnist_cnn", mnistCnn({ seed: 1 }), image);

const weight = tf.variable(tf.tensor([2, 3]), true, "weight");
const shift = tf.tensor([10, 20]);
const compiled = jit((x: tf.Tensor) => ({
  y: tf.add(tf.mul(x, weight), shift),
  turned: jit.cond(
    tf.greater(tf.sum(x), 0),
    () => tf.concat([x, tf.zeros([x.shape[0]!, 1])], 1),
    () => tf.concat([x, tf.ones([x.shape[0]!, 1])], 1),
  ) as tf.Tensor,
}));
const rows = [[[1, 2]], [[-1, -2], [-3, 1], [0, 0]]].map((values) => tf.tensor2d(values));
await write(
  "function",
  compiled,
  { inputs: { x: { shape: [null, 2] } } },
  rows.map((x) => ({ inputs: { x }, outputs: compiled(x) })),
);
