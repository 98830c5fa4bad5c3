/** Average and maximum pools of two and three spatial axes, and their gradients. @module */

import * as tfjs from "../../deps/tfjs.ts";
import type { OpAttr } from "../../ffi/op_attrs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { ints, NO_ATTRS } from "./attrs.ts";
import { requireRank } from "./checks.ts";
import { intVector, scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { Formula } from "./formula.ts";
import { maxPoolGradient, readByPool } from "./pooled_gradient.ts";
import { Scratch } from "./scratch.ts";
import { atLeastLowest, isForXla } from "./xla_numbers.ts";
import {
  isEmpty,
  padded,
  padInput,
  spatial,
  unpadGradient,
  type Window,
  window2d,
  window3d,
  windowAttrs,
  zeros,
} from "./window.ts";

type Info = tfjs.TensorInfo;
type Pad = "valid" | "same" | number | tfjs.backend_util.ExplicitPadding;
type Rounding = "floor" | "round" | "ceil";

/** Attributes of all the pools. */
export interface PoolAttrs {
  /** Size of the window. */
  filterSize: number | number[];
  /** From one position to the next. */
  strides: number | number[];
  /** Padding around the input. */
  pad: Pad;
  /** How a fraction of positions is rounded. */
  dimRoundingMode?: Rounding;
}

const SMALLEST_INT32 = -(2 ** 31);

/** The window of a pool over `shape`, which has the channels last. */
export function poolWindow(shape: readonly number[], attrs: PoolAttrs): Window {
  const window = windowOf(shape, attrs);
  const { axes } = window;
  // All of tfjs's backends agree on this, whatever the strides and the padding.
  const isIdentity = axes.every(({ filter, out, size }) => filter === 1 && out === size);
  return isIdentity
    ? windowOf(shape, { filterSize: axes.map(() => 1), strides: axes.map(() => 1), pad: "valid" })
    : window;
}

function windowOf(shape: readonly number[], attrs: PoolAttrs): Window {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  if (shape.length === 5) {
    return window3d(tfjs.backend_util.computePool3DInfo(
      shape as [number, number, number, number, number],
      filterSize as [number, number, number],
      strides as [number, number, number],
      1,
      pad as "valid" | "same" | number,
      dimRoundingMode,
    ));
  }
  return window2d(tfjs.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize as [number, number],
    strides as [number, number],
    1,
    pad,
    dimRoundingMode,
  ));
}

/** The attributes of TensorFlow's pools. */
export function poolOpAttrs(window: Window): OpAttr[] {
  const ksize = ints("ksize", spatial(window.axes.map(({ filter }) => filter)));
  return [ksize, ...windowAttrs(window)];
}

/** What never is the maximum. */
function lowest(backend: TensorflowBackend, dtype: tfjs.DataType): Info {
  return dtype === "int32"
    ? scalar(backend, SMALLEST_INT32)
    : scalar(backend, -Infinity, "float32");
}

/** Which share of each window lies on the input, as `[1, ...positions, 1]`. */
function coverage(
  { backend, scratch, op }: { backend: TensorflowBackend; scratch: Scratch; op: string },
  window: Window,
): tfjs.Tensor {
  const sizes = [1, ...window.axes.map(({ size }) => size), 1];
  const one = scalar(backend, 1, "float32");
  const ones = scratch.run("Fill", NO_ATTRS, [intVector(backend, sizes), one]);
  const zero = scalar(backend, 0, "float32");
  const input = padInput({ backend, scratch }, ones, window, zero);
  return scratch.run(op, poolOpAttrs(padded(window)), [input]);
}

/** Checks that the inputs are images, or volumes for a pool in 3-D. */
function requireImages(op: string, shapes: Record<string, readonly number[]>): void {
  requireRank(op, op.includes("3D") ? 5 : 4, shapes);
}

function maxPool(op: "MaxPool" | "MaxPool3D"): tfjs.KernelConfig {
  return defineKernel<{ x: Info }, PoolAttrs>(op, ({ backend, inputs: { x }, attrs }) => {
    requireImages(op, { x: x.shape });
    const window = poolWindow(x.shape, attrs);
    if (isEmpty(window, x.shape.at(-1)!)) return zeros(backend, window.outShape, x.dtype);
    using scratch = new Scratch(backend);
    const number = x.dtype === "bool" || op === "MaxPool3D" ? scratch.cast(x, "float32") : x;
    if (window.padding !== "EXPLICIT") {
      const opAttrs = poolOpAttrs(window);
      if (op === "MaxPool3D") return backend.runOne(op, opAttrs, [number]);
      using f = new Formula(backend);
      return f.result(f.run(op, opAttrs, [readByPool(backend, number, window)]), op);
    }
    const low = lowest(backend, number.dtype);
    const input = padInput({ backend, scratch }, number, window, low);
    const opAttrs = poolOpAttrs(padded(window));
    if (op === "MaxPool3D" || !isForXla(backend, number)) {
      return backend.runOne(op, opAttrs, [input]);
    }
    return atLeastLowest(backend, scratch.run(op, opAttrs, [input]));
  });
}

