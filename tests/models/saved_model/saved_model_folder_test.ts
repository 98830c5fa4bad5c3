import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { use } from "../../../src/engine/select.ts";
import { saveSavedModel } from "../../../src/models/saved_model/save_saved_model.ts";
import { describeTensorflow } from "../../engine/with_tensorflow.ts";
import { canMountDisks, removeSmallDisk, smallDisk } from "../../small_disk.ts";

const canMount = canMountDisks();
const why = canMount ? "" : " (ignored: no right to mount a small disk)";

/** A model that multiplies by a number, and as many weights more. */
function times(factor: number, more = 0): tf.Sequential {
  const model = tf.sequential();
  model.add(tf.layers.dense({ units: 1, inputShape: [1], useBias: false }));
  if (more > 0) model.add(tf.layers.dense({ units: more, useBias: false }));
  model.layers[0]!.setWeights([tf.tensor([[factor]])]);
  return model;
}

/** What the saved model makes of 1. */
async function answer(folder: string): Promise<number> {
  const loaded = await tf.node.loadSavedModel(folder);
  try {
    return (loaded.predict(tf.ones([1, 1])) as tf.Tensor).dataSync()[0]!;
  } finally {
    loaded.dispose();
  }
}

const names = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name)).sort();

describeTensorflow("the folder of a SavedModel", () => {
  it("is replaced whole, through a link too", async () => {
    const folder = await Deno.makeTempDir();
    await saveSavedModel(times(2), `${folder}/model/`);
    await Deno.writeTextFile(`${folder}/model/assets/old.txt`, "old");
    await Deno.symlink("model", `${folder}/link`, { type: "dir" });
    await saveSavedModel(times(3), `${folder}/link`);
    assertEquals(await answer(`${folder}/model`), 3);
    assertEquals((await Deno.lstat(`${folder}/link`)).isSymlink, true);
    assertEquals(await names(`${folder}/model/assets`), []);
    assertEquals(await names(folder), ["link", "model"]);
    await Deno.remove(folder, { recursive: true });
  });

  it("may be new, in folders that are new, or empty", async () => {
    const folder = await Deno.makeTempDir();
    await saveSavedModel(times(2), folder);
    assertEquals(await answer(folder), 2);
    await saveSavedModel(times(4), new URL(`file://${folder}/assets/a%20b/c`));
    assertEquals(await answer(`${folder}/assets/a b/c`), 4);
    await Deno.remove(folder, { recursive: true });
  });

  it("is refused where it holds other things, or is a file", async () => {
    const folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${folder}/letter.txt`, "dear");
    const refused = { [folder]: "such as letter.txt", [`${folder}/letter.txt`]: "that is a file" };
    for (const [path, message] of Object.entries(refused)) {
      await assertRejects(() => saveSavedModel(times(2), path), TypeError, message);
    }
    await assertRejects(() => saveSavedModel(times(2), `${folder}/letter.txt/model`), Error);
    assertEquals(await Deno.readTextFile(`${folder}/letter.txt`), "dear");
    assertEquals(await names(folder), ["letter.txt"]);
    await Deno.remove(folder, { recursive: true });
  });

  it(`stays as it was on a full disk${why}`, { ignore: !canMount }, async () => {
    const folder = await Deno.makeTempDir();
    smallDisk(folder, "256k");
    try {
      await saveSavedModel(times(2), `${folder}/model`);
      const large = times(3, 100_000);
      await assertRejects(() => saveSavedModel(large, `${folder}/model`), Error, "space");
      assertEquals(await answer(`${folder}/model`), 2);
      assertEquals(await names(folder), ["model"]);
    } finally {
      removeSmallDisk(folder);
      await Deno.remove(folder);
    }
  });
});

describe("models.saveSavedModel() on other engines", () => {
  it("says that it needs the tensorflow engine, and writes nothing", async () => {
    const folder = await Deno.makeTempDir();
    await use({ engine: "wasm" });
    await assertRejects(
      () => saveSavedModel(times(2), `${folder}/model`),
      Error,
      "with the engine wasm: it needs the tensorflow engine",
    );
    assertEquals(await names(folder), []);
    await Deno.remove(folder);
  });
});
