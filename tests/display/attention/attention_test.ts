import { assert, assertEquals, assertLess, assertStringIncludes, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { attention, bundle } from "../../../src/display/mod.ts";
import type { Nested } from "../../../src/display/attention/read_maps.ts";
import * as tf from "../../../src/engine/tf.ts";
import { widthOf } from "../../../src/display/text/fit.ts";

const tokens = ["深度", "学习", "the", "the", "<b>"];

/** `[heads, 5, 5]`: head h of token i looks at token (i + h) % 5. */
function shifted(heads: number): number[][][] {
  return Array.from(
    { length: heads },
    (_, head) =>
      tokens.map((_, row) => tokens.map((_, column) => column === (row + head) % 5 ? 0.8 : 0.05)),
  );
}

describe("attention", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("draws one map for each head, with tokens that repeat and Chinese ones", () => {
    const view = attention(shifted(3), { tokens, template: "dark" });
    assertEquals(view.figure.panels.map(({ title }) => title), ["head 0", "head 1", "head 2"]);
    const { data, layout } = view.figure.toPlotly();
    assertEquals((data[1]!.z as number[][])[0]![1], 0.8);
    assertEquals(data.map(({ zmin, zmax }) => [zmin, zmax]), data.map(() => [0, 0.8]));
    const { ticktext, tickvals } = layout.xaxis as Record<string, unknown>;
    assertEquals(ticktext, ["深度", "学习", "the", "the", "&lt;b&gt;"]);
    assertEquals(new Set(tickvals as string[]).size, 5);
    const { "image/svg+xml": svg } = bundle(view);
    assertEquals(svg!.match(/>深度</g)?.length, 6);
    assert(!svg!.includes("<b>"));
    assertEquals(
      view.toText(),
      [
        "Attention: what each token looks at most",
        "token  head 0    head 1    head 2",
        "深度   深度 0.8  学习 0.8  the 0.8",
        "学习   学习 0.8  the 0.8   the 0.8",
        "the    the 0.8   the 0.8   <b> 0.8",
        "the    the 0.8   <b> 0.8   深度 0.8",
        "<b>    <b> 0.8   深度 0.8  学习 0.8",
        "5 tokens",
      ].join("\n"),
    );
  });

  it("draws one map large, with numbers where they fit", () => {
    const one = attention(shifted(3), { tokens, head: 1, title: "Head 1" });
    assertEquals(one.figure.panels.length, 1);
    assertStringIncludes(one.toText(), "学习  0.05  0.05   0.8  0.05  0.05");
    assertStringIncludes(one.figure.toSvg(), ">0.8<");
    const long = Array.from({ length: 30 }, (_, i) =>
      Float32Array.from(
        { length: 30 },
        (_, k) => k === i ? 0.6 : k === (i + 1) % 30 ? 0.3 : 0.1 / 28,
      ));
    const text = attention(long).toText({ columns: 50 });
    assertStringIncludes(text, "3      3 0.6   4 0.3   0 0.0036");
    for (const line of text.split("\n")) assert(widthOf(line) <= 50);
  });

  it("takes tensors of every shape and leaves them alone", () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const maps = tf.tensor3d(shifted(2));
      const titles = (weights: Parameters<typeof attention>[0]) =>
        attention(weights).figure.panels.map(({ title }) => title).join("|");
      assertEquals(titles(tf.slice(maps, [0, 0, 0], [1, 5, 5]).squeeze([0])), "");
      assertEquals(titles(maps), "head 0|head 1");
      assertEquals(titles(maps.expandDims(0)), "head 0|head 1");
      const layers = "layer 0, head 0|layer 0, head 1|layer 1, head 0|layer 1, head 1";
      assertEquals(titles(tf.stack([maps, maps])), layers);
      assertEquals(titles(tf.stack([maps, maps]).expandDims(1)), layers);
      assertEquals(titles([maps, maps]), layers);
      assertEquals(titles([maps.expandDims(0), maps.expandDims(0)]), layers);
    });
    assertEquals(tf.memory().numTensors, before);
  });

  it("draws the means of many heads, and blocks of long texts, and says so", () => {
    const many = attention(Array.from({ length: 4 }, () => shifted(10)), { tokens });
    assertEquals(
      many.figure.panels.map(({ title }) => title),
      [0, 1, 2, 3].map((i) => `layer ${i}`),
    );
    assertStringIncludes(many.figure.toSvg(), "means over heads of 40 maps");
    const heads = attention(shifted(40), { tokens });
    assertStringIncludes(heads.figure.toSvg(), "24 of 40 maps");
    const row = Float32Array.from({ length: 700 }, (_, i) => i / 1000);
    const long = attention([1, 2].map(() => Array.from({ length: 700 }, () => row)));
    assertStringIncludes(long.figure.toSvg(), "means of blocks of 22 × 22");
    assertLess(JSON.stringify(bundle(long)).length, 100_000);
  });

  it("shows weights without numbers or tokens", () => {
    for (const weights of [[[NaN, NaN]], [[0, 0], [0, 0]], [[]]]) {
      const shown = bundle(attention(weights as Nested[]));
      assert(shown["image/svg+xml"]!.startsWith("<svg") && shown["text/plain"].length > 0);
    }
  });

  it("refuses other shapes, tokens and indices", () => {
    const refused = (
      make: () => unknown,
      kind: typeof TypeError | typeof RangeError,
      text: string,
    ) => assertThrows(make, kind, text);
    refused(() => attention([1, 2] as unknown as Nested[]), TypeError, "got [2]");
    refused(() => attention([[1, 2], [1]]), TypeError, "as long as each other");
    refused(() => attention(shifted(1), { tokens: ["a"] }), TypeError, "wanted 5 tokens that look");
    refused(() => attention(shifted(1), { tokens, toTokens: [] }), TypeError, "looked at");
    refused(() => attention(shifted(2), { head: 2 }), RangeError, "from 0 to 1");
    refused(() => attention([tf.zeros([2, 3, 3]), tf.zeros([2, 4, 4])]), TypeError, "layer 1");
  });
});
