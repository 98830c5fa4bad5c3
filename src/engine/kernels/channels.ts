/** Layouts: channels first, which TensorFlow computes on GPUs only, and channels last. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import type { Scratch } from "./scratch.ts";

/** From `[batch, channels, height, width]` to channels last, for any number of spatial axes. */
export function toChannelsLast(scratch: Scratch, x: tfjs.TensorInfo): tfjs.TensorInfo {
  const axes = x.shape.map((_, axis) => axis);
  return scratch.transpose(x, [0, ...axes.slice(2), 1]);
}

/** The order of axes that brings the channels from the last to the second axis. */
export function channelsFirstOrder(rank: number): number[] {
  return [0, rank - 1, ...Array.from({ length: rank - 2 }, (_, i) => i + 1)];
}

/** A shape with the channels first as it is with the channels last. */
export function channelsLastShape(shape: readonly number[]): number[] {
  return [shape[0]!, ...shape.slice(2), shape[1]!];
}
