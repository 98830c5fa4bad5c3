import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { showBy } from "../../../src/core/shown.ts";
import { ArrayDataset } from "../../../src/data/array_dataset.ts";
import { bundle, DISPLAY, show, type ShowOptions } from "../../../src/display/mod.ts";
import { enableDisplay } from "../../../src/display/register.ts";
import * as tf from "../../../src/engine/tf.ts";

function shown(value: unknown, options: ShowOptions = {}): string {
  const texts: string[] = [];
  show(value, { ...options, write: (text) => texts.push(text) });
  return texts.join("\n");
}

const labels = (count: number, classes: number) =>
  tf.tensor1d(Array.from({ length: count }, (_, i) => i % classes), "int32");

describe("data sets", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("of images show sizes, counts of classes, and the first pictures with their classes", () => {
    using digits = new ArrayDataset(tf.randomUniform([200, 28, 28, 1]), labels(200, 10));
    const before = tf.memory().numTensors;
    const data = bundle(digits);
    assertEquals(tf.memory().numTensors, before);
    const html = data["text/html"]!;
    assertEquals(html.match(/<img /g)?.length, 16);
    assertStringIncludes(html, "<small>9</small></figcaption>");
    assert(data["image/png"]!.startsWith("iVBOR"));
    const text = data["text/plain"];
    assertStringIncludes(text, "ArrayDataset · 200 examples · inputs float32 [28,28,1]");
    assertStringIncludes(text, "10 classes – 0: 20 (10 %), 1: 20 (10 %)");
    for (const line of shown(digits, { columns: 30 }).split("\n")) assert(line.length <= 30);
    assertStringIncludes(shown(digits, { columns: 100, colors: true }), "▀");
    assertLess(JSON.stringify(data).length, 150_000);
  });

  it("of few numbers per example show a table", () => {
    const inputs = tf.tensor2d([[1, 2], [3, 4], [5, 6]]);
    using points = new ArrayDataset(inputs, tf.tensor2d([[250], [280.5], [200]]));
    assertEquals(
      shown(points),
      [
        "ArrayDataset · 3 examples · inputs float32 [2] · targets float32 [1] · 36 B",
        "   x0  x1      y",
        "0   1   2  250.0",
        "1   3   4  280.5",
        "2   5   6  200.0",
        "3 first examples",
      ].join("\n"),
    );
    assertStringIncludes(bundle(points)["text/html"]!, "<td");
  });

  it("count classes of every form, and take values for values", () => {
    const counted = (targets: tf.Tensor): string | undefined => {
      using set = new ArrayDataset(tf.zeros([targets.shape[0]!, 40]), targets);
      return shown(set).match(/\d+ class(es)? – .*/)?.[0];
    };
    assertEquals(counted(tf.oneHot(labels(4, 2), 3)), "2 classes – 0: 2 (50 %), 1: 2 (50 %)");
    assertEquals(
      counted(tf.cast(labels(20, 2), "float32")),
      "2 classes – 0: 10 (50 %), 1: 10 (50 %)",
    );
    assertEquals(counted(tf.cast(tf.zeros([3, 1]), "bool")), "1 class – 0: 3 (100 %)");
    assertEquals(counted(tf.tensor1d([250, 300, 200])), undefined);
    assertEquals(counted(tf.tensor1d([0.5, 1, 0])), undefined);
    assertEquals(counted(labels(300, 150)), undefined);
    assertEquals(counted(tf.tensor2d([[1, 1], [0, 1]])), undefined);
  });

  it("name their classes, escaped", () => {
    using set = new ArrayDataset(tf.zeros([6, 8, 8, 3]), labels(6, 2));
    const named = Object.assign(set, { classNames: ["<b>\x1b[2J", "猫"] });
    const data = bundle(named);
    assertStringIncludes(data["text/html"]!, "&lt;b&gt;\\x1b[2J: 3 (50 %), 猫: 3 (50 %)");
    assert(!data["text/html"]!.includes("<b>"));
  });

  it("that are empty or disposed say so", () => {
    using empty = new ArrayDataset(tf.zeros([0, 3]), tf.zeros([0]));
    assertStringIncludes(shown(empty), "0 examples");
    const gone = new ArrayDataset(tf.zeros([2, 3]), tf.zeros([2]));
    gone.dispose();
    assertStringIncludes(shown(gone), "disposed");
    assertStringIncludes(bundle(gone)["text/html"]!, "disposed");
  });

  it("show themselves as the last value of a cell, without the display as text", () => {
    using set = new ArrayDataset(tf.zeros([2, 3]), tf.zeros([2]));
    assertEquals(set[DISPLAY](), bundle(set));
    try {
      showBy((value) => ({ "text/plain": value.constructor.name }));
      assertEquals(set[DISPLAY](), { "text/plain": "ArrayDataset" });
    } finally {
      enableDisplay();
    }
    assertEquals(set[DISPLAY](), bundle(set));
  });
});
