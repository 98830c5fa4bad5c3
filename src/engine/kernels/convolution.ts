/**
 * Convolutions of any number of spatial axes, plain and depthwise, and their gradients.
 *
 * Everything is computed with the channels last, as TensorFlow's CPU kernels want it.
 *
 * @module
 */

import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { ints, NO_ATTRS } from "./attrs.ts";
import { intMatrix, intVector, scalar } from "./constants.ts";
import { Scratch } from "./scratch.ts";
import {
  isEmpty,
  isPaddable,
  padded,
  padInput,
  spatial,
  unpadGradient,
  type Window,
  windowAttrs,
  zeros,
} from "./window.ts";

/** TensorFlow's three ops of a kind of convolution, and what they lack. */
export interface ConvolutionOps {
  /** The convolution. */
  forward: string;
  /** Gradient of the input, from the input's shape, the filter and the output's gradient. */
  input: string;
  /** Gradient of the filter, from the input, the filter's shape and the output's gradient. */
  filter: string;
  /** Whether the convolution can be dilated on every device; the gradients never can. */
  dilates: boolean;
  /** Whether padding can be given as an attribute. */
  pads: boolean;
  /** Whether the strides may differ from axis to axis. */
  unequalStrides: boolean;
}

/** `Conv2D`. */
export const CONV_2D: ConvolutionOps = {
  forward: "Conv2D",
  input: "Conv2DBackpropInput",
  filter: "Conv2DBackpropFilter",
  dilates: true,
  pads: true,
  unequalStrides: true,
};

/** `Conv3D`. */
export const CONV_3D: ConvolutionOps = {
  forward: "Conv3D",
  input: "Conv3DBackpropInputV2",
  filter: "Conv3DBackpropFilterV2",
  dilates: false,
  pads: false,
  unequalStrides: true,
};

/** `DepthwiseConv2dNative`. */
export const DEPTHWISE_2D: ConvolutionOps = {
  forward: "DepthwiseConv2dNative",
  input: "DepthwiseConv2dNativeBackpropInput",
  filter: "DepthwiseConv2dNativeBackpropFilter",
  dilates: false,
  pads: true,
  unequalStrides: false,
};

/** The convolution of `x` with `filter`, channels last. */
export function convolve(
  backend: TensorflowBackend,
  ops: ConvolutionOps,
  { x, filter, window }: { x: tfjs.TensorInfo; filter: tfjs.TensorInfo; window: Window },
): tfjs.Tensor {
  if (isEmpty(window, x.shape.at(-1)!)) return zeros(backend, window.outShape, x.dtype);
  using scratch = new Scratch(backend);
  const plan = planOf(backend, ops, window, ops.dilates);
  const input = plan.pad ? padInput({ backend, scratch }, x, window, zeroOf(backend, x.dtype)) : x;
  const taps = plan.dilate ? dilateFilter(backend, scratch, filter, window) : filter;
  const attrs = windowAttrs(plan.window);
  if (ops.dilates && !plan.dilate) attrs.push(dilationsOf(window));
  if (!plan.thin) return backend.runOne(ops.forward, attrs, [input, taps]);
  const dense = scratch.run(ops.forward, attrs, [input, taps]);
  return thin(backend, dense, window);
}

/**
 * Checks that a gradient has the shape of the output that it belongs to.
 *
 * @throws {TypeError} If it has not: TensorFlow's own message then is about its inner workings.
 */
function checkGradient(ops: ConvolutionOps, dy: tfjs.TensorInfo, window: Window): void {
  if (window.outShape.every((size, axis) => size === dy.shape[axis])) return;
  throw new TypeError(
    `Cannot compute the gradient of ${ops.forward}: the gradient of its output must have the ` +
      `shape [${window.outShape}], not [${dy.shape}]`,
  );
}

/** What the gradient of a convolution's input is computed from. */
export interface InputGradient {
  readonly dy: tfjs.TensorInfo;
  readonly filter: tfjs.TensorInfo;
  readonly window: Window;
  /** Shape of the input. */
  readonly inShape: readonly number[];
}

/** What the gradient of a convolution's filter is computed from. */
export interface FilterGradient {
  readonly x: tfjs.TensorInfo;
  readonly dy: tfjs.TensorInfo;
  readonly window: Window;
  /** Shape of the filter. */
  readonly filterShape: readonly number[];
}

