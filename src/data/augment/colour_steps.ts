/**
 * Augmentation of colours: what is drawn at random, and how much.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import {
  adjustBrightness,
  adjustContrast,
  adjustHue,
  adjustSaturation,
  autoContrast,
  degenerateColor,
  posterize,
  solarize,
} from "./colour.ts";
import { type Bounds, boundsOf, type Factor, type RandomValues } from "./random_values.ts";

/** The least and the greatest value of a pixel. */
export interface ValueRange {
  /** `[0, 255]` unless told. */
  readonly valueRange?: Bounds;
}

const VALUE_RANGE: OptionNames<ValueRange> = { valueRange: true };

/** Augmentation that changes colours. */
export interface ColorAugmentation {
  /** Tells augmentations apart. */
  readonly kind:
    | "autoContrast"
    | "randomBrightness"
    | "randomColorDegeneration"
    | "randomContrast"
    | "randomHue"
    | "randomPosterization"
    | "randomSaturation"
    | "solarization";
  /** How much, at least and at most. */
  readonly factor: Bounds;
  /** Least and greatest value of a pixel. */
  readonly range: Bounds;
}

function step(
  kind: ColorAugmentation["kind"],
  { factor, within }: { readonly factor: Factor; readonly within: Bounds },
  options: ValueRange,
): ColorAugmentation {
  requireOptions(`Cannot augment: ${kind}`, options, VALUE_RANGE);
  const { valueRange = [0, 255] } = options;
  if (!(valueRange[0] < valueRange[1])) {
    throw new RangeError(
      `Cannot augment: ${kind}: valueRange must rise, current value is [${valueRange.join(", ")}]`,
    );
  }
  return { kind, factor: boundsOf(factor, { name: `${kind}: factor`, within }), range: valueRange };
}

/**
 * Makes pictures brighter or darker, as Keras' RandomBrightness.
 *
 * @param factor Share of the range of values that is added: 0.2 is up to 20 % either way.
 * @param options Range of values.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [1, 1, 3], data: Float32Array.of(10, 20, 30) } as const;
 * const made = data.augmentImage(image, [data.randomBrightness([0.2, 0.2])], { seed: 1, epoch: 0, index: 0 });
 * assertEquals([...made.data], [61, 71, 81]);
 * ```
 */
export function randomBrightness(factor: Factor, options: ValueRange = {}): ColorAugmentation {
  return step("randomBrightness", { factor, within: [-1, 1] }, options);
}

/**
 * Gives pictures more or less contrast, as Keras documents RandomContrast: by a factor from
 * `1 - lower` to `1 + upper`. (Keras 3.15 itself never takes contrast away where the factor is one
 * number.)
 *
 * @param factor One number for both, or `[lower, upper]`.
 * @param options Range of values.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const made = data.augmentImage(image, [data.randomContrast([1, 0])], { seed: 1, epoch: 0, index: 0 });
 * assertEquals(made.data[0]! >= 1 && made.data[0]! <= 2.5, true);
 * ```
 */
export function randomContrast(factor: Factor, options: ValueRange = {}): ColorAugmentation {
  const [lower, upper] = typeof factor === "number" ? [factor, factor] : factor;
  const name = "randomContrast: factor";
  for (const part of [lower, upper]) boundsOf(part, { name, within: [0, 1] });
  const checked = step("randomContrast", { factor: [0, 1], within: [0, 1] }, options);
  return { ...checked, factor: [1 - lower, 1 + upper] };
}

/**
 * Moves colours towards gray, as Keras' RandomColorDegeneration.
 *
 * @param factor 0 leaves pictures, 1 makes them gray.
 * @param options Range of values.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [1, 1, 3], data: Float32Array.of(10, 20, 30) } as const;
 * const made = data.augmentImage(image, [data.randomColorDegeneration([1, 1])], { seed: 1, epoch: 0, index: 0 });
 * assertEquals(made.data[0], made.data[2]);
 * ```
 */
export function randomColorDegeneration(
  factor: Factor,
  options: ValueRange = {},
): ColorAugmentation {
  return step("randomColorDegeneration", { factor, within: [0, 1] }, options);
}

