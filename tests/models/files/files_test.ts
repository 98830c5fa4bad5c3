import { assert, assertEquals, assertRejects } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { load } from "../../../src/models/files/load.ts";
import { save } from "../../../src/models/files/save.ts";
import { loadKeras } from "../../../src/models/keras/load_keras.ts";
import { goldens } from "../../parity/models/goldens.ts";

describe("models in files", () => {
  let folder: string;
  beforeAll(async () => {
    await tf.ready();
    folder = await Deno.makeTempDir();
  });
  const build = () =>
    tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], name: "only" })] });

  it("save() and load() choose the kind by the path's ending", async () => {
    const model = build();
    const x = tf.randomNormal([4, 3]);
    const wanted = (model.predict(x) as tf.Tensor).dataSync();
    for (const name of ["a.keras", "a.h5", "tfjs", "b/model.json"]) {
      await save(model, `${folder}/${name}`);
      const loaded = await load(`${folder}/${name}`) as tf.LayersModel;
      assertEquals((loaded.predict(x) as tf.Tensor).dataSync(), wanted, name);
      loaded.dispose();
    }
    assert((await Deno.stat(`${folder}/tfjs/model.json`)).isFile);
    assert((await Deno.stat(`${folder}/b/model.json`)).isFile);
  });

  it("load() takes file: addresses", async () => {
    await save(build(), new URL(`file://${folder}/with%20space.keras`));
    const loaded = await load(new URL(`file://${folder}/with%20space.keras`));
    assertEquals((loaded as tf.LayersModel).layers.at(-1)!.name, "only");
  });

  it("a GRU of Keras' comes back from a folder of tfjs", async () => {
    const gru = (await goldens()).find(({ name }) => name === "gru")!;
    const model = await loadKeras(gru.files[".keras"]!);
    await save(model, `${folder}/gru`);
    const loaded = await load(`${folder}/gru`) as tf.LayersModel;
    assertEquals(
      loaded.getWeights().map((one) => one.dataSync()),
      model.getWeights().map((one) => one.dataSync()),
    );
  });

  it("save() and load() say what holds weights alone, and what is no model", async () => {
    const model = build();
    await assertRejects(() => save(model, "x.safetensors"), TypeError, "models.saveWeights");
    await assertRejects(() => load("x.safetensors"), TypeError, "models.loadWeights");
    await assertRejects(() => save(model, "x.pb"), TypeError, "named saved_model.pb");
    await assertRejects(() => save(model, "x.json"), TypeError, "named model.json");
    await assertRejects(() => load(`${folder}/missing`), Deno.errors.NotFound);
    await Deno.mkdir(`${folder}/empty`);
    await assertRejects(() => load(`${folder}/empty`), TypeError, "neither model.json nor");
  });

  it("load() refuses a model.json that names files elsewhere", async () => {
    await Deno.mkdir(`${folder}/evil`);
    for (const path of ["../secret.bin", "/etc/passwd", "a/../../b.bin"]) {
      const manifest = { modelTopology: {}, weightsManifest: [{ paths: [path], weights: [] }] };
      await Deno.writeTextFile(`${folder}/evil/model.json`, JSON.stringify(manifest));
      await assertRejects(() => load(`${folder}/evil`), TypeError, "which is not beside it");
    }
    await Deno.writeTextFile(`${folder}/evil/model.json`, "{");
    await assertRejects(() => load(`${folder}/evil`), TypeError, `${folder}/evil/model.json`);
  });
});
