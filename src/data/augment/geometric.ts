/**
 * Augmentation that moves pixels.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { type Bounds, boundsOf, type Factor, type RandomValues } from "./random_values.ts";
import {
  compose,
  horizontalFlip,
  IDENTITY,
  type ImageSize,
  rotation,
  shear,
  type Transform,
  translation,
  verticalFlip,
  zoom,
} from "./transform.ts";
import { WARP_OPTIONS, type WarpOptions } from "./warp_image.ts";

/** Which sides are exchanged. */
export type FlipMode = "horizontal" | "vertical" | "horizontal_and_vertical";

/** Mirrors at random. */
export interface RandomFlip {
  /** Tells augmentations apart. */
  readonly kind: "randomFlip";
  /** Which sides. */
  readonly mode: FlipMode;
}

/** Turns at random. */
export interface RandomRotation {
  /** Tells augmentations apart. */
  readonly kind: "randomRotation";
  /** Shares of the full circle. */
  readonly turn: Bounds;
  /** Edges and interpolation. */
  readonly warp: WarpOptions;
}

/** Zooms at random. */
export interface RandomZoom {
  /** Tells augmentations apart. */
  readonly kind: "randomZoom";
  /** How much more of the height is shown. */
  readonly down: Bounds;
  /** How much more of the width; the same as of the height where undefined. */
  readonly across: Bounds | undefined;
  /** Edges and interpolation. */
  readonly warp: WarpOptions;
}

/** Moves at random. */
export interface RandomTranslation {
  /** Tells augmentations apart. */
  readonly kind: "randomTranslation";
  /** Shares of the height, downwards. */
  readonly down: Bounds;
  /** Shares of the width, to the right. */
  readonly across: Bounds;
  /** Edges and interpolation. */
  readonly warp: WarpOptions;
}

/** Slants at random. */
export interface RandomShear {
  /** Tells augmentations apart. */
  readonly kind: "randomShear";
  /** Pixels to the side per pixel down. */
  readonly x: Bounds;
  /** Pixels down per pixel to the side. */
  readonly y: Bounds;
  /** Edges and interpolation. */
  readonly warp: WarpOptions;
}

/** Augmentation that moves pixels by one transform per picture. */
export type GeometricAugmentation =
  | RandomFlip
  | RandomRotation
  | RandomZoom
  | RandomTranslation
  | RandomShear;

/**
 * Mirrors each picture with a probability of one half per direction, as Keras' RandomFlip.
 *
 * @param mode Which sides; both unless told.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const made = data.augmentImage(image, [data.randomFlip()], { seed: 1, epoch: 0, index: 0 });
 * assertEquals([...made.data].sort(), [1, 2, 3, 4]);
 * ```
 */
export function randomFlip(mode: FlipMode = "horizontal_and_vertical"): RandomFlip {
  if (!["horizontal", "vertical", "horizontal_and_vertical"].includes(mode)) {
    throw new RangeError(
      "Cannot augment: randomFlip: mode must be horizontal, vertical or horizontal_and_vertical, " +
        `current value is ${mode}`,
    );
  }
  return { kind: "randomFlip", mode };
}

/**
 * Turns each picture about its middle, as Keras' RandomRotation.
 *
 * @param factor Shares of the full circle: 0.1 is up to 36 degrees either way.
 * @param options Edges (mirrored unless told) and interpolation.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const made = data.augmentImage(image, [data.randomRotation([0.5, 0.5])], { seed: 1, epoch: 0, index: 0 });
 * assertEquals([...made.data].map(Math.round), [4, 3, 2, 1]);
 * ```
 */
export function randomRotation(factor: Factor, options: WarpOptions = {}): RandomRotation {
  requireOptions("Cannot augment: randomRotation", options, WARP_OPTIONS);
  const turn = boundsOf(factor, { name: "randomRotation: factor", within: [-1, 1] });
  return { kind: "randomRotation", turn, warp: options };
}

/** How each side is changed. */
export interface TwoFactors extends WarpOptions {
  /** For the height. */
  readonly heightFactor: Factor;
  /** For the width. */
  readonly widthFactor: Factor;
}

const TWO_FACTORS: OptionNames<TwoFactors> = {
  heightFactor: true,
  widthFactor: true,
  ...WARP_OPTIONS,
};

/**
 * Shows more (positive factors) or less of each picture, as Keras' RandomZoom.
 *
 * @param options Factors: 0.2 is from 20 % less to 20 % more. Without one for the width the shape stays.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const made = data.augmentImage(image, [data.randomZoom({ heightFactor: [0, 0] })], { seed: 1, epoch: 0, index: 0 });
 * assertEquals(made.data, image.data);
 * ```
 */
