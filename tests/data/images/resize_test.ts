import { assert, assertEquals, assertThrows } from "@std/assert";
import { fitImage } from "../../../src/data/images/fit_image.ts";
import { preprocessInput } from "../../../src/data/images/preprocess_input.ts";
import { resizeImage } from "../../../src/data/images/resize.ts";
import * as tf from "../../../src/engine/tf.ts";
import { floats, furthest, goldens } from "../../parity/data/images.ts";

const picture = floats(goldens.picture);

for (const { size, interpolation, aspect, result } of goldens.resized) {
  const title = `${interpolation}, ${aspect}, to ${size.join(" x ")}`;
  Deno.test(`fitImage() is TensorFlow's resize: ${title}`, () => {
    const made = fitImage(picture, { size, interpolation, aspect });
    assertEquals(made.shape, result.shape);
    const difference = furthest(made.data, result.data);
    // TensorFlow takes the weights of its cubic from a table of 1,024.
    assert(difference < (interpolation === "bicubic" ? 0.2 : 2e-3), `${difference} grey levels`);
  });
}

Deno.test("resizeImage() takes bytes as it takes floats, of any number of channels", () => {
  for (const channels of [1, 2, 3, 4]) {
    const data = Uint8Array.from({ length: 6 * 5 * channels }, (_, i) => i * 37 % 256);
    const shape = [6, 5, channels];
    const bytes = resizeImage({ dtype: "uint8", shape, data }, { size: [4, 7] });
    const values = { dtype: "float32", shape, data: Float32Array.from(data) } as const;
    assertEquals(bytes, resizeImage(values, { size: [4, 7] }));
    assertEquals(bytes.shape, [4, 7, channels]);
  }
});

Deno.test("resizeImage() makes any size of one pixel, and refuses none", () => {
  const dot = { dtype: "uint8", shape: [1, 1, 3], data: new Uint8Array([1, 2, 3]) } as const;
  for (const interpolation of ["nearest", "bilinear", "bicubic", "area"] as const) {
    const { data } = resizeImage(dot, { size: [3, 2], interpolation });
    assert(furthest(data, Array.from({ length: 18 }, (_, i) => i % 3 + 1)) < 1e-6);
  }
  const none = { dtype: "uint8", shape: [0, 4, 3], data: new Uint8Array() } as const;
  assertThrows(() => resizeImage(none, { size: [2, 2] }), RangeError, "0 x 4 x 3, so empty");
  assertThrows(() => resizeImage(dot, { size: [0, 2] }), RangeError, "current value is 0");
});

for (const mode of ["caffe", "tf", "torch"] as const) {
  Deno.test(`preprocessInput() is Keras' to the last bit: ${mode}`, async () => {
    const wanted = floats(goldens.preprocessed[mode]).data;
    assertEquals(preprocessInput(picture, mode).data, wanted);
    const bytes = {
      dtype: "uint8",
      shape: picture.shape,
      data: Uint8Array.from(picture.data),
    } as const;
    assertEquals(preprocessInput(bytes, mode).data, wanted);
    await tf.ready();
    using tensor = tf.tensor(picture.data, [...picture.shape]);
    using made = preprocessInput(tensor, mode);
    assert(furthest(made.dataSync(), wanted) <= 2e-5);
  });
}

Deno.test("preprocessInput() wants three channels", () => {
  const gray = { dtype: "uint8", shape: [1, 1, 1], data: new Uint8Array(1) } as const;
  assertThrows(() => preprocessInput(gray), RangeError, "shape is [1, 1, 1]");
});
