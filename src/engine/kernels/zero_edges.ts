/**
 * Gradients of images that are zero in the last rows and columns, because nobody reads those.
 *
 * In a trace such a gradient is remembered with its corner, the part that is not zero, and what is
 * computed of it is computed of the corner. Nobody reads the zeros then, and they cost nothing.
 *
 * @module
 */

import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { isTracing, type OpContext, type PlaneSize } from "../op_context.ts";
import { NO_ATTRS } from "./attrs.ts";
import { intMatrix } from "./constants.ts";
import type { Formula } from "./formula.ts";
import type { Window } from "./window.ts";

/** The part of a gradient that is not zero. */
export interface GradientCorner {
  readonly handle: bigint;
  readonly size: PlaneSize;
}

/** In each trace, by the handle of the whole. */
const noted = new WeakMap<OpContext, Map<bigint, GradientCorner>>();

/** The corner of a gradient whose zeros are remembered. */
export function gradientCorner(
  backend: TensorflowBackend,
  gradient: tfjs.TensorInfo,
): GradientCorner | undefined {
  // Asked before each gradient: op by op this is all that it costs.
  return isTracing(backend.context)
    ? noted.get(backend.context)?.get(backend.handleOf(gradient))
    : undefined;
}

/** A gradient of images of `shape` that is `corner`, and zero in the other rows and columns. */
export function withZeroEdges(
  f: Formula,
  backend: TensorflowBackend,
  { corner, shape }: { corner: bigint; shape: readonly number[] },
): bigint {
  const { context } = backend;
  const [, height, width] = context.shape(corner) as [number, number, number, number];
  const paddings = [[0, 0], [0, shape[1]! - height], [0, shape[2]! - width], [0, 0]];
  const whole = f.run("Pad", NO_ATTRS, [corner, f.of(intMatrix(backend, paddings, 2))]);
  let notes = noted.get(context);
  if (notes === undefined) noted.set(context, notes = new Map());
  notes.set(whole, { handle: corner, size: [height, width] });
  return whole;
}

/** `window` when it comes to lie at the positions of a corner of its output alone, and what it reads then. */
export function cornerWindow(window: Window, size: PlaneSize): { window: Window; read: PlaneSize } {
  const axes = window.axes.map((axis, i) => {
    const out = size[i]!;
    return { ...axis, out, size: (out - 1) * axis.stride + (axis.filter - 1) * axis.dilation + 1 };
  });
  const [batch, , , channels] = window.outShape as [number, number, number, number];
  return {
    window: { ...window, axes, outShape: [batch, ...size, channels] },
    read: [axes[0]!.size, axes[1]!.size],
  };
}
