/**
 * Geometry of convolutions and pools: one window that slides over each spatial axis.
 *
 * tfjs knows more paddings, roundings and dilations than TensorFlow's kernels take. What they do
 * not take is brought about by padding, cropping and thinning around them.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import type { OpAttr } from "../../ffi/op_attrs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { ints, NO_ATTRS, text } from "./attrs.ts";
import { requirePositive } from "./checks.ts";
import { intMatrix, intVector } from "./constants.ts";
import type { Scratch } from "./scratch.ts";

/** The window along one axis. */
export interface WindowAxis {
  /** Length of the input. */
  size: number;
  /** Positions of the window, at least 0. */
  out: number;
  /** Taps of the window. */
  filter: number;
  /** From one position to the next. */
  stride: number;
  /** From one tap to the next. */
  dilation: number;
  /** Padding in front of the input; negative to crop. */
  before: number;
  /** Padding behind the input that makes `out` the exact number of positions; negative to crop. */
  after: number;
}

/** A window over all spatial axes. */
export interface Window {
  /** One per spatial axis: height and width, or depth, height and width. */
  axes: WindowAxis[];
  /** `SAME` or `VALID` where TensorFlow agrees with tfjs about them. */
  padding: "SAME" | "VALID" | "EXPLICIT";
  /** Shape of the output, channels last, with the channels that tfjs computed. */
  outShape: number[];
}

/** The window of a two-dimensional convolution or pool with the channels last. */
export function window2d(info: tfjs.backend_util.Conv2DInfo): Window {
  return windowOf(info.padInfo.type, info.batchSize, info.outChannels, planeOf(info));
}

/** The window of a three-dimensional convolution or pool with the channels last. */
export function window3d(info: tfjs.backend_util.Conv3DInfo): Window {
  const depth = axisOf({
    size: info.inDepth,
    out: info.outDepth,
    filter: info.filterDepth,
    stride: info.strideDepth,
    dilation: info.dilationDepth,
    before: info.padInfo.front,
  });
  return windowOf(info.padInfo.type, info.batchSize, info.outChannels, [depth, ...planeOf(info)]);
}

/** Height and width, which tfjs describes alike in two dimensions and in three. */
function planeOf(
  info: tfjs.backend_util.Conv2DInfo | tfjs.backend_util.Conv3DInfo,
): [WindowAxis, WindowAxis] {
  const height = axisOf({
    size: info.inHeight,
    out: info.outHeight,
    filter: info.filterHeight,
    stride: info.strideHeight,
    dilation: info.dilationHeight,
    before: info.padInfo.top,
  });
  const width = axisOf({
    size: info.inWidth,
    out: info.outWidth,
    filter: info.filterWidth,
    stride: info.strideWidth,
    dilation: info.dilationWidth,
    before: info.padInfo.left,
  });
  return [height, width];
}

function axisOf(axis: Omit<WindowAxis, "after">): WindowAxis {
  const { size, filter, stride, dilation, before } = axis;
  const out = Math.max(0, axis.out);
  const after = (out - 1) * stride + (filter - 1) * dilation + 1 - size - before;
  return { ...axis, out, after };
}

function windowOf(type: string, batch: number, channels: number, axes: WindowAxis[]): Window {
  requirePositive("a window over the input", {
    strides: axes.map(({ stride }) => stride),
    dilations: axes.map(({ dilation }) => dilation),
    "the filter's sizes": axes.map(({ filter }) => filter),
  });
  const outShape = [batch, ...axes.map(({ out }) => out), channels];
  const padding = type === "SAME" || type === "VALID" && axes.every(fitsValid)
    ? type as "SAME" | "VALID"
    : "EXPLICIT";
  return { axes, padding, outShape };
}

/** Whether TensorFlow's `VALID` gives as many positions. */
function fitsValid({ size, out, filter, stride, dilation }: WindowAxis): boolean {
  return out === Math.floor((size - (filter - 1) * dilation - 1) / stride) + 1;
}

/** Whether there is nothing to compute; TensorFlow refuses some such calls. */
export function isEmpty(window: Window, channels: number): boolean {
  return channels === 0 || window.outShape.some((size) => size === 0);
}

