/**
 * Augmentation of single pictures on the host: in this thread or in workers.
 *
 * @module
 */

import type { NdArray, NdArrayOf } from "../../core/nd_array.ts";
import { requireOptions } from "../../core/require_options.ts";
import type { HostImage } from "../images/resize.ts";
import type { WorkerContext, WorkerFunction } from "../workers/worker_function.ts";
import { applyColor, type ColorAugmentation } from "./colour_steps.ts";
import { flipImage } from "./flip_image.ts";
import { drawTransform, type GeometricAugmentation, isGeometric } from "./geometric.ts";
import {
  applyBlur,
  applyCrop,
  applyErasing,
  type RandomCrop,
  type RandomErasing,
  type RandomGaussianBlur,
} from "./patch_steps.ts";
import type { RandAugment } from "./rand_augment.ts";
import { RandomValues } from "./random_values.ts";
import { warpImage } from "./warp_image.ts";

/** One augmentation as data: what `randomFlip()` and its siblings make. */
export type Augmentation =
  | GeometricAugmentation
  | ColorAugmentation
  | RandomCrop
  | RandomErasing
  | RandomGaussianBlur
  | RandAugment;

/** What decides the random values of one picture. */
export interface Draw {
  /** Of the run. */
  readonly seed: number;
  /** The pass over the data, from 0. */
  readonly epoch: number;
  /** The picture's number in the pass. */
  readonly index: number;
}

function apply(
  image: NdArrayOf<"float32">,
  step: Augmentation,
  random: RandomValues,
): NdArrayOf<"float32"> {
  if (isGeometric(step)) {
    const [height = 0, width = 0] = image.shape;
    const transform = drawTransform(step, random, { height, width });
    if (step.kind !== "randomFlip") return warpImage(image, transform, step.warp);
    return flipImage(image, { horizontal: transform[0] < 0, vertical: transform[4] < 0 });
  }
  switch (step.kind) {
    case "randomCrop":
      return applyCrop(image, step, random);
    case "randomErasing":
      return applyErasing(image, step, random);
    case "randomGaussianBlur":
      return applyBlur(image, step, random);
    case "randAugment": {
      let changed = image;
      for (let i = 0; i < step.count; i++) {
        changed = apply(changed, step.steps[random.integer(step.steps.length)]!, random);
      }
      return changed;
    }
    default:
      return applyColor(image, step, random);
  }
}

/**
 * Augments a picture.
 *
 * @param image float32 or uint8 `[height, width, channels]`; left as it is.
 * @param steps What is done, in order.
 * @param draw Decides what is random: the same draw gives the same picture on every machine.
 * @returns float32 `[height, width, channels]`, of another size after a crop.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [1, 2, 1], data: new Float32Array([1, 2]) } as const;
 * const made = data.augmentImage(image, [data.randomFlip("horizontal")], { seed: 1, epoch: 0, index: 0 });
 * assertEquals([...made.data].sort(), [1, 2]);
 * ```
 */
export function augmentImage(
  image: HostImage,
  steps: readonly Augmentation[],
  { seed, epoch, index }: Draw,
): NdArrayOf<"float32"> {
  const start: NdArrayOf<"float32"> = image.dtype === "float32"
    ? image
    : { dtype: "float32", shape: image.shape, data: Float32Array.from(image.data) };
  return steps.reduce(
    (changed, step, number) => apply(changed, step, new RandomValues([seed, epoch, index, number])),
    start,
  );
}

/** What {@linkcode augmentation} tells its function. */
interface AugmentationOptions {
  readonly steps: readonly Augmentation[];
  readonly seed: number;
}

/**
 * Augmentation of the `inputs` of each element, for `Dataset.map`, here or in workers.
 *
 * @param steps What is done, in order.
 * @param options The seed; 0 unless told.
 * @returns For `dataset.map(…, { workers })`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const inputs = { dtype: "float32", shape: [4, 4, 1], data: new Float32Array(16) } as const;
 * const steps = data.augmentation([data.randomCrop(2, 2), data.randomBrightness([0.5, 0.5])]);
 * const [element] = await data.from([{ inputs, targets: 3 }]).map<{ inputs: { data: Float32Array } }>(steps)
 *   .toArray();
 * assertEquals([...element!.inputs.data], [127.5, 127.5, 127.5, 127.5]);
 * ```
 */
export function augmentation(
  steps: readonly Augmentation[],
  options: { readonly seed?: number } = {},
): WorkerFunction {
  requireOptions("Cannot augment", options, { seed: true });
  const { seed = 0 } = options;
  return { module: import.meta.url, name: "augmentElement", options: { steps, seed } };
}

/** Augments the inputs of an element; what {@linkcode augmentation} names. */
export function augmentElement<T extends { readonly inputs: HostImage }>(
  element: T,
  { options, index, epoch }: WorkerContext<AugmentationOptions>,
): Omit<T, "inputs"> & { readonly inputs: NdArray } {
  const { steps, seed } = options;
  return { ...element, inputs: augmentImage(element.inputs, steps, { seed, epoch, index }) };
}
