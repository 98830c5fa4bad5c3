import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { readSafetensors } from "../../../src/io/safetensors/safetensors.ts";
import { WeightsMismatchError } from "../../../src/models/keras/assign_weight.ts";
import { loadKeras } from "../../../src/models/keras/load_keras.ts";
import { loadWeights } from "../../../src/models/weights/load_weights.ts";
import { saveWeights } from "../../../src/models/weights/save_weights.ts";
import { goldenFiles } from "../../parity/models/goldens.ts";

const PARITY = new URL("../../parity/models/", import.meta.url);

describe("weights of models", () => {
  let folder: string;
  beforeAll(async () => {
    await tf.ready();
    folder = await Deno.makeTempDir();
  });

  const net = (units = 3, name = "hidden") =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units, inputShape: [2], name }),
        tf.layers.dense({ units: 1, name: "score" }),
      ],
    });
  const values = (model: tf.LayersModel) => model.getWeights().map((one) => [...one.dataSync()]);

  it("saveWeights() and loadWeights() carry weights from model to model, by name", async () => {
    const [from, to] = [net(), net()];
    await saveWeights(from, `${folder}/net.safetensors`, { metadata: { epoch: "3" } });
    assertEquals(await loadWeights(to, `${folder}/net.safetensors`), {
      missing: [],
      unexpected: [],
    });
    assertEquals(values(to), values(from));
    const { arrays, metadata } = readSafetensors(
      await Deno.readFile(`${folder}/net.safetensors`),
    );
    assertEquals(Object.keys(arrays).sort(), [
      "hidden/bias",
      "hidden/kernel",
      "score/bias",
      "score/kernel",
    ]);
    assertEquals(metadata, { epoch: "3" });
  });

  it("loadWeights() lists what is missing, unexpected and of another shape, and changes nothing", async () => {
    await saveWeights(net(4, "other"), `${folder}/other.safetensors`);
    const model = net();
    const before = values(model);
    const error = await assertRejects(
      () => loadWeights(model, `${folder}/other.safetensors`),
      WeightsMismatchError,
    );
    assertEquals(
      error.message,
      `Cannot load weights from ${folder}/other.safetensors: missing: "hidden/kernel", ` +
        '"hidden/bias"; unexpected: "other/bias", "other/kernel"; "score/kernel" is [4,1] in the file, ' +
        "and [3,1] in the model",
    );
    await assertRejects(
      () => loadWeights(model, `${folder}/other.safetensors`, { strict: false }),
      WeightsMismatchError,
      '"score/kernel" is [4,1]',
    );
    assertEquals(values(model), before);
  });

  it("loadWeights() renames, leaves out, and with strict: false tells what differs", async () => {
    const from = net(3, "old");
    await saveWeights(from, `${folder}/old.safetensors`);
    const to = net();
    const rename = (name: string) =>
      name === "score/bias" ? undefined : name.replace("old/", "hidden/");
    const result = await loadWeights(to, `${folder}/old.safetensors`, { rename, strict: false });
    assertEquals(result, { missing: ["score/bias"], unexpected: [] });
    assertEquals(values(to).slice(0, 3), values(from).slice(0, 3));
  });

  it("saveWeights() writes several files with an index, which loadWeights() reads", async () => {
    const [from, to] = [net(), net()];
    const index = `${folder}/big.safetensors.index.json`;
    await saveWeights(from, index, { maxShardBytes: 24 });
    const { metadata, weight_map } = JSON.parse(await Deno.readTextFile(index));
    assertEquals(metadata, { total_size: 52 });
    assertEquals(weight_map["hidden/kernel"], "big-00001-of-00003.safetensors");
    await loadWeights(to, index);
    assertEquals(values(to), values(from));
    const outside = { weight_map: { a: "../net.safetensors" } };
    await Deno.writeTextFile(`${folder}/bad.safetensors.index.json`, JSON.stringify(outside));
    await assertRejects(
      () => loadWeights(to, `${folder}/bad.safetensors.index.json`),
      SyntaxError,
      'said to be in "../net.safetensors", which is no safetensors file in the same folder',
    );
  });

  const torchNet = () =>
    tf.sequential({
      layers: [
        tf.layers.conv2d({ filters: 3, kernelSize: [3, 2], inputShape: [6, 5, 2], name: "conv" }),
        tf.layers.batchNormalization({ epsilon: 1e-5, name: "norm" }),
        tf.layers.reLU(),
        tf.layers.conv2dTranspose({ filters: 2, kernelSize: 2, strides: 2, name: "up" }),
        tf.layers.globalAveragePooling2d({}),
        tf.layers.dense({ units: 4, name: "fc" }),
      ],
    });

  it("loadWeights() with PyTorch's layout predicts what PyTorch does, and saveWeights() gives it back", async () => {
    const model = torchNet();
    const file = new URL("torch.safetensors", PARITY);
    await loadWeights(model, file, { layout: "torch" });
    const { input, output } = JSON.parse(await Deno.readTextFile(new URL("torch.json", PARITY)));
    const answer = (model.predict(tf.tensor(input.data, input.shape)) as tf.Tensor).dataSync();
    output.forEach((value: number, i: number) => assertAlmostEquals(answer[i]!, value, 1e-5));
    await saveWeights(model, `${folder}/torch.safetensors`, { layout: "torch" });
    const { arrays: ours } = readSafetensors(await Deno.readFile(`${folder}/torch.safetensors`));
    const { arrays: theirs } = readSafetensors(await Deno.readFile(file));
    const { "norm.num_batches_tracked": _counted, ...floats } = theirs;
    assertEquals(ours, floats);
  });

  it("PyTorch's layout refuses recurrent layers", async () => {
    const model = tf.sequential({ layers: [tf.layers.lstm({ units: 2, inputShape: [3, 2] })] });
    await assertRejects(
      () => saveWeights(model, `${folder}/lstm.safetensors`, { layout: "torch" }),
      TypeError,
      "are in another order",
    );
  });

  it("loadWeights() takes Keras' .weights.h5 and .keras, and names the file that does not fit", async () => {
    const files = await goldenFiles();
    const options = { onNotice: () => {} };
    const model = await loadKeras(files["residual.keras"]!, options);
    const wanted = values(model);
    for (const name of ["residual.weights.h5", "residual.keras", "residual.h5"]) {
      model.setWeights(model.getWeights().map((one) => tf.zerosLike(one)));
      await loadWeights(model, files[name]!);
      assertEquals(values(model), wanted, name);
    }
    await Deno.writeFile(`${folder}/a.weights.h5`, files["residual.weights.h5"]!);
    await assertRejects(
      () => loadWeights(net(), `${folder}/a.weights.h5`),
      WeightsMismatchError,
      `Cannot load weights from ${folder}/a.weights.h5: The file has no "layers/dense_1/vars/0"`,
    );
  });

  it("loadWeights() refuses files of other kinds", async () => {
    await Deno.writeTextFile(`${folder}/x.safetensors`, "no safetensors at all");
    await assertRejects(
      () => loadWeights(net(), `${folder}/x.safetensors`),
      SyntaxError,
      `Cannot load weights from ${folder}/x.safetensors: Cannot read safetensors`,
    );
    await assertRejects(() => saveWeights(net(), `${folder}/x.bin`), RangeError, "must end on");
  });
});
