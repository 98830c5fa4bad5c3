import { assert, assertEquals } from "@std/assert";
import { warpTensors } from "../../../src/data/augment/augment_tensors.ts";
import {
  adjustBrightness,
  adjustContrast,
  adjustHue,
  adjustSaturation,
  autoContrast,
  degenerateColor,
  posterize,
  solarize,
} from "../../../src/data/augment/colour.ts";
import { flipImage } from "../../../src/data/augment/flip_image.ts";
import { gaussianBlur } from "../../../src/data/augment/patch_steps.ts";
import {
  compose,
  horizontalFlip,
  rotation,
  shear,
  type Transform,
  translation,
  verticalFlip,
  zoom,
} from "../../../src/data/augment/transform.ts";
import { warpImage } from "../../../src/data/augment/warp_image.ts";
import * as tf from "../../../src/engine/tf.ts";
import { floats, furthest, goldens } from "../../parity/data/images.ts";

const square = floats(goldens.square);
const size = { height: 6, width: 8 };

for (const { name, transform, fillMode, interpolation, result } of goldens.warped) {
  Deno.test(`warpImage() is TensorFlow's: ${name}, ${fillMode}, ${interpolation}`, async () => {
    const options = { fillMode, interpolation, fillValue: 9 };
    const made = warpImage(square, transform as unknown as Transform, options);
    const difference = furthest(made.data, result.data);
    assert(difference < 2e-3, `${difference} grey levels`);
    await tf.ready();
    using images = tf.tensor4d(square.data, [1, 6, 8, 2]);
    using transforms = tf.tensor2d([[...transform]]);
    using onEngine = warpTensors(images, transforms, options);
    assert(furthest(onEngine.dataSync(), result.data) < 2e-3, "the tensor version");
  });
}

Deno.test("transforms are Keras' matrices", () => {
  const made: Readonly<Record<string, Transform>> = {
    rotation: rotation(37 / 360, size),
    zoom: zoom({ width: 1.3, height: 0.6 }, size),
    translation: translation(2.25, -9.5),
    shear: shear(0.41, 0.73),
  };
  for (const [name, transform] of Object.entries(made)) {
    const wanted = goldens.warped.find((golden) => golden.name === name)!.transform;
    assert(furthest(transform, wanted) < 1e-5, name);
  }
});

Deno.test("flipImage() is what the transform of a flip does, exactly", () => {
  const across = flipImage(square, { horizontal: true, vertical: false });
  assertEquals(across.data, warpImage(square, horizontalFlip(size)).data);
  const down = flipImage(square, { horizontal: false, vertical: true });
  assertEquals(down.data, warpImage(square, verticalFlip(size)).data);
  const both = flipImage(square, { horizontal: true, vertical: true });
  assertEquals(
    both.data,
    warpImage(square, compose(horizontalFlip(size), verticalFlip(size))).data,
  );
});

Deno.test("compose() makes one transform of two", () => {
  const [first, second] = [translation(2, 1), horizontalFlip(size)];
  const step = warpImage(warpImage(square, first), second);
  assertEquals(warpImage(square, compose(first, second)).data, step.data);
  const turned = compose(rotation(0.1, size), rotation(-0.1, size));
  assert(furthest(turned, [1, 0, 0, 0, 1, 0, 0, 0]) < 1e-12);
});

const colours = floats(goldens.colours);
const range = [0, 255] as const;
const kernels: Readonly<Record<string, () => { readonly data: Float32Array }>> = {
  brightness: () => adjustBrightness(colours, 60, range),
  contrast: () => adjustContrast(colours, 1.6, range),
  degeneration: () => degenerateColor(colours, 0.3, range),
  hue: () => adjustHue(colours, -0.2, range),
  saturation: () =>
    adjustSaturation({ ...colours, data: colours.data.map((value) => value / 255) }, 1.7),
  posterization: () => posterize(colours, 3, range),
  solarization: () => solarize(colours, { addition: 30, threshold: 150 }, range),
  autoContrast: () => autoContrast(colours, range),
  blur: () => gaussianBlur(colours, [3, 3], [1.5, 0.7]),
};
for (const [name, wanted] of Object.entries(goldens.coloured)) {
  Deno.test(`the kernel of ${name} is Keras'`, () => {
    const difference = furthest(kernels[name]!().data, wanted.data);
    assert(difference < 2e-3, `${difference}`);
  });
}
