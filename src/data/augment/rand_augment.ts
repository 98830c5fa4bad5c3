/**
 * RandAugment: a few augmentations out of many for each picture.
 *
 * @see {@link https://arxiv.org/abs/1909.13719} Cubuk et al. 2019
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import {
  autoContrastStep,
  type ColorAugmentation,
  randomBrightness,
  randomColorDegeneration,
  randomContrast,
  randomPosterization,
  solarization,
} from "./colour_steps.ts";
import {
  type GeometricAugmentation,
  randomRotation,
  randomShear,
  randomTranslation,
} from "./geometric.ts";
import { type Bounds, boundsOf, type Factor } from "./random_values.ts";

/** Applies some of several augmentations. */
export interface RandAugment {
  /** Tells augmentations apart. */
  readonly kind: "randAugment";
  /** How many are applied to each picture. */
  readonly count: number;
  /** Which there are. */
  readonly steps: readonly (GeometricAugmentation | ColorAugmentation)[];
}

/** How much is changed. */
export interface RandAugmentOptions {
  /** Augmentations per picture; 2 unless told. */
  readonly numOps?: number;
  /** How strong each is, 0 to 1; 0.5 unless told. */
  readonly factor?: Factor;
  /** Least and greatest value of a pixel; `[0, 255]` unless told. */
  readonly valueRange?: Bounds;
}

const RAND_AUGMENT_OPTIONS: OptionNames<RandAugmentOptions> = {
  numOps: true,
  factor: true,
  valueRange: true,
};

/**
 * Applies two out of nine augmentations to each picture, as Keras' RandAugment: shear, translation,
 * rotation, brightness, colour degeneration, contrast, posterization, solarization, auto contrast.
 * (Keras' list has sharpness and equalization besides.)
 *
 * @param options How many and how strong.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [1, 1, 3], data: Float32Array.of(10, 20, 30) } as const;
 * const made = data.augmentImage(image, [data.randAugment()], { seed: 1, epoch: 0, index: 0 });
 * assertEquals(made.shape, [1, 1, 3]);
 * ```
 */
export function randAugment(options: RandAugmentOptions = {}): RandAugment {
  requireOptions("Cannot augment: randAugment", options, RAND_AUGMENT_OPTIONS);
  const { numOps: count = 2, factor = 0.5, valueRange = [0, 255] } = options;
  if (!Number.isInteger(count) || count < 1) {
    throw new RangeError(
      `Cannot augment: randAugment: numOps must be a positive integer, current value is ${count}`,
    );
  }
  const bounds = boundsOf(factor, { name: "randAugment: factor", within: [0, 1] });
  const range = { valueRange };
  return {
    kind: "randAugment",
    count,
    steps: [
      randomShear({ xFactor: bounds, yFactor: bounds }),
      randomTranslation({ heightFactor: bounds, widthFactor: bounds }),
      randomRotation(bounds),
      randomBrightness(bounds, range),
      randomColorDegeneration(bounds, range),
      randomContrast(bounds, range),
      randomPosterization(Math.max(1, Math.trunc(8 * bounds[1])), range),
      solarization(bounds, range),
      autoContrastStep(range),
    ],
  };
}
