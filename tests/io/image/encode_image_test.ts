import { assert, assertEquals, assertRejects } from "@std/assert";
import type { NdArrayOf } from "../../../src/core/nd_array.ts";
import { decodeImage } from "../../../src/io/image/decode_image.ts";
import { type EncodedFormat, encodeImage } from "../../../src/io/image/encode_image.ts";
import { imageFormat } from "../../../src/io/image/image_format.ts";
import { furthest } from "../../parity/data/images.ts";

/** A smooth picture, which formats that lose something keep nearly as it is. */
function slope(channels: 1 | 3 | 4): NdArrayOf<"uint8"> {
  const [height, width] = [20, 30];
  const data = Uint8Array.from({ length: height * width * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return [6 * (pixel % width), 9 * Math.floor(pixel / width), 90, 200][i % channels]!;
  });
  return { dtype: "uint8", shape: [height, width, channels], data };
}
const MODES = { 1: "grayscale", 3: "rgb", 4: "rgba" } as const;

for (const channels of [1, 3, 4] as const) {
  Deno.test(`encodeImage() writes a PNG of ${channels} channels that reads as the same pixels`, async () => {
    const image = slope(channels);
    const file = await encodeImage(image);
    assertEquals(imageFormat(file), "png");
    assertEquals(await decodeImage(file, { colorMode: MODES[channels] }), image);
  });
}

for (const [format, channels] of [["jpeg", 1], ["jpeg", 3], ["webp", 3], ["webp", 4]] as const) {
  Deno.test(`encodeImage() writes a ${format} of ${channels} channels that reads as nearly the same`, async () => {
    const image = slope(channels);
    const file = await encodeImage(image, { format, quality: 95 });
    assertEquals(imageFormat(file), format);
    const read = await decodeImage(file, { colorMode: MODES[channels] });
    assertEquals(read.shape, image.shape);
    assert(furthest(read.data, image.data) <= 16, String(furthest(read.data, image.data)));
  });
}

Deno.test("encodeImage() writes a gray JPEG of one component, and the same bytes each time", async () => {
  const file = await encodeImage(slope(1), { format: "jpeg" });
  // The frame's header: a marker, two bytes of length, one of precision, two times two of size.
  const frame = file.findIndex((byte, i) => byte === 0xff && file[i + 1] === 0xc0);
  assertEquals(file[frame + 9], 1);
  assertEquals(await encodeImage(slope(1), { format: "jpeg" }), file);
});

Deno.test("encodeImage() makes smaller files of less quality", async () => {
  const [low, high] = await Promise.all(
    [20, 95].map((quality) => encodeImage(slope(3), { format: "jpeg", quality })),
  );
  assert(low!.length < high!.length);
});

Deno.test("encodeImage() refuses what is no picture, and says why", async () => {
  const image = slope(3);
  const cases: [unknown, { format?: EncodedFormat; quality?: number }, string][] = [
    [{ ...image, shape: [20, 30] }, {}, "got [20, 30] with 1800 values"],
    [{ ...image, shape: [20, 30, 2] }, {}, "1, 3 or 4 channels"],
    [{ ...image, shape: [21, 30, 3] }, {}, "got [21, 30, 3] with 1800 values"],
    [{ ...image, dtype: "float32" }, {}, "current dtype is float32"],
    [image, { quality: 0 }, "quality must be an integer from 1 to 100"],
    [image, { format: "bmp" as EncodedFormat }, 'current value is "bmp"'],
    [slope(4), { format: "jpeg" }, "a JPEG has no alpha channel"],
  ];
  for (const [wrong, options, message] of cases) {
    await assertRejects(
      () => encodeImage(wrong as NdArrayOf<"uint8">, options),
      Error,
      message,
    );
  }
});
