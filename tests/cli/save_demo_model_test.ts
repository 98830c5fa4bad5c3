import { assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { saveDemoModel } from "../../src/cli/save_demo_model.ts";
import * as tf from "../../src/engine/tf.ts";

/** A model whose first attempt to be saved fails. */
function failing(error: Error): { save: tf.LayersModel["save"]; asked: string[] } {
  const asked: string[] = [];
  const save = (to: unknown) => {
    asked.push(String(to));
    if (asked.length === 1) return Promise.reject(error);
    return Promise.resolve({
      modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" as const },
    });
  };
  return { save, asked };
}

function withCode(code: string): Error {
  return Object.assign(new Error(`${code}: made up`), { code });
}

describe("saveDemoModel", () => {
  it("saveDemoModel() saves into a temporary folder where it may not write", async () => {
    const errors = [
      new Deno.errors.PermissionDenied("made up"),
      new Deno.errors.NotCapable("made up"),
      withCode("EACCES"),
      withCode("EPERM"),
      withCode("EROFS"),
    ];
    for (const error of errors) {
      const model = failing(error);
      const folder = await saveDemoModel(model, "/made/up");
      await Deno.remove(folder);
      assertMatch(folder, /tensaur_mnist_cnn_/);
      assertEquals(model.asked, ["file:///made/up", `file://${folder}`]);
    }
  });

  it("saveDemoModel() passes every other failure on", async () => {
    const errors = [new TypeError("a bug in saving"), withCode("ENOSPC"), withCode("ENOTDIR")];
    for (const error of errors) {
      const model = failing(error);
      const thrown = await assertRejects(() => saveDemoModel(model, "/made/up"), Error);
      assertEquals(thrown, error);
      assertEquals(model.asked.length, 1);
    }
  });

  it("saveDemoModel() says so when a file is where the folder should be", async () => {
    await tf.ready();
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    const file = await Deno.makeTempFile();
    try {
      const error = await assertRejects(() => saveDemoModel(model, file), Error);
      assertNotEquals(error.message, "");
      await Deno.stat(file);
    } finally {
      model.dispose();
      await Deno.remove(file);
    }
  });
});