/** tfjs takes the mean over that part of a window which lies on the input, and 0 where none does. */
function avgPool(op: "AvgPool" | "AvgPool3D"): tfjs.KernelConfig {
  return defineKernel<{ x: Info }, PoolAttrs>(op, ({ backend, inputs, attrs }) => {
    requireImages(op, { x: inputs.x.shape });
    using scratch = new Scratch(backend);
    const x = scratch.cast(inputs.x, "float32");
    const window = poolWindow(x.shape, attrs);
    if (isEmpty(window, x.shape.at(-1)!)) return zeros(backend, window.outShape);
    if (window.padding !== "EXPLICIT") return backend.runOne(op, poolOpAttrs(window), [x]);
    const zero = scalar(backend, 0, "float32");
    const input = padInput({ backend, scratch }, x, window, zero);
    const mean = scratch.run(op, poolOpAttrs(padded(window)), [input]);
    const share = coverage({ backend, scratch, op }, window);
    return backend.runOne("DivNoNan", NO_ATTRS, [mean, share]);
  });
}

function maxPoolGrad(op: "MaxPoolGrad" | "MaxPool3DGrad"): tfjs.KernelConfig {
  return defineKernel<{ dy: Info; input: Info; output: Info }, PoolAttrs>(
    op,
    ({ backend, inputs, attrs }) => {
      const inShape = inputs.input.shape;
      const { input, output, dy: gradient } = inputs;
      requireImages(op, { input: input.shape, output: output.shape, dy: gradient.shape });
      const window = poolWindow(inShape, attrs);
      if (isEmpty(window, inShape.at(-1)!)) return zeros(backend, inShape);
      using scratch = new Scratch(backend);
      const [x, y, dy] = [input, output, gradient]
        .map((info) => scratch.cast(info, "float32")) as [Info, Info, Info];
      if (window.padding !== "EXPLICIT") {
        const opAttrs = poolOpAttrs(window);
        return op === "MaxPoolGrad"
          ? maxPoolGradient(backend, { attrs: opAttrs, window }, [x, y, dy])
          : backend.runOne(op, opAttrs, [x, y, dy]);
      }
      const low = lowest(backend, "float32");
      const full = padInput({ backend, scratch }, x, window, low);
      const wide = scratch.run(op, poolOpAttrs(padded(window)), [full, y, dy]);
      return unpadGradient({ backend, scratch }, wide, window);
    },
  );
}

function avgPoolGrad(op: "AvgPoolGrad" | "AvgPool3DGrad"): tfjs.KernelConfig {
  const forward = op === "AvgPoolGrad" ? "AvgPool" : "AvgPool3D";
  return defineKernel<{ dy: Info; input: Info }, PoolAttrs>(
    op,
    ({ backend, inputs, attrs }) => {
      const inShape = inputs.input.shape;
      requireImages(op, { input: inShape, dy: inputs.dy.shape });
      const window = poolWindow(inShape, attrs);
      if (isEmpty(window, inShape.at(-1)!)) return zeros(backend, inShape);
      using scratch = new Scratch(backend);
      const dy = scratch.cast(inputs.dy, "float32");
      if (window.padding !== "EXPLICIT") {
        return backend.runOne(op, poolOpAttrs(window), [intVector(backend, inShape), dy]);
      }
      const share = coverage({ backend, scratch, op: forward }, window);
      const scaled = scratch.run("DivNoNan", NO_ATTRS, [dy, share]);
      const exact = padded(window);
      const shape = [inShape[0]!, ...exact.axes.map(({ size }) => size), inShape.at(-1)!];
      const wide = scratch.run(op, poolOpAttrs(exact), [intVector(backend, shape), scaled]);
      return unpadGradient({ backend, scratch }, wide, window);
    },
  );
}

/** All of them. */
export const poolKernels: tfjs.KernelConfig[] = [
  maxPool("MaxPool"),
  maxPool("MaxPool3D"),
  avgPool("AvgPool"),
  avgPool("AvgPool3D"),
  maxPoolGrad("MaxPoolGrad"),
  maxPoolGrad("MaxPool3DGrad"),
  avgPoolGrad("AvgPoolGrad"),
  avgPoolGrad("AvgPool3DGrad"),
];
