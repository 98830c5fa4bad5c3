/**
 * What workers do to the pictures of a folder: resize and augment.
 *
 * @module
 */

import type { NdArray, NdArrayOf } from "../../core/nd_array.ts";
import { type Augmentation, augmentImage } from "../augment/augment_image.ts";
import type { WorkerContext, WorkerFunction } from "../workers/worker_function.ts";
import { fitImage, type FitOptions } from "./fit_image.ts";

/** What is done to each picture. */
export interface ImageTaskOptions extends FitOptions {
  /** What changes pictures at random, in order. */
  readonly augment: readonly Augmentation[];
  /** Decides what is random. */
  readonly seed: number;
  /** Type of the result. */
  readonly dtype: "float32" | "uint8";
}

/** A decoded picture and its target. */
export interface DecodedImage {
  /** uint8 `[height, width, channels]`. */
  readonly image: NdArrayOf<"uint8">;
  /** What it shows. */
  readonly targets: number | NdArray | undefined;
}

/** The function as workers are told it. */
export function imageTask(options: ImageTaskOptions): WorkerFunction {
  return { module: import.meta.url, name: "prepareImage", options };
}

/** Resizes and augments a picture. */
export function prepareImage(
  { image, targets }: DecodedImage,
  { options, index, epoch }: WorkerContext<ImageTaskOptions>,
): { inputs: NdArray; targets?: number | NdArray } {
  const { augment, seed, dtype } = options;
  const fitted = fitImage(image, options);
  const done = augment.length === 0
    ? fitted
    : augmentImage(fitted, augment, { seed, epoch, index });
  const inputs = dtype === "float32" ? done : rounded(done);
  return targets === undefined ? { inputs } : { inputs, targets };
}

/** Whole values from 0 to 255. */
export function rounded({ shape, data }: NdArrayOf<"float32">): NdArrayOf<"uint8"> {
  const bytes = new Uint8ClampedArray(data.length);
  for (let i = 0; i < data.length; i++) bytes[i] = Math.floor(data[i]! + 0.5);
  return { dtype: "uint8", shape, data: new Uint8Array(bytes.buffer) };
}
