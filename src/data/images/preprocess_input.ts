/**
 * Pixels as networks trained on ImageNet want them.
 *
 * @module
 */

import { isNdArray, type NdArrayOf } from "../../core/nd_array.ts";
import * as tf from "../../engine/tf.ts";
import type { HostImage } from "./resize.ts";

/**
 * Which networks: `"caffe"` (VGG16, VGG19, ResNet: BGR, less ImageNet's mean), `"tf"` (MobileNet,
 * Inception, Xception: from -1 to 1), `"torch"` (DenseNet, torchvision: from 0 to 1, less the mean, by
 * the deviation).
 */
export type PreprocessMode = "caffe" | "tf" | "torch";

/** Means and deviations by output channel. */
const CAFFE_MEAN = [103.939, 116.779, 123.68] as const;
const TORCH_MEAN = [0.485, 0.456, 0.406] as const;
const TORCH_DEVIATION = [0.229, 0.224, 0.225] as const;

/**
 * Prepares pixels for a network trained on ImageNet, as Keras' `preprocess_input` does.
 *
 * @param images Red, green and blue from 0 to 255, on the last axis: an array on the host, or a tensor.
 * @param mode Which networks; `"caffe"` unless told, which VGG16 wants.
 * @returns The same shape, float32. A tensor is the caller's to dispose.
 * @throws {RangeError} When the last axis has not three channels.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const pixel = { dtype: "uint8", shape: [1, 1, 3], data: new Uint8Array([0, 127, 255]) } as const;
 * const [blue] = data.preprocessInput(pixel).data;
 * assertEquals(blue, Math.fround(255 - Math.fround(103.939)));
 * ```
 */
export function preprocessInput(images: HostImage, mode?: PreprocessMode): NdArrayOf<"float32">;
/**
 * Prepares a tensor of pixels; works in compiled functions.
 *
 * @param images Red, green and blue from 0 to 255, on the last axis.
 * @param mode Which networks.
 * @returns A new tensor.
 */
export function preprocessInput<T extends tf.Tensor>(images: T, mode?: PreprocessMode): T;
export function preprocessInput(
  images: HostImage | tf.Tensor,
  mode: PreprocessMode = "caffe",
): NdArrayOf<"float32"> | tf.Tensor {
  const channels = images.shape.at(-1);
  if (channels !== 3) {
    throw new RangeError(
      `Cannot preprocess input: the last axis must be red, green and blue, shape is [${
        images.shape.join(", ")
      }]`,
    );
  }
  return isNdArray(images) ? onHost(images as HostImage, mode) : onTensor(images, mode);
}

function onTensor(images: tf.Tensor, mode: PreprocessMode): tf.Tensor {
  return tf.tidy(() => {
    const pixels = tf.cast(images, "float32");
    if (mode === "tf") return tf.sub(tf.div(pixels, 127.5), 1);
    if (mode === "caffe") return tf.sub(tf.reverse(pixels, -1), [...CAFFE_MEAN]);
    return tf.div(tf.sub(tf.div(pixels, 255), [...TORCH_MEAN]), [...TORCH_DEVIATION]);
  });
}

function onHost(images: HostImage, mode: PreprocessMode): NdArrayOf<"float32"> {
  const { data: pixels, shape } = images;
  const data = Float32Array.from(pixels);
  // Each step is rounded to 32 bits, as Keras rounds it: `data` itself does that.
  if (mode === "tf") {
    for (let i = 0; i < data.length; i++) data[i]! /= 127.5;
    for (let i = 0; i < data.length; i++) data[i]! -= 1;
    return { dtype: "float32", shape, data };
  }
  if (mode === "caffe") {
    const mean = Float32Array.from(CAFFE_MEAN);
    for (let i = 0; i < data.length; i++) {
      const c = i % 3;
      data[i] = pixels[i - c + 2 - c]! - mean[c]!;
    }
    return { dtype: "float32", shape, data };
  }
  const mean = Float32Array.from(TORCH_MEAN);
  const deviation = Float32Array.from(TORCH_DEVIATION);
  for (let i = 0; i < data.length; i++) data[i]! /= 255;
  for (let i = 0; i < data.length; i++) data[i]! -= mean[i % 3]!;
  for (let i = 0; i < data.length; i++) data[i]! /= deviation[i % 3]!;
  return { dtype: "float32", shape, data };
}
