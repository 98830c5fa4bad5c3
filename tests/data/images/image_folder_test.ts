import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { join } from "node:path";
import type { NdArray } from "../../../src/core/nd_array.ts";
import { randomFlip, randomRotation } from "../../../src/data/augment/geometric.ts";
import type { Dataset } from "../../../src/data/dataset/dataset.ts";
import { imageFolder, type ImageFolderOptions } from "../../../src/data/images/image_folder.ts";
import { ImageError } from "../../../src/io/image/image_error.ts";
import { goldenFile } from "../../parity/data/images.ts";
import { FolderOfFiles } from "../folder_of_files.ts";

/** A BMP of one colour, 2 x 2. */
function dot(red: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(54 + 16);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(10, 54, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, 2, true);
  view.setInt32(22, 2, true);
  view.setUint16(28, 24, true);
  for (const row of [54, 62]) bytes.set([0, 0, red, 0, 0, red], row);
  return bytes;
}

describe("imageFolder", () => {
  const folder = new FolderOfFiles();

  /** Class i of `classes` has `each` pictures whose red tells which they are. */
  async function fill(each = 5, classes: readonly string[] = ["b", "a"]): Promise<void> {
    for (const [c, name] of classes.entries()) {
      for (let i = 0; i < each; i++) await folder.put(`${name}/${i}.bmp`, dot(10 * c + i));
    }
  }

  const small: ImageFolderOptions = { imageSize: [2, 2], dtype: "uint8" };
  const reds = async (dataset: Dataset<{ readonly inputs: NdArray }>, epoch = 0) => {
    const found: number[] = [];
    const iterator = dataset.iterate({ epoch });
    for (let one = await iterator.next(); !one.done; one = await iterator.next()) {
      found.push(one.value.inputs.data[0] as number);
    }
    return found;
  };

  it("imageFolder() takes classes from sorted folders, and pictures below them", async () => {
    await fill(2);
    await folder.put("a/deeper/9.bmp", dot(99));
    await folder.put("a/notes.txt", new Uint8Array(3));
    await folder.put(".hidden/1.bmp", dot(1));
    const images = await imageFolder(folder.path, { ...small, shuffle: false });
    assertEquals(images.classNames, ["a", "b"]);
    assertEquals(images.size, 5);
    assertEquals(images.filePaths.map((path) => path.slice(folder.path.length + 1)), [
      "a/0.bmp",
      "a/1.bmp",
      "a/deeper/9.bmp",
      "b/0.bmp",
      "b/1.bmp",
    ]);
    assertEquals(await reds(images), [10, 11, 99, 0, 1]);
    assertEquals((await images.toArray()).map(({ targets }) => targets), [0, 0, 0, 1, 1]);
  });

  it("imageFolder() makes the targets that were asked for", async () => {
    await fill(1);
    const targets = async (options: ImageFolderOptions) =>
      (await (await imageFolder(folder.path, { ...small, shuffle: false, ...options })).toArray())
        .map(({ targets }) => targets);
    const row = (...values: number[]): NdArray => ({
      dtype: "float32",
      shape: [values.length],
      data: Float32Array.from(values),
    });
    assertEquals(await targets({ labelMode: "int" }), [0, 1]);
    assertEquals(await targets({ classNames: ["b", "a"] }), [0, 1]);
    assertEquals(await targets({ labelMode: "categorical" }), [row(1, 0), row(0, 1)]);
    assertEquals(await targets({ labelMode: "binary" }), [row(0), row(1)]);
    assertEquals(await targets({ labels: [7, 3] }), [7, 3]);
    const none = await imageFolder(folder.path, { ...small, labelMode: null });
    assertEquals(Object.keys((await none.toArray())[0]!), ["inputs"]);
    assertEquals(none.classNames, undefined);
    const ordered = await imageFolder(folder.path, {
      ...small,
      classNames: ["b", "a"],
      shuffle: false,
    });
    assertEquals(await reds(ordered), [0, 10]);
  });

  it("imageFolder() mixes files by seed and epoch", async () => {
    await fill(6);
    const images = await imageFolder(folder.path, small);
    const [first, second] = [await reds(images, 0), await reds(images, 1)];
    assertNotEquals(first, second);
    assertEquals([...first].sort(), [...second].sort());
    assertEquals(await reds(await imageFolder(folder.path, small)), first);
    assertNotEquals(await reds(await imageFolder(folder.path, { ...small, seed: 1 })), first);
  });

  it("imageFolder() splits into parts that share no file and leave none out", async () => {
    await fill(5);
    for (const shuffle of [true, false]) {
      const rule = { ...small, shuffle, validationSplit: 0.35, seed: 4 };
      const training = await imageFolder(folder.path, { ...rule, subset: "training" });
      const validation = await imageFolder(folder.path, { ...rule, subset: "validation" });
      assertEquals([training.size, validation.size], [7, 3]);
      assertEquals(new Set([...training.filePaths, ...validation.filePaths]).size, 10);
      assertEquals(await reds(validation, 0), await reds(validation, 1));
    }
  });

  it("imageFolder() gives the same pictures whatever the number of workers", async () => {
    await fill(4);
    await folder.put("a/x.png", goldenFile("rgb.png"));
    const make = (workers: number) =>
      imageFolder(folder.path, {
        imageSize: [8, 6],
        workers,
        augment: [randomFlip(), randomRotation(0.2)],
      });
    const one = await (await make(0)).toArray();
    assertEquals(await (await make(2)).toArray(), one);
    assertEquals(one[0]!.inputs.shape, [8, 6, 3]);
    const iterator = (await make(2)).iterate();
    for (let i = 0; i < 3; i++) await iterator.next();
    const state = JSON.parse(JSON.stringify(iterator.state()));
    await iterator.close();
    const after = (await make(0)).iterate({ state });
    assertEquals((await after.next()).value, one[3]);
    await after.close();
  });

  it("imageFolder() can be batched and split like any data set", async () => {
    await fill(5);
    const images = await imageFolder(folder.path, { ...small, labelMode: "categorical" });
    assert(images.selectable);
    const [most, few] = images.split([0.8, 0.2]);
    assertEquals([most!.size, few!.size], [8, 2]);
    const [batch] = await images.batch(4).take(1).toArray();
    assertEquals([batch!.inputs.shape, (batch!.targets as NdArray).shape], [[4, 2, 2, 3], [4, 2]]);
  });

  it("imageFolder() refuses corrupt files by name, or leaves them out", async () => {
    await fill(2);
    const jpeg = goldenFile("rgb.jpg");
    await folder.put("a/cut.jpg", jpeg.subarray(0, jpeg.length / 2));
    await folder.put("a/text.jpg", new TextEncoder().encode("hello"));
    await folder.put("b/empty.png", new Uint8Array());
    await assertRejects(
      async () => (await imageFolder(folder.path, { ...small, shuffle: false })).toArray(),
      ImageError,
      join(folder.path, "a/cut.jpg"),
    );
    const images = await imageFolder(folder.path, { ...small, onCorrupt: "skip" });
    assertEquals(images.size, 4);
    assertEquals((await reds(images)).sort(), [0, 1, 10, 11]);
    assertEquals(
      images.skipped.map(({ path }) => path.slice(folder.path.length + 1)),
      ["a/cut.jpg", "a/text.jpg", "b/empty.png"],
    );
    assertEquals(images.skipped[2]!.reason, "it is empty; wanted a JPEG, PNG, GIF, BMP or WebP");
  });

  it("imageFolder() follows links only when told, and no ring of them", async () => {
    await fill(1);
    await Deno.mkdir(join(folder.path, "elsewhere"));
    await folder.put("elsewhere/5.bmp", dot(50));
    await Deno.symlink(join(folder.path, "elsewhere"), join(folder.path, "a", "link"));
    await Deno.symlink(folder.path, join(folder.path, "a", "ring"));
    await Deno.symlink(join(folder.path, "nothing"), join(folder.path, "a", "lost"));
    const classNames = ["a", "b"];
    const size = async (followLinks: boolean) =>
      (await imageFolder(folder.path, { ...small, classNames, followLinks })).size;
    assertEquals(await size(false), 2);
    assertEquals(await size(true), 3);
  });

  it("imageFolder() says what is wrong with a folder or its options", async () => {
    const refuse = (options: ImageFolderOptions, message: string) =>
      assertRejects(() => imageFolder(folder.path, options), RangeError, message);
    await refuse({}, `${folder.path} has none; wanted .bmp`);
    await fill(2, ["one"]);
    await refuse({ labelMode: "binary" }, 'labelMode "binary" needs two classes');
    await refuse({ classNames: ["one", "two"] }, 'there is no "two"; there are one');
    await refuse({ classNames: ["../x"] }, 'there is no "../x"');
    await refuse({ classNames: ["one", "one"] }, "a name twice");
    await refuse({ labels: [1] }, "one for each of the 2 files");
    await refuse({ labels: [1, 2], classNames: ["one"] }, 'goes with labels "inferred" alone');
    await refuse({ validationSplit: 0.5 }, "only validationSplit is there");
    await refuse({ subset: "training" }, "only subset is there");
    await refuse({ validationSplit: 2, subset: "training" }, "must lie between 0 and 1");
    await refuse({ validationSplit: 0.1, subset: "validation" }, "leaves none of 2 files");
    await refuse({ cropToAspectRatio: true, padToAspectRatio: true }, "exclude each other");
    await assertRejects(() => imageFolder(join(folder.path, "none")), Deno.errors.NotFound);
    assertEquals((await imageFolder(folder.path, small)).classNames, ["one"]);
  });
});
