/**
 * Augmentation that mixes the pictures of a batch, and their targets with them.
 *
 * @module
 */

import type { NdArray, NdArrayOf } from "../../core/nd_array.ts";
import { permutation } from "../../core/permutation.ts";
import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import { shapeText } from "../../core/shape.ts";
import type { MapFunction } from "../dataset/operators/map.ts";
import { drawRectangle } from "./patch_steps.ts";
import { type Bounds, boundsOf, type Factor, RandomValues } from "./random_values.ts";

/** A batch of pictures and their classes as rows. */
export interface MixableBatch {
  /** `[batch, height, width, channels]`. */
  readonly inputs: NdArray;
  /** `[batch, classes]`, as `labelMode: "categorical"` makes them. */
  readonly targets: NdArray;
}

/** A mixed batch. */
export interface MixedBatch {
  /** float32 `[batch, height, width, channels]`. */
  readonly inputs: NdArrayOf<"float32">;
  /** float32 `[batch, classes]`. */
  readonly targets: NdArrayOf<"float32">;
}

/** How batches are mixed. */
export interface MixUpOptions {
  /** Of the distribution Beta(alpha, alpha) of the shares; 0.2 unless told. */
  readonly alpha?: number;
  /** Decides what is random, with the epoch and the batch; 0 unless told. */
  readonly seed?: number;
}

const MIX_UP_OPTIONS: OptionNames<MixUpOptions> = { alpha: true, seed: true };

/**
 * Lays each picture over another of its batch, and its target likewise, as Keras' MixUp.
 *
 * @param options How strongly.
 * @returns For `Dataset.map` behind `batch`.
 * @throws {TypeError} When targets are not `[batch, classes]`.
 * @see {@link https://arxiv.org/abs/1710.09412} Zhang et al. 2018
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const pictures = [0, 1].map((i) => ({
 *   inputs: { dtype: "float32", shape: [1, 1, 1], data: Float32Array.of(i) } as const,
 *   targets: [1 - i, i],
 * }));
 * const [batch] = await data.from(pictures).batch(2).map(data.mixUp({ seed: 1 })).toArray();
 * const [first, second] = batch!.inputs.data;
 * assertEquals([...batch!.targets.data], [1 - first!, first!, 1 - second!, second!].map(Math.fround));
 * ```
 */
export function mixUp(options: MixUpOptions = {}): MapFunction<MixableBatch, MixedBatch> {
  requireOptions("Cannot augment: mixUp", options, MIX_UP_OPTIONS);
  const { alpha = 0.2, seed = 0 } = options;
  if (!(alpha > 0)) {
    throw new RangeError(
      `Cannot augment: mixUp: alpha must be positive, current value is ${alpha}`,
    );
  }
  return (batch, { index, epoch }) => {
    const count = countOf(batch, "mixUp");
    const random = new RandomValues([seed, epoch, index]);
    const partners = permutation(count, [seed, epoch, index, 1]);
    const shares = Float32Array.from({ length: count }, () => random.beta(alpha));
    return {
      inputs: blend(batch.inputs, partners, shares),
      targets: blend(batch.targets, partners, shares),
    };
  };
}

/** How batches are cut and put together. */
export interface CutMixOptions {
  /** Bounds of the alpha of the distribution of the shares; `[0, 1]` unless told. */
  readonly factor?: Factor;
  /** Decides what is random, with the epoch and the batch; 0 unless told. */
  readonly seed?: number;
}

const CUT_MIX_OPTIONS: OptionNames<CutMixOptions> = { factor: true, seed: true };

/**
 * Puts a rectangle of another picture of the batch into each, and mixes targets by its share, as Keras'
 * CutMix.
 *
 * @param options How strongly.
 * @returns For `Dataset.map` behind `batch`.
 * @throws {TypeError} When targets are not `[batch, classes]`.
 * @see {@link https://arxiv.org/abs/1905.04899} Yun et al. 2019
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const pictures = [0, 1].map((i) => ({
 *   inputs: { dtype: "float32", shape: [8, 8, 1], data: new Float32Array(64).fill(i) } as const,
 *   targets: [1 - i, i],
 * }));
 * const [batch] = await data.from(pictures).batch(2).map(data.cutMix()).toArray();
 * assertEquals([batch!.inputs.shape, batch!.targets.shape], [[2, 8, 8, 1], [2, 2]]);
 * ```
 */
export function cutMix(options: CutMixOptions = {}): MapFunction<MixableBatch, MixedBatch> {
  requireOptions("Cannot augment: cutMix", options, CUT_MIX_OPTIONS);
  const { factor = 1, seed = 0 } = options;
  const bounds: Bounds = boundsOf(factor, { name: "cutMix: factor", within: [0, 1] });
  return (batch, { index, epoch }) => {
    const count = countOf(batch, "cutMix");
    const [, height = 0, width = 0, channels = 0] = batch.inputs.shape;
    const random = new RandomValues([seed, epoch, index]);
    const partners = permutation(count, [seed, epoch, index, 1]);
    const alpha = random.uniform(bounds) + 1e-6;
    const source = floats(batch.inputs);
    const data = Float32Array.from(source);
    const size = height * width * channels;
    const shares = Float32Array.from({ length: count }, (_, i) => {
      const side = Math.sqrt(1 - random.beta(alpha));
      const { left, right, top, bottom } = drawRectangle(random, [height, width], [side, side]);
      for (let y = Math.ceil(top); y < Math.min(height, bottom); y++) {
        const from = (y * width + Math.ceil(left)) * channels;
        const to = (y * width + Math.min(width, Math.ceil(right))) * channels;
        const other = partners[i]! * size;
        if (to > from) data.set(source.subarray(other + from, other + to), i * size + from);
      }
      return 1 - (right - left) * (bottom - top) / (width * height);
    });
    return {
      inputs: { dtype: "float32", shape: batch.inputs.shape, data },
      targets: blend(batch.targets, partners, shares),
    };
  };
}

function countOf({ inputs, targets }: MixableBatch, name: string): number {
  const [count = 0] = inputs.shape;
  if (inputs.shape.length === 4 && targets.shape.length === 2 && targets.shape[0] === count) {
    return count;
  }
  throw new TypeError(
    `Cannot augment: ${name} wants inputs [batch, height, width, channels] and targets ` +
      `[batch, classes] (labelMode "categorical"), got ${shapeText(inputs.shape)} and ` +
      shapeText(targets.shape),
  );
}

function floats(array: NdArray): Float32Array {
  return array.dtype === "float32" ? array.data : Float32Array.from(array.data as Uint8Array);
}

/** `share` of each element and the rest of its partner. */
function blend(
  array: NdArray,
  partners: Int32Array,
  shares: Float32Array,
): NdArrayOf<"float32"> {
  const source = floats(array);
  const size = source.length / partners.length;
  const data = new Float32Array(source.length);
  for (let i = 0; i < data.length; i++) {
    const element = Math.floor(i / size);
    const share = shares[element]!;
    const other = source[partners[element]! * size + i % size]!;
    data[i] = share * source[i]! + (1 - share) * other;
  }
  return { dtype: "float32", shape: array.shape, data };
}
