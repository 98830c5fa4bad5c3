import { assertEquals, assertStringIncludes } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { bundle, DISPLAY } from "../../../src/display/mod.ts";
import * as tf from "../../../src/engine/tf.ts";

describe("ModelView", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("ModelView lists layers, shapes, parameters and memory", () => {
    const model = tf.sequential({
      name: "<small>",
      layers: [
        tf.layers.dense({ name: "hidden", units: 8, inputShape: [16] }),
        tf.layers.dense({ name: "out", units: 1, trainable: false }),
      ],
    });
    const { "text/plain": text, "text/html": html } = bundle(model);
    assertEquals(text.split("\n"), [
      "Sequential <small>",
      "layer   type            output     parameters  per example",
      "hidden  Dense           [batch,8]         136  32 B",
      "out     Dense (frozen)  [batch,1]           9  4 B",
      "2 layers",
      "145 parameters · 136 trainable · 9 frozen · 580 B of weights",
    ]);
    assertStringIncludes(html!, "&lt;small&gt;");
    assertEquals(typeof (model as unknown as Record<symbol, unknown>)[DISPLAY], "function");
    model.dispose();
  });

  it("ModelView says where the inputs of branches come from", () => {
    const input = tf.input({ shape: [4], name: "in" });
    const left = tf.layers.dense({ units: 2, name: "left" }).apply(input) as tf.SymbolicTensor;
    const right = tf.layers.dense({ units: 2, name: "right" }).apply(input) as tf.SymbolicTensor;
    const both = tf.layers.concatenate({ name: "both" }).apply([left, right]);
    const model = tf.model({ inputs: input, outputs: both as tf.SymbolicTensor });
    const lines = bundle(model)["text/plain"].split("\n");
    assertStringIncludes(lines[1]!, "from");
    assertStringIncludes(lines[5]!, "left, right");
    model.dispose();
  });

  it("ModelView takes models without layers and with lengths that are not known", () => {
    assertEquals(bundle(tf.sequential({ name: "s" }))["text/plain"], "Sequential s\nno layers yet");
    const text = tf.sequential({
      layers: [tf.layers.embedding({
        inputDim: 10,
        outputDim: 8,
        batchInputShape: [null, null],
      })],
    });
    assertStringIncludes(bundle(text)["text/plain"], "[batch,?,8]");
    assertStringIncludes(bundle(text)["text/plain"], "32 B or more");
    text.dispose();
  });
});
