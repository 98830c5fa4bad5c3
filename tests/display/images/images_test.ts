import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { bundle, images } from "../../../src/display/mod.ts";
import * as tf from "../../../src/engine/tf.ts";

const CROSS = [[0, 1, 0], [1, 1, 1], [0, 1, 0], [0, 0, 0]];
const html = (view: unknown) => String(bundle(view)["text/html"]);

describe("images()", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("draws two rows per line in shades, captions below", () => {
    assertEquals(images(CROSS).toText(), "+@+\n +");
    assertEquals(images([CROSS], { captions: ["+"] }).toText(), "+@+\n +\n+");
  });

  it("puts pictures beside each other while they fit, and breaks captions", () => {
    const two = images([CROSS, CROSS], { captions: ["a", "b"] });
    assertEquals(two.toText({ columns: 8 }), "+@+  +@+\n +    +\na    b");
    assertEquals(two.toText({ columns: 7 }), "+@+\n +\na\n+@+\n +\nb");
    const row = images([CROSS, CROSS], { columns: 1 });
    assertEquals(row.toText(), "+@+\n +\n+@+\n +");
    const long = images(CROSS, {
      captions: ["a caption of many words, and more of them than fit"],
    });
    assertEquals(long.toText().split("\n").slice(2), [
      "a caption of",
      "many words, and",
      "more of them tha…".slice(0, 15) + "…",
    ]);
  });

  it("uses colours only when told, green and red where captions are right and wrong", () => {
    const marked = images([CROSS, CROSS], { captions: ["yes", "no"], wrong: [false, true] });
    const text = marked.toText({ colors: true });
    assertStringIncludes(text, "\x1b[32myes\x1b[0m");
    assertStringIncludes(text, "\x1b[31mno \x1b[0m");
    assertEquals(marked.toText().includes("\x1b"), false);
    assertMatch(html(marked), /color:#009e73"><small>yes<.*color:#d55e00"><small>no</s);
    assertEquals(html(images(CROSS, { captions: ["a"] })).includes("color:"), false);
  });

  it("takes tensors of any such shape, lists and arrays, and keeps none", () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const one = tf.tensor2d(CROSS);
      const batch = tf.stack([one, one]);
      const colored = tf.stack([one, one, one], 2);
      for (
        const [input, count] of [
          [one, 1],
          [tf.zeros([2, 6, 5]), 2],
          [tf.expandDims(batch, 3), 2],
          [colored, 1],
          [[one, colored], 2],
          [[CROSS, CROSS, CROSS], 3],
        ] as const
      ) {
        assertEquals(html(images(input)).match(/<img /g)?.length, count);
      }
      // One brightness for all.
      assertStringIncludes(images([one, tf.mul(one, 0.5)]).toText(), "+@+  :+:");
    });
    assertEquals(tf.memory().numTensors, before);
  });

  it("shows at most 100, in rows of as many as it is told, and says what is left out", () => {
    using many = tf.zeros([120, 8, 8, 1]);
    const page = html(images(many, { columns: 30 }));
    assertEquals(page.match(/<img /g)?.length, 100);
    assertEquals(page.match(/<div>(?=<figure)/g)?.length, 4);
    assertStringIncludes(page, "the first 100 of 120 pictures");
    assertStringIncludes(String(bundle(images(many))["text/plain"]), "the first 100 of 120");
  });

  it("says in words which picture is which, where none has a caption", () => {
    assertEquals(html(images([CROSS, CROSS])).match(/alt="[^"]*"/g), [
      'alt="Picture 1 of 2"',
      'alt="Picture 2 of 2"',
    ]);
    assertStringIncludes(html(images(CROSS, { captions: ["+"] })), 'alt="+"');
  });

  it("escapes captions, in pages and in drawings", () => {
    const view = images(CROSS, { captions: ["<b>&"] });
    for (const text of [html(view), view.toSvg()]) {
      assertStringIncludes(text, "&lt;b&gt;&amp;");
      assert(!text.includes("<b>"));
    }
  });

  it("is a drawing with all pictures, and a PNG", async () => {
    const view = images([CROSS, CROSS], { captions: ["one", "two"], side: 40 });
    const svg = view.toSvg();
    assertEquals(svg.match(/<image /g)?.length, 2);
    for (const text of ["one", "two"]) assertStringIncludes(svg, `>${text}</text>`);
    assertEquals([...(await view.toPng()).subarray(1, 4)], [...new TextEncoder().encode("PNG")]);
  });

  it("says what it wants instead", () => {
    assertThrows(() => images(CROSS, { captions: [] }), RangeError, "captions must have one entry");
    assertThrows(() => images(CROSS, { columns: 0 }), RangeError, "current value is 0");
    assertThrows(() => images(tf.zeros([3])), TypeError, "got a tensor float32 [3]");
    assertThrows(() => images([1, 2] as never), TypeError, "float32 [2]");
    assertThrows(() => images("x" as never), TypeError, 'got "x"');
  });
});
