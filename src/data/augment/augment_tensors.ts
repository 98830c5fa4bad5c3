/**
 * Augmentation of batches of pictures as tensors: transforms are drawn on the host, in the same way as
 * for single pictures, and applied by one op, also in compiled steps.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import type { Draw } from "./augment_image.ts";
import { drawTransform, type GeometricAugmentation } from "./geometric.ts";
import { RandomValues } from "./random_values.ts";
import { compose, IDENTITY, type ImageSize, type Transform } from "./transform.ts";
import { WARP_OPTIONS, type WarpOptions } from "./warp_image.ts";

/** Of which pictures transforms are drawn. */
export interface DrawTransformsOptions extends ImageSize, Draw {
  /** How many pictures; `index` is the number of the first one. */
  readonly count: number;
}

const DRAW_TRANSFORMS_OPTIONS: OptionNames<DrawTransformsOptions> = {
  count: true,
  height: true,
  width: true,
  seed: true,
  epoch: true,
  index: true,
};

/**
 * Draws one transform per picture for several augmentations at once.
 *
 * @param steps What is done, in order.
 * @param options Count and size of the pictures, and what decides the random values.
 * @returns float32 `[count, 8]`, for {@linkcode warpTensors}.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const transforms = data.drawTransforms([data.randomFlip(), data.randomRotation(0.1)], {
 *   count: 32, height: 28, width: 28, seed: 1, epoch: 0, index: 0,
 * });
 * assertEquals(transforms.shape, [32, 8]);
 * ```
 */
export function drawTransforms(
  steps: readonly GeometricAugmentation[],
  options: DrawTransformsOptions,
): NdArrayOf<"float32"> {
  requireOptions("Cannot draw transforms", options, DRAW_TRANSFORMS_OPTIONS);
  const { count, height, width, seed, epoch, index } = options;
  const data = new Float32Array(count * 8);
  for (let i = 0; i < count; i++) {
    const whole = steps.reduce<Transform>((sofar, step, number) => {
      const random = new RandomValues([seed, epoch, index + i, number]);
      return compose(sofar, drawTransform(step, random, { height, width }));
    }, IDENTITY);
    data.set(whole, i * 8);
  }
  return { dtype: "float32", shape: [count, 8], data };
}

/**
 * Transforms a batch of pictures; works in compiled functions.
 *
 * @param images `[batch, height, width, channels]`.
 * @param transforms float32 `[batch, 8]`, as a tensor of what {@linkcode drawTransforms} makes.
 * @param options Edges and interpolation.
 * @returns The same shape, float32; the caller disposes it.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, tf } from "tensaur";
 *
 * await tf.ready();
 * using images = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
 * using mirrored = tf.tensor2d([[-1, 0, 1, 0, 1, 0, 0, 0]]);
 * using result = data.warpTensors(images, mirrored);
 * assertEquals([...result.dataSync()], [2, 1, 4, 3]);
 * ```
 */
export function warpTensors(
  images: tf.Tensor4D,
  transforms: tf.Tensor2D,
  options: WarpOptions = {},
): tf.Tensor4D {
  requireOptions("Cannot transform pictures", options, WARP_OPTIONS);
  const { fillMode = "reflect", fillValue = 0, interpolation = "bilinear" } = options;
  return tf.tidy(() =>
    tf.image.transform(tf.cast(images, "float32"), transforms, interpolation, fillMode, fillValue)
  );
}
