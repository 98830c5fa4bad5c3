import {
  assert,
  assertEquals,
  assertGreater,
  assertLess,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import { bundle, embedding } from "../../../src/display/mod.ts";
import * as tf from "../../../src/engine/tf.ts";
import { loadUmap } from "../../../src/deps/umap.ts";

/** Three clouds far from each other; the label of vector i is i % 3. */
function clouds(count: number, length = 6): number[][] {
  return Array.from(
    { length: count },
    (_, i) => Array.from({ length }, (_, k) => (k === i % 3 ? 10 : 0) + Math.sin(i * 7 + k * 3)),
  );
}

async function umapFault(): Promise<string | undefined> {
  try {
    await loadUmap();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message.split("\n")[0]!.slice(0, 60);
  }
}

describe("embedding", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("colours classes, names points and says how much of the variance is seen", async () => {
    const labels = Array.from({ length: 30 }, (_, i) => i % 3);
    const names = labels.map((_, i) => `<word ${i}>`);
    const classNames = ["猫", "<b>", "dog"];
    const view = await embedding(clouds(30), { labels, names, classNames, title: "Words" });
    const { data } = view.figure.toPlotly();
    assertEquals(data.map(({ name }) => name), ["猫", "&lt;b&gt;", "dog"]);
    assertEquals((data[0]!.text as string[])[1], "&lt;word 3&gt;");
    assertEquals(view.points.length, 30);
    const [first, second] = view.explainedVariance!;
    assertGreater(first, second);
    assertLess(0.8, first + second);
    assertLess(first + second, 1);
    const text = view.toText({ columns: 60 });
    assertStringIncludes(text, "● 猫");
    assertStringIncludes(text, "of the variance");
    const { "image/svg+xml": svg } = bundle(view);
    assertStringIncludes(svg!, "component 1 (");
    assert(!svg!.includes("<b>"));
  });

  it("takes tensors, leaves them alone, and draws the same from the same seed", async () => {
    const before = tf.memory().numTensors;
    const vectors = tf.tensor3d(clouds(50).flat(), [50, 2, 3]);
    const labels = tf.tensor1d(Array.from({ length: 50 }, (_, i) => i % 3), "int32");
    const one = await embedding(vectors, { labels, limit: 20, seed: 4 });
    const other = await embedding(vectors, { labels, limit: 20, seed: 4 });
    const another = await embedding(vectors, { labels, limit: 20, seed: 5 });
    assertEquals(one.points, other.points);
    assertEquals(one.indices.length, 20);
    assert(one.indices.some((index, i) => index !== another.indices[i]));
    assertStringIncludes(one.toText(), "20 of 50 points, drawn at random");
    assertEquals(tf.memory().numTensors - before, 2);
    vectors.dispose();
    labels.dispose();
  });

  it("draws ten thousand vectors small", async () => {
    const x = Float32Array.from({ length: 10_000 * 8 }, (_, i) => Math.sin(i * i));
    const view = await embedding(tf.tensor2d(x, [10_000, 8]));
    assertEquals(view.points.length, 1_500);
    assertLess(JSON.stringify(bundle(view)).length, 100_000);
  });

  it("leaves out what is no number, and takes none, one and equal vectors", async () => {
    const holed = await embedding([[1, 2], [NaN, 1], [3, Infinity], [5, 6], [9, 9]]);
    assertEquals(holed.indices, [0, 3, 4]);
    assertStringIncludes(holed.toText(), "2 with NaN or infinity left out");
    for (const vectors of [[], [[1, 2, 3]], [[1, 2], [1, 2]], [[], []]]) {
      assert(bundle(await embedding(vectors))["image/svg+xml"]!.startsWith("<svg"));
    }
  });

  it("keeps places that are given, and joins rare classes", async () => {
    const places = Array.from({ length: 60 }, (_, i): [number, number] => [i, -i]);
    const labels = places.map((_, i) => i < 30 ? "common" : `rare ${i}`);
    const view = await embedding(places, { method: "none", labels });
    assertEquals(view.points[7], [7, -7]);
    assertEquals(view.explainedVariance, undefined);
    const names = view.figure.toPlotly().data.map(({ name }) => name);
    assertEquals(names.length, 21);
    assertEquals([names[0], names.at(-1)], ["common", "11 other classes"]);
  });

  it("refuses vectors that differ in length and lists that do not fit", async () => {
    await assertRejects(() => embedding([[1], [1, 2]]), TypeError, "at index 1");
    await assertRejects(() => embedding([[1], [2]], { labels: [1] }), TypeError, "labels");
    await assertRejects(() => embedding([[1], [2]], { names: [] }), TypeError, "names");
    await assertRejects(() => embedding([[1], [2]], { limit: 1 }), RangeError, "limit");
    await assertRejects(() => embedding(tf.scalar(1)), TypeError, "got a scalar");
  });
});

const missing = await umapFault();

describe("embedding by UMAP", { ignore: missing !== undefined }, () => {
  it(`keeps clouds together${missing === undefined ? "" : ` (ignored: ${missing})`}`, async () => {
    const vectors = clouds(90);
    const one = await embedding(vectors, { method: "umap", seed: 3 });
    const other = await embedding(vectors, { method: "umap", seed: 3 });
    assertEquals(one.points, other.points);
    // Each point's nearest is of its own cloud.
    one.points.forEach(([x, y], i) => {
      const distances = one.points.map(([a, b], k) =>
        k === i ? Infinity : Math.hypot(a - x, b - y)
      );
      assertEquals(distances.indexOf(Math.min(...distances)) % 3, i % 3);
    });
  });
});