export function randomZoom(
  options: Omit<TwoFactors, "widthFactor"> & { readonly widthFactor?: Factor },
): RandomZoom {
  requireOptions("Cannot augment: randomZoom", options, TWO_FACTORS);
  const { heightFactor, widthFactor, ...warp } = options;
  const within = [-0.999, 1] as const;
  return {
    kind: "randomZoom",
    down: symmetric(
      boundsOf(heightFactor, { name: "randomZoom: heightFactor", within }),
      heightFactor,
    ),
    across: widthFactor === undefined
      ? undefined
      : symmetric(boundsOf(widthFactor, { name: "randomZoom: widthFactor", within }), widthFactor),
    warp,
  };
}

/** A zoom of 1 either way ends just above nothing. */
function symmetric(bounds: Bounds, factor: Factor): Bounds {
  return typeof factor === "number" ? [Math.max(-Math.abs(factor), -0.999), bounds[1]] : bounds;
}

/**
 * Moves each picture by shares of its size, downwards and to the right, as Keras' RandomTranslation.
 *
 * @param options Factors: 0.2 is up to 20 % either way.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const made = data.augmentImage(image, [data.randomTranslation({ heightFactor: [0.5, 0.5], widthFactor: 0 })], { seed: 1, epoch: 0, index: 0 });
 * assertEquals([...made.data], [1, 2, 1, 2]);
 * ```
 */
export function randomTranslation(options: TwoFactors): RandomTranslation {
  requireOptions("Cannot augment: randomTranslation", options, TWO_FACTORS);
  const { heightFactor, widthFactor, ...warp } = options;
  const within = [-1, 1] as const;
  return {
    kind: "randomTranslation",
    down: boundsOf(heightFactor, { name: "randomTranslation: heightFactor", within }),
    across: boundsOf(widthFactor, { name: "randomTranslation: widthFactor", within }),
    warp,
  };
}

/** How pictures are slanted. */
export interface RandomShearOptions extends WarpOptions {
  /** Pixels to the side per pixel down, 0 to 1; 0 unless told. */
  readonly xFactor?: Factor;
  /** Pixels down per pixel to the side, 0 to 1; 0 unless told. */
  readonly yFactor?: Factor;
}

const RANDOM_SHEAR_OPTIONS: OptionNames<RandomShearOptions> = {
  xFactor: true,
  yFactor: true,
  ...WARP_OPTIONS,
};

/**
 * Slants each picture one way or the other, as Keras' RandomShear.
 *
 * @param options Factors: 0.2 is up to 0.2 pixels for each.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const image = { dtype: "float32", shape: [2, 2, 1], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const made = data.augmentImage(image, [data.randomShear({ xFactor: 0 })], { seed: 1, epoch: 0, index: 0 });
 * assertEquals(made.data, image.data);
 * ```
 */
export function randomShear(options: RandomShearOptions): RandomShear {
  requireOptions("Cannot augment: randomShear", options, RANDOM_SHEAR_OPTIONS);
  const { xFactor = 0, yFactor = 0, ...warp } = options;
  const within = [0, 1] as const;
  return {
    kind: "randomShear",
    x: boundsOf(xFactor, { name: "randomShear: xFactor", within }),
    y: boundsOf(yFactor, { name: "randomShear: yFactor", within }),
    warp,
  };
}

/** Whether an augmentation is one transform per picture. */
export function isGeometric(step: { readonly kind: string }): step is GeometricAugmentation {
  return ["randomFlip", "randomRotation", "randomZoom", "randomTranslation", "randomShear"]
    .includes(step.kind);
}

/** Draws the transform for one picture. */
export function drawTransform(
  step: GeometricAugmentation,
  random: RandomValues,
  size: ImageSize,
): Transform {
  switch (step.kind) {
    case "randomFlip": {
      const [across, down] = [random.chance(0.5), random.chance(0.5)];
      const first = across && step.mode !== "vertical" ? horizontalFlip(size) : IDENTITY;
      return down && step.mode !== "horizontal" ? compose(first, verticalFlip(size)) : first;
    }
    case "randomRotation":
      return rotation(random.uniform(step.turn), size);
    case "randomZoom": {
      const height = 1 + random.uniform(step.down);
      const width = step.across === undefined ? height : 1 + random.uniform(step.across);
      return zoom({ height, width }, size);
    }
    case "randomTranslation": {
      const down = random.uniform(step.down) * size.height;
      return translation(random.uniform(step.across) * size.width, down);
    }
    case "randomShear": {
      const sign = random.chance(0.5) ? -1 : 1;
      const y = random.uniform(step.y);
      return shear(sign * random.uniform(step.x), sign * y);
    }
  }
}