/**
 * Turns hues one way or the other, as Keras' RandomHue.
 *
 * @param factor Half of it is the share of the full circle, 0 to 1.
 * @param options Range of values.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [1, 1, 3], data: Float32Array.of(10, 20, 30) } as const;
 * const made = data.augmentImage(image, [data.randomHue(0.5)], { seed: 1, epoch: 0, index: 0 });
 * assertEquals(Math.round(Math.max(...made.data)), 30); // the value stays
 * ```
 */
export function randomHue(factor: Factor, options: ValueRange = {}): ColorAugmentation {
  return step("randomHue", { factor, within: [0, 1] }, options);
}

/**
 * Makes colours stronger or weaker, as Keras' RandomSaturation: 0.5 leaves pictures, 0 makes them gray,
 * near 1 colours are full.
 *
 * @param factor 0 to 1; one number stands for `[0, factor]`.
 * @param options Range of values.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [1, 1, 3], data: Float32Array.of(10, 20, 30) } as const;
 * const made = data.augmentImage(image, [data.randomSaturation([0, 0])], { seed: 1, epoch: 0, index: 0 });
 * assertEquals([...made.data], [30, 30, 30]);
 * ```
 */
export function randomSaturation(factor: Factor, options: ValueRange = {}): ColorAugmentation {
  return step("randomSaturation", { factor, within: [0, 1] }, options);
}

/**
 * Keeps only some of the 8 bits of values, as Keras' RandomPosterization.
 *
 * @param factor Bits kept, 1 to 8.
 * @param options Range of values.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [1, 1, 3], data: Float32Array.of(10, 20, 30) } as const;
 * const made = data.augmentImage(image, [data.randomPosterization(4)], { seed: 1, epoch: 0, index: 0 });
 * assertEquals([...made.data], [0, 16, 16]);
 * ```
 */
export function randomPosterization(factor: Factor, options: ValueRange = {}): ColorAugmentation {
  const bits = typeof factor === "number" ? [factor, factor] as const : factor;
  return step("randomPosterization", { factor: bits, within: [1, 8] }, options);
}

/**
 * Inverts values above a threshold, after adding to them, as Keras' Solarization.
 *
 * @param factor Bounds of both, as shares of the range of values.
 * @param options Range of values.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [1, 1, 3], data: Float32Array.of(10, 20, 30) } as const;
 * const made = data.augmentImage(image, [data.solarization([0, 0])], { seed: 1, epoch: 0, index: 0 });
 * assertEquals([...made.data], [245, 235, 225]);
 * ```
 */
export function solarization(factor: Factor, options: ValueRange = {}): ColorAugmentation {
  return step("solarization", { factor, within: [0, 1] }, options);
}

/**
 * Stretches each channel over the range of values, as Keras' AutoContrast.
 *
 * @param options Range of values.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const made = data.augmentImage(image, [data.autoContrast()], { seed: 1, epoch: 0, index: 0 });
 * assertEquals([...made.data], [0, 85, 170, 255]);
 * ```
 */
export function autoContrastStep(options: ValueRange = {}): ColorAugmentation {
  return step("autoContrast", { factor: 0, within: [0, 0] }, options);
}

/** Draws how much, and changes the picture. */
export function applyColor(
  image: NdArrayOf<"float32">,
  { kind, factor, range }: ColorAugmentation,
  random: RandomValues,
): NdArrayOf<"float32"> {
  const size = range[1] - range[0];
  switch (kind) {
    case "autoContrast":
      return autoContrast(image, range);
    case "randomBrightness":
      return adjustBrightness(image, random.uniform(factor) * size, range);
    case "randomContrast":
      return adjustContrast(image, random.uniform(factor), range);
    case "randomColorDegeneration":
      return degenerateColor(image, random.uniform(factor), range);
    case "randomHue": {
      const sign = random.chance(0.5) ? -1 : 1;
      return adjustHue(image, sign * random.uniform(factor) / 2, range);
    }
    case "randomSaturation": {
      const share = random.uniform(factor);
      return adjustSaturation(image, share / (1 - share + 1e-7));
    }
    case "randomPosterization": {
      const [least, most] = [Math.ceil(factor[0]), Math.floor(factor[1])];
      return posterize(image, least + random.integer(most - least + 1), range);
    }
    case "solarization": {
      const addition = random.uniform(factor) * size;
      const threshold = range[0] + random.uniform(factor) * size;
      return solarize(image, { addition, threshold }, range);
    }
  }
}
