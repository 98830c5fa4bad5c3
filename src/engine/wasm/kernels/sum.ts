import * as tfjs from "../../../deps/tfjs.ts";
import { floats, input, type KernelCall } from "../backend.ts";

/**
 * Whether a `Sum` runs over the first axes of a float32 tensor and keeps the last ones, as the gradient
 * of a bias does.
 */
export function sumsLeadingAxes(call: KernelCall): boolean {
  const x = input(call, "x");
  const axes = sortedAxes(call);
  return x.dtype === "float32" && axes.length > 0 && axes.length < x.shape.length &&
    axes.every((axis, index) => axis === index);
}

/**
 * `Sum` over the first axes, in double precision and half the time of the compiled kernel, which
 * transposes first.
 */
export function sumLeadingAxes(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const x = input(call, "x");
  const axes = sortedAxes(call);
  const kept = x.shape.slice(axes.length);
  const shape = call.attrs.keepDims ? [...axes.map(() => 1), ...kept] : kept;
  const out = backend.makeOutput(shape, "float32");
  const values = floats(backend, x);
  const columns = tfjs.util.sizeFromShape(kept);
  const sums = new Float64Array(columns);
  for (let row = 0; row < values.length; row += columns) {
    for (let i = 0; i < columns; i++) sums[i] = sums[i]! + values[row + i]!;
  }
  floats(backend, out).set(sums);
  return out;
}

function sortedAxes(call: KernelCall): number[] {
  const { axis } = call.attrs as { axis?: number | number[] };
  return tfjs.util.parseAxisParam(axis!, input(call, "x").shape).sort((a, b) => a - b);
}