/** Gradient of the input of a convolution with `filter`. */
export function convolveBackInput(
  backend: TensorflowBackend,
  ops: ConvolutionOps,
  { dy, filter, window, inShape }: InputGradient,
): tfjs.Tensor {
  checkGradient(ops, dy, window);
  if (isEmpty(window, inShape.at(-1)!)) return zeros(backend, inShape);
  using scratch = new Scratch(backend);
  const plan = planOf(backend, ops, window, false);
  const sizes = intVector(backend, plan.pad ? paddedShape(inShape, window) : inShape);
  const taps = plan.dilate ? dilateFilter(backend, scratch, filter, window) : filter;
  const gradient = plan.thin ? spread(backend, scratch, dy, window) : dy;
  const inputs = [sizes, scratch.cast(taps, "float32"), scratch.cast(gradient, "float32")];
  const attrs = windowAttrs(plan.window);
  if (!plan.pad) return backend.runOne(ops.input, attrs, inputs);
  return unpadGradient({ backend, scratch }, scratch.run(ops.input, attrs, inputs), window);
}

/** Gradient of the filter of a convolution of `x`. */
export function convolveBackFilter(
  backend: TensorflowBackend,
  ops: ConvolutionOps,
  { x, dy, window, filterShape }: FilterGradient,
): tfjs.Tensor {
  checkGradient(ops, dy, window);
  if (isEmpty(window, x.shape.at(-1)!)) return zeros(backend, filterShape);
  using scratch = new Scratch(backend);
  const source = scratch.cast(x, "float32");
  if (ops !== CONV_3D && isOfSinglePlaces(window)) {
    return ofSinglePlaces(backend, scratch, ops, { x: source, dy, window, filterShape });
  }
  const plan = planOf(backend, ops, window, false);
  const input = plan.pad
    ? padInput({ backend, scratch }, source, window, zeroOf(backend, "float32"))
    : source;
  const gradient = scratch.cast(plan.thin ? spread(backend, scratch, dy, window) : dy, "float32");
  const attrs = windowAttrs(plan.window);
  const sizes = intVector(backend, plan.dilate ? dilatedShape(filterShape, window) : filterShape);
  const inputs = [input, sizes, gradient];
  if (!plan.dilate) return backend.runOne(ops.filter, attrs, inputs);
  const dense = scratch.run(ops.filter, attrs, inputs);
  const steps = [...window.axes.map(({ dilation }) => dilation), 1, 1];
  return every(backend, dense, steps);
}

/**
 * Gradient of a filter of 1 by 1 that skips places: that of the places themselves, side by side.
 *
 * oneDNN, as of TensorFlow 2.21, writes past the end of its memory where the last stride leaves places
 * over, as it does in a ResNet's shortcuts; the process dies of it, sooner or later.
 */
function ofSinglePlaces(
  backend: TensorflowBackend,
  scratch: Scratch,
  ops: ConvolutionOps,
  { x, dy, window, filterShape }: FilterGradient,
): tfjs.Tensor {
  const input = window.padding === "EXPLICIT"
    ? padInput({ backend, scratch }, x, window, zeroOf(backend, "float32"))
    : x;
  const places = scratch.keep(thin(backend, input, window));
  const axes = window.axes.map((axis) => ({
    ...axis,
    size: axis.out,
    stride: 1,
    before: 0,
    after: 0,
  }));
  const inputs = [places, intVector(backend, filterShape), scratch.cast(dy, "float32")];
  const attrs = windowAttrs({ ...window, axes, padding: "VALID" });
  return backend.runOne(ops.filter, attrs, inputs);
}

/** Whether a window has one tap and skips places. */
function isOfSinglePlaces({ axes }: Window): boolean {
  return axes.every(({ filter }) => filter === 1) && axes.some(({ stride }) => stride > 1);
}

/** What has to be done around TensorFlow's op. */
interface Plan {
  /** The window as the op is told it. */
  window: Window;
  /** Pad or crop the input first. */
  pad: boolean;
  /** Put zeros between the filter's taps. */
  dilate: boolean;
  /** Compute with strides of 1 and leave positions out. */
  thin: boolean;
}

