import { assertEquals, assertRejects } from "@std/assert";
import { afterEach, beforeAll, beforeEach, describe, it } from "@std/testing/bdd";
import { fileIoRouter } from "../../src/engine/file_io.ts";
import * as tf from "../../src/engine/tf.ts";

describe("fileIoRouter", () => {
  let folder: string;
  let before: number;
  beforeAll(async () => {
    await tf.ready();
  });
  beforeEach(async () => {
    folder = await Deno.makeTempDir();
    before = tf.memory().numTensors;
  });
  afterEach(async () => {
    await Deno.remove(folder, { recursive: true });
    assertEquals(tf.memory().numTensors, before);
  });

  const build = () =>
    tf.sequential({
      layers: [
        tf.layers.dense({ units: 3, inputShape: [2], activation: "relu" }),
        tf.layers.dense({ units: 1 }),
      ],
    });

  it("fileIoRouter() saves into folders that are not there yet and loads the same model", async () => {
    const model = build();
    const url = `file://${folder}/a folder/of %20 models`;
    await model.save(url);
    const loaded = await tf.loadLayersModel(`${url}/model.json`);
    tf.tidy(() => {
      const inputs = tf.randomNormal([5, 2]);
      const answers = [model, loaded].map((each) => (each.predict(inputs) as tf.Tensor).dataSync());
      assertEquals(answers[0], answers[1]);
    });
    model.dispose();
    loaded.dispose();
  });

  it("fileIoRouter() overwrites a model that is there", async () => {
    const url = `file://${folder}/model`;
    const first = build();
    const second = build();
    await first.save(url);
    await second.save(url);
    const loaded = await tf.loadLayersModel(`${url}/model.json`);
    assertEquals(loaded.getWeights()[0]!.dataSync(), second.getWeights()[0]!.dataSync());
    for (const model of [first, second, loaded]) model.dispose();
  });

  it("fileIoRouter() says which file is missing", async () => {
    const url = `file://${folder}/model.json`;
    await assertRejects(
      () => tf.loadLayersModel(url),
      Error,
      `${folder}/model.json does not exist`,
    );
  });

  it("fileIoRouter() leaves other schemes to others", () => {
    assertEquals(fileIoRouter("http://127.0.0.1/model.json"), null);
    assertEquals(fileIoRouter("indexeddb://model"), null);
    assertEquals(fileIoRouter(["file:///a", "http://b"]), null);
  });
});
