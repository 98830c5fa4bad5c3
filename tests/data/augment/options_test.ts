import { assertThrows } from "@std/assert";
import * as data from "../../../src/data/mod.ts";
import * as tf from "../../../src/engine/tf.ts";

type Call = (options: never) => unknown;

const image = { dtype: "float32", shape: [1, 1, 1], data: new Float32Array(1) } as const;
const still = [1, 0, 0, 0, 1, 0, 0, 0] as const;
const warpTensors = (options: never) =>
  tf.tidy(() => data.warpTensors(tf.zeros([1, 1, 1, 1]), tf.zeros([1, 8]), options));

/** A misspelled name of each augmentation, and the one that is meant. */
const MISSPELLED: readonly (readonly [name: string, Call, wrong: string, meant: string])[] = [
  ["randomRotation", (options) => data.randomRotation(0, options), "fill_mode", "fillMode"],
  ["randomZoom", data.randomZoom, "height_factor", "heightFactor"],
  ["randomTranslation", data.randomTranslation, "widthFactors", "widthFactor"],
  ["randomShear", data.randomShear, "x_factor", "xFactor"],
  ["randomBrightness", (options) => data.randomBrightness(0, options), "valueRang", "valueRange"],
  ["randomContrast", (options) => data.randomContrast(0, options), "value_range", "valueRange"],
  ["randomColorDegeneration", (o) => data.randomColorDegeneration(0, o), "values", "valueRange"],
  ["randomHue", (options) => data.randomHue(0, options), "valueRanges", "valueRange"],
  ["randomSaturation", (options) => data.randomSaturation(0, options), "value", "valueRange"],
  ["randomPosterization", (o) => data.randomPosterization(8, o), "value_range", "valueRange"],
  ["solarization", (options) => data.solarization(0, options), "value_range", "valueRange"],
  ["autoContrast", data.autoContrast, "value_range", "valueRange"],
  ["randomErasing", data.randomErasing, "fill", "fillValue"],
  ["randomGaussianBlur", data.randomGaussianBlur, "kernel_size", "kernelSize"],
  ["randAugment", data.randAugment, "num_ops", "numOps"],
  ["mixUp", data.mixUp, "alfa", "alpha"],
  ["cutMix", data.cutMix, "factors", "factor"],
  ["augmentation", (options) => data.augmentation([], options), "Seed", "seed"],
  ["drawTransforms", (options) => data.drawTransforms([], options), "counts", "count"],
  ["warpImage", (options) => data.warpImage(image, still, options), "fill_modes", "fillMode"],
  ["warpTensors", warpTensors, "interpolate", "interpolation"],
];

for (const [name, call, wrong, meant] of MISSPELLED) {
  Deno.test(`${name}() refuses ${wrong}, and names ${meant}`, async () => {
    await tf.ready();
    const misspelled = { [wrong]: 1 } as never;
    assertThrows(() => call(misspelled), TypeError, `"${meant}" is the nearest of`);
  });
}