function planOf(
  backend: TensorflowBackend,
  ops: ConvolutionOps,
  window: Window,
  dilates: boolean,
): Plan {
  const { axes } = window;
  const isDilated = axes.some(({ dilation }) => dilation > 1);
  const dilate = isDilated && !(dilates || ops.forward === "Conv3D" && backend.isUsingGpuDevice);
  const thin = !ops.unequalStrides && axes.some(({ stride }) => stride !== axes[0]!.stride);
  // SAME depends on the stride.
  const padding = thin && window.padding === "SAME" ? "EXPLICIT" : window.padding;
  const pad = padding === "EXPLICIT" && !(ops.pads && isPaddable(window));
  const base = pad ? padded(window) : { ...window, padding };
  return {
    pad,
    dilate,
    thin,
    window: {
      ...base,
      axes: base.axes.map((axis) => ({ ...axis, stride: thin ? 1 : axis.stride })),
    },
  };
}

function dilationsOf(window: Window) {
  return ints("dilations", spatial(window.axes.map(({ dilation }) => dilation)));
}

function zeroOf(backend: TensorflowBackend, dtype: tfjs.DataType): tfjs.TensorInfo {
  return scalar(backend, 0, dtype === "int32" ? "int32" : "float32");
}

function paddedShape(shape: readonly number[], { axes }: Window): number[] {
  const inner = axes.map(({ size, before, after }) => size + before + after);
  return [shape[0]!, ...inner, shape.at(-1)!];
}

function dilatedShape(shape: readonly number[], { axes }: Window): number[] {
  const inner = axes.map(({ filter, dilation }) => (filter - 1) * dilation + 1);
  return [...inner, ...shape.slice(axes.length)];
}

/** The filter with zeros between its taps. */
function dilateFilter(
  backend: TensorflowBackend,
  scratch: Scratch,
  filter: tfjs.TensorInfo,
  { axes }: Window,
): tfjs.TensorInfo {
  return stretch(backend, scratch, filter, [...axes.map(({ dilation }) => dilation), 1, 1]);
}

/** `dy` with zeros at the positions that the strides leave out. */
function spread(
  backend: TensorflowBackend,
  scratch: Scratch,
  dy: tfjs.TensorInfo,
  { axes }: Window,
): tfjs.TensorInfo {
  return stretch(backend, scratch, dy, spatial(axes.map(({ stride }) => stride)));
}

/** The positions that the strides do not leave out. */
function thin(backend: TensorflowBackend, x: tfjs.TensorInfo, { axes }: Window): tfjs.Tensor {
  return every(backend, x, spatial(axes.map(({ stride }) => stride)));
}

/** Every `steps[i]`-th element along axis i. */
function every(
  backend: TensorflowBackend,
  x: tfjs.TensorInfo,
  steps: readonly number[],
): tfjs.Tensor {
  const begin = intVector(backend, steps.map(() => 0));
  const inputs = [x, begin, intVector(backend, x.shape), intVector(backend, steps)];
  return backend.runOne("StridedSlice", NO_ATTRS, inputs);
}

/** Puts `steps[i] - 1` zeros between neighbours along axis i. */
function stretch(
  backend: TensorflowBackend,
  scratch: Scratch,
  x: tfjs.TensorInfo,
  steps: readonly number[],
): tfjs.TensorInfo {
  let result = x;
  steps.forEach((step, axis) => {
    if (step === 1 || result.shape[axis]! < 2) return;
    const { shape } = result;
    const [before, size, after] = [shape.slice(0, axis), shape[axis]!, shape.slice(axis + 1)];
    const inner = sizeOf(after);
    const flat = scratch.reshape(result, [sizeOf(before), size, 1, inner]);
    const rows = [[0, 0], [0, 0], [0, step - 1], [0, 0]];
    const wide = scratch.run("Pad", NO_ATTRS, [flat, intMatrix(backend, rows, 2)]);
    const joined = scratch.reshape(wide, [sizeOf(before), size * step, inner]);
    const length = (size - 1) * step + 1;
    const cut = scratch.run("Slice", NO_ATTRS, [
      joined,
      intVector(backend, [0, 0, 0]),
      intVector(backend, [sizeOf(before), length, inner]),
    ]);
    result = scratch.reshape(cut, [...before, length, ...after]);
  });
  return result;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
