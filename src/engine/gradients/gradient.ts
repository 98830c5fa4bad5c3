/**
 * What the files of this folder have in common: how a gradient is written down.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";

/** What a gradient function is given. */
export interface GradientCall<Attrs> {
  /** Gradient of the first output; where the kernel has one output, the only one. */
  dy: tfjs.Tensor;
  /** Gradients of all outputs. */
  dys: tfjs.Tensor[];
  /** The saved inputs and outputs by name; an optional input may be absent. */
  saved: Record<string, tfjs.Tensor>;
  /** The kernel's attributes. */
  attrs: Attrs;
}

/** What a kernel keeps for its gradient. */
export interface GradientSaves {
  /** Names of the inputs to keep. */
  inputs?: string[];
  /** Names for the outputs, in order; an empty name means that one is not kept. */
  outputs?: string[];
}

/**
 * Describes the gradient of a kernel.
 *
 * @param kernelName The kernel.
 * @param saves What it keeps.
 * @param gradient Gives, for each input that has one, a function that computes its gradient.
 */
export function gradientOf<Attrs = tfjs.NamedAttrMap>(
  kernelName: string,
  saves: GradientSaves,
  gradient: (call: GradientCall<Attrs>) => Record<string, () => tfjs.Tensor>,
): tfjs.GradConfig {
  const { inputs = [], outputs = [] } = saves;
  const names = [...inputs, ...outputs.filter((name) => name !== "")];
  return {
    kernelName,
    inputsToSave: inputs,
    outputsToSave: outputs.map((name) => name !== ""),
    gradFunc: (dy, tensors, attrs) => {
      const saved: Record<string, tfjs.Tensor> = {};
      for (let i = 0; i < names.length; i++) saved[names[i]!] = tensors[i]!;
      const dys = Array.isArray(dy) ? dy : [dy];
      return gradient({ dy: dys[0]!, dys, saved, attrs: attrs as Attrs });
    },
  };
}

/** Runs a kernel that tfjs has no public function for. */
export function runKernel(
  kernelName: string,
  inputs: tfjs.NamedTensorMap,
  attrs: object,
): tfjs.Tensor {
  return tfjs.engine().runKernel(kernelName, inputs, attrs as tfjs.NamedAttrMap) as tfjs.Tensor;
}

/** Sums a gradient over the axes along which an input of `shape` was broadcast. */
export function sumTo(gradient: tfjs.Tensor, shape: number[]): tfjs.Tensor {
  if (tfjs.util.arraysEqual(gradient.shape, shape)) return gradient;
  const axes = tfjs.backend_util.getReductionAxes(shape, gradient.shape);
  return tfjs.reshape(axes.length > 0 ? tfjs.sum(gradient, axes) : gradient, shape);
}

/** A weight, as a tensor of the gradient's kind: integers and booleans become float32. */
export function asFloat(tensor: tfjs.Tensor): tfjs.Tensor {
  return tensor.dtype === "float32" || tensor.dtype === "complex64"
    ? tensor
    : tfjs.cast(tensor, "float32");
}

/** A list of axes, counted from the front; all of them for none. */
export function axesOf(axis: number | number[] | null | undefined, shape: number[]): number[] {
  return tfjs.util.parseAxisParam(axis ?? shape.map((_, i) => i), shape);
}

/**
 * The gradients of `f` at `inputs`, given the gradient of its result.
 *
 * For kernels whose derivative is that of a composition of other kernels.
 */
export function pullBack(
  f: (inputs: Record<string, tfjs.Tensor>) => tfjs.Tensor,
  inputs: Record<string, tfjs.Tensor | null | undefined>,
  dy: tfjs.Tensor,
): Record<string, () => tfjs.Tensor> {
  const present: Record<string, tfjs.Tensor> = {};
  for (const [name, input] of Object.entries(inputs)) {
    // A tensor of its own, as two inputs may be the same one.
    if (input) present[name] = tfjs.clone(input);
  }
  const gradients: Record<string, () => tfjs.Tensor> = {};
  for (const [name, input] of Object.entries(present)) {
    gradients[name] = () => tfjs.grad((x: tfjs.Tensor) => f({ ...present, [name]: x }))(input, dy);
  }
  return gradients;
}

/**
 * Adds rows into a matrix of zeros.
 *
 * @param rows Shape [n, width].
 * @param indices int32 of shape [n]: the row of the result to which each is added.
 * @param count Number of rows of the result.
 * @returns Shape [count, width].
 */
export function scatterRows(
  rows: tfjs.Tensor,
  indices: tfjs.Tensor,
  count: number,
): tfjs.Tensor {
  const [n, width] = rows.shape as [number, number];
  if (n === 0 || width === 0 || count === 0) return tfjs.zeros([count, width]);
  return tfjs.scatterND(tfjs.reshape(indices, [n, 1]), rows, [count, width]);
}
