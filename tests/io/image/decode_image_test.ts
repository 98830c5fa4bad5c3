import { assert, assertEquals, assertRejects } from "@std/assert";
import { decodeImage } from "../../../src/io/image/decode_image.ts";
import { ImageError } from "../../../src/io/image/image_error.ts";
import { imageFormat } from "../../../src/io/image/image_format.ts";
import { furthest, goldenFile, goldens } from "../../parity/data/images.ts";

/** How far pixels may lie from those of TensorFlow (Pillow for WebP, BMP and CMYK), in grey levels. */
const FURTHEST: Readonly<Record<string, number>> = {
  // TensorFlow asks libjpeg for its fast inverse transform, libvips for the exact one.
  "rgb.jpg": 5,
  "full.jpg": 7,
  "gray.jpg": 3,
  "progressive.jpg": 5,
  "turned.jpg": 5,
  // libvips converts inks to colours by a profile, Pillow by subtraction.
  "cmyk.jpg": 70,
};

for (const { name, bytes, shape, pixels } of goldens.files) {
  const least = FURTHEST[name] ?? 0;
  Deno.test(`decodeImage() reads ${name} within ${least} grey levels of TensorFlow`, async () => {
    const image = await decodeImage(Uint8Array.fromBase64(bytes));
    assertEquals(image.shape, shape);
    const difference = furthest(image.data, Uint8Array.fromBase64(pixels));
    assert(difference <= least, `${difference} grey levels`);
  });
}

Deno.test("decodeImage() gives the channels that were asked for", async () => {
  const rgb = (await decodeImage(goldenFile("rgba.png"))).data;
  const rgba = await decodeImage(goldenFile("rgba.png"), { colorMode: "rgba" });
  assertEquals(rgba.shape, [9, 11, 4]);
  assertEquals([...rgba.data].filter((_, i) => i % 4 < 3), [...rgb]);
  assert(new Set([...rgba.data].filter((_, i) => i % 4 === 3)).size > 10, "alpha is the picture's");
  const gray = await decodeImage(goldenFile("rgba.png"), { colorMode: "grayscale" });
  assertEquals(gray.shape, [9, 11, 1]);
  assertEquals(gray.data[0], Math.round(0.299 * rgb[0]! + 0.587 * rgb[1]! + 0.114 * rgb[2]!));
  const opaque = await decodeImage(goldenFile("rgb.bmp"), { colorMode: "rgba" });
  assertEquals(new Set([...opaque.data].filter((_, i) => i % 4 === 3)), new Set([255]));
});

Deno.test("decodeImage() turns as EXIF says only when told", async () => {
  const stored = await decodeImage(goldenFile("turned.jpg"));
  const turned = await decodeImage(goldenFile("turned.jpg"), { autoOrient: true });
  assertEquals([stored.shape, turned.shape], [[24, 33, 3], [33, 24, 3]]);
  // Orientation 6: the upper left pixel becomes the upper right one.
  assertEquals([...turned.data.slice(23 * 3, 24 * 3)], [...stored.data.slice(0, 3)]);
});

Deno.test("decodeImage() refuses pictures that are cut off, at any place", async () => {
  for (
    const name of ["rgb.jpg", "progressive.jpg", "rgb.png", "rgb.webp", "rgb.bmp", "animated.gif"]
  ) {
    const whole = goldenFile(name);
    for (const share of [0.1, 0.5, 0.9]) {
      // Of the animated picture only the first one counts.
      const length = Math.floor(whole.length * share * (name === "animated.gif" ? 0.5 : 1));
      await assertRejects(
        () => decodeImage(whole.subarray(0, length), { name: "cats/1.jpg" }),
        ImageError,
        "Cannot read picture cats/1.jpg: ",
        `${name} of ${length} bytes`,
      );
    }
  }
});

Deno.test("decodeImage() refuses what is no picture", async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>';
  for (const text of ["hello", svg, "%PDF-1.7"]) {
    await assertRejects(
      () => decodeImage(new TextEncoder().encode(text)),
      ImageError,
      "it is none; wanted a JPEG, PNG, GIF, BMP or WebP",
    );
  }
  await assertRejects(() => decodeImage(new Uint8Array()), ImageError, "it is empty");
});

Deno.test("decodeImage() refuses more pixels than it may decode", async () => {
  for (const name of ["rgb.jpg", "rgb.png", "rgb.bmp", "rgb.webp", "animated.gif"]) {
    await assertRejects(
      () => decodeImage(goldenFile(name), { maxPixels: 24 * 33 - 1 }),
      ImageError,
      "pixel",
    );
    await decodeImage(goldenFile(name), { maxPixels: 24 * 33 });
  }
});

Deno.test("decodeImage() refuses headers that promise what no file has", async () => {
  const bmp = goldenFile("rgb.bmp");
  const view = new DataView(bmp.buffer);
  for (
    const [width, height] of [[0, 9], [9, 0], [-1, 9], [40_000, 40_000], [9000, 9000]] as const
  ) {
    view.setInt32(18, width, true);
    view.setInt32(22, height, true);
    await assertRejects(() => decodeImage(bmp), ImageError);
  }
  const png = goldenFile("rgb.png");
  new DataView(png.buffer).setUint32(16, 0);
  await assertRejects(() => decodeImage(png), ImageError);
});

Deno.test("imageFormat() goes by the first bytes", () => {
  for (const { name } of goldens.files) {
    const end = name.split(".")[1]!;
    assertEquals(imageFormat(goldenFile(name)), end === "jpg" ? "jpeg" : end);
  }
});
