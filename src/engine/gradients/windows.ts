/**
 * Sliding windows as plain slices: one strided slice per position ("tap") of the window.
 *
 * For second derivatives of maxima, where every backend has the slices and none the kernel.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";

/** Where a window slides, one entry per spatial axis. */
export interface WindowGeometry {
  /** Positions in the window. */
  size: number[];
  /** Steps between windows. */
  strides: number[];
  /** Steps between the positions of one window. */
  dilations: number[];
  /** Padding before the first element. */
  before: number[];
  /** Number of windows. */
  out: number[];
}

/** Windows over the spatial axes of a tensor [batch, ...spatial, channels]. */
export class Windows {
  readonly #padded: tfjs.Tensor;
  readonly #geometry: WindowGeometry;

  /** Lays windows over `tensor`, surrounded with `fill`. */
  constructor(tensor: tfjs.Tensor, geometry: WindowGeometry, fill: number) {
    const { size, strides, dilations, before, out } = geometry;
    const paddings = size.map((count, i): [number, number] => {
      const reach = (out[i]! - 1) * strides[i]! + (count - 1) * dilations[i]! + 1;
      return [before[i]!, Math.max(0, reach - before[i]! - tensor.shape[i + 1]!)];
    });
    this.#padded = tfjs.pad(tensor, [[0, 0], ...paddings, [0, 0]], fill);
    this.#geometry = geometry;
  }

  /** The element at position `tap` of every window: [batch, ...out, channels]. */
  at(tap: number[]): tfjs.Tensor {
    const { strides, dilations, out } = this.#geometry;
    const [batch, channels] = [this.#padded.shape[0]!, this.#padded.shape.at(-1)!];
    const begin = tap.map((position, i) => position * dilations[i]!);
    const end = begin.map((first, i) => first + (out[i]! - 1) * strides[i]! + 1);
    return tfjs.stridedSlice(
      this.#padded,
      [0, ...begin, 0],
      [batch, ...end, channels],
      [1, ...strides, 1],
    );
  }
}

/** All positions of a window of `size`, last axis fastest. */
export function tapsOf(size: number[]): number[][] {
  return size.reduce<number[][]>(
    (taps, length) => taps.flatMap((tap) => Array.from({ length }, (_, i) => [...tap, i])),
    [[]],
  );
}

/**
 * For each position of a window, whether it is the first to hold the window's maximum.
 *
 * @param candidate The value that each window has at a position.
 */
export function firstMaximum(
  taps: number[][],
  candidate: (tap: number[]) => tfjs.Tensor,
): tfjs.Tensor[] {
  const values = taps.map(candidate);
  const largest = values.reduce((most, value) => tfjs.maximum(most, value));
  let free: tfjs.Tensor | undefined;
  return values.map((value) => {
    const reaches = tfjs.equal(value, largest);
    const isFirst = free === undefined ? reaches : tfjs.logicalAnd(free, reaches);
    const others = tfjs.logicalNot(reaches);
    free = free === undefined ? others : tfjs.logicalAnd(free, others);
    return isFirst;
  });
}

/** The sum of the `values` where their masks hold. */
export function sumWhere(
  masks: tfjs.Tensor[],
  values: (index: number) => tfjs.Tensor,
): tfjs.Tensor {
  return masks
    .map((mask, i) => {
      const value = values(i);
      return tfjs.where(mask, value, tfjs.zerosLike(value));
    })
    .reduce((sum, part) => tfjs.add(sum, part));
}
