import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { bundle, modelGraph } from "../../../src/display/mod.ts";
import * as tf from "../../../src/engine/tf.ts";

function residual(): tf.LayersModel {
  const input = tf.input({ shape: [8], name: "in" });
  const dense = (name: string, from: tf.SymbolicTensor) =>
    tf.layers.dense({ units: 8, name }).apply(from) as tf.SymbolicTensor;
  const sum = tf.layers.add({ name: "sum" }).apply([input, dense("b", dense("a", input))]);
  return tf.model({ inputs: input, outputs: sum as tf.SymbolicTensor, name: "<residual>" });
}

describe("modelGraph", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("modelGraph() draws a box for each layer and a line for each way", () => {
    const model = residual();
    const graph = modelGraph(model, { template: "dark" });
    const svg = graph.toSvg();
    assertEquals(svg.match(/marker-end=/g)?.length, 4);
    assertEquals(svg.match(/ rx="6"/g)?.length, 4);
    assertStringIncludes(svg, ">sum: Add<");
    assertStringIncludes(svg, "[batch,8] · 72");
    assertStringIncludes(svg, "Graph of &lt;residual&gt;");
    const { "image/svg+xml": shown, "text/plain": text } = bundle(graph);
    assertEquals(shown, svg);
    assertStringIncludes(text, "144 parameters");
    model.dispose();
  });

  it("modelGraph() turns the graph and keeps all of it on the drawing", () => {
    const model = residual();
    for (const direction of ["down", "right"] as const) {
      const svg = modelGraph(model, { direction }).toSvg();
      const [, width, height] = svg.match(/viewBox="0 0 (\d+) (\d+)"/)!.map(Number);
      assertEquals(width! > height!, direction === "right");
      for (
        const [, x, y, w, h] of svg.matchAll(
          /x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
        )
      ) {
        assert(Number(x) + Number(w) <= width! && Number(y) + Number(h) <= height!);
      }
    }
    model.dispose();
  });

  it("modelGraph() refuses a model without layers", () => {
    assertThrows(() => modelGraph(tf.sequential()), RangeError, "it has 0");
  });
});