/** `values` along the spatial axes, and `around` along the others. */
export function spatial(values: readonly number[], around = 1): number[] {
  return [around, ...values, around];
}

/** The attributes `strides`, `padding` and, for explicit padding, `explicit_paddings`. */
export function windowAttrs(window: Window): OpAttr[] {
  const attrs = [
    ints("strides", spatial(window.axes.map(({ stride }) => stride))),
    text("padding", window.padding),
  ];
  if (window.padding !== "EXPLICIT") return attrs;
  const paddings = window.axes.flatMap(({ before, after }) => [before, after]);
  return [...attrs, ints("explicit_paddings", [0, 0, ...paddings, 0, 0])];
}

/** Whether TensorFlow can be given the padding as an attribute: it cannot crop. */
export function isPaddable({ axes }: Window): boolean {
  return axes.every(({ before, after }) => before >= 0 && after >= 0);
}

/** `window` after {@linkcode padInput}: nothing left to pad. */
export function padded(window: Window): Window {
  return {
    ...window,
    padding: "VALID",
    axes: window.axes.map((axis) => ({
      ...axis,
      size: axis.size + axis.before + axis.after,
      before: 0,
      after: 0,
    })),
  };
}

/** Pads and crops the spatial axes of `x`, channels last, so that `VALID` fits exactly. */
export function padInput(
  { backend, scratch }: { backend: TensorflowBackend; scratch: Scratch },
  x: tfjs.TensorInfo,
  window: Window,
  value: tfjs.TensorInfo,
): tfjs.TensorInfo {
  const { axes } = window;
  const whole = [0, 0];
  const pads = [
    whole,
    ...axes.map(({ before, after }) => [positive(before), positive(after)]),
    whole,
  ];
  const isPadded = pads.flat().some((count) => count > 0);
  const isCropped = !isPaddable(window);
  if (!isCropped && !isPadded) return x;
  const part = isCropped ? scratch.keep(crop(backend, x, window)) : x;
  return isPadded
    ? scratch.run("PadV2", NO_ATTRS, [part, intMatrix(backend, pads, 2), value])
    : part;
}

/** The part of the input that cropping leaves. */
function crop(backend: TensorflowBackend, x: tfjs.TensorInfo, { axes }: Window): tfjs.Tensor {
  const begin = spatial(axes.map(({ before }) => positive(-before)), 0);
  const inner = axes.map(({ size, before, after }) => size - positive(-before) - positive(-after));
  const size = [x.shape[0]!, ...inner, x.shape.at(-1)!];
  return backend.runOne("Slice", NO_ATTRS, [
    x,
    intVector(backend, begin),
    intVector(backend, size),
  ]);
}

/** Undoes {@linkcode padInput} on the gradient of the padded input. */
export function unpadGradient(
  { backend, scratch }: { backend: TensorflowBackend; scratch: Scratch },
  gradient: tfjs.TensorInfo,
  window: Window,
): tfjs.Tensor {
  // What was padded is cropped and the other way round.
  const inverse = {
    ...window,
    axes: window.axes.map((axis) => ({
      ...axis,
      size: axis.size + axis.before + axis.after,
      before: -axis.before,
      after: -axis.after,
    })),
  };
  const part = scratch.keep(crop(backend, gradient, inverse));
  const whole = [0, 0];
  const pads = [
    whole,
    ...inverse.axes.map(({ before, after }) => [positive(before), positive(after)]),
    whole,
  ];
  return backend.runOne("Pad", NO_ATTRS, [part, intMatrix(backend, pads, 2)]);
}

function positive(count: number): number {
  return Math.max(0, count);
}

/** A tensor of zeros. */
export function zeros(
  backend: TensorflowBackend,
  shape: readonly number[],
  dtype: tfjs.DataType = "float32",
): tfjs.Tensor {
  const size = tfjs.util.sizeFromShape([...shape]);
  const values = tfjs.util.makeZerosTypedArray(size, dtype as "float32");
  const dataId = backend.write(values, [...shape], dtype);
  return tfjs.engine().makeTensorFromTensorInfo({ dataId, shape: [...shape], dtype });
}
