import type * as tfjs from "../../../deps/tfjs.ts";
import { callKernel, input, type KernelCall } from "../backend.ts";

/**
 * Whether the axis is not one of the tensor's, counted from the first. The compiled kernels never end on
 * a scalar and give a tensor without a shape for an axis counted from the last.
 */
export function hasForeignAxis({ inputs, attrs }: KernelCall): boolean {
  const axis = attrs.axis as number;
  return !(Number.isInteger(axis) && axis >= 0 && axis < inputs.x!.shape.length);
}

/**
 * `Cumsum` or `Cumprod` along an axis counted from the last.
 *
 * @throws {RangeError} When the tensor has no such axis, which is so for every axis of a scalar.
 */
export function accumulateFromLast(kernelName: string, call: KernelCall): tfjs.TensorInfo {
  const x = input(call, "x");
  const rank = x.shape.length;
  const axis = call.attrs.axis as number;
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new RangeError(
      `Cannot accumulate [${x.shape}] along axis ${axis}: ` +
        (rank === 0 ? "a scalar has no axis" : `it must be an integer in [${-rank}, ${rank - 1}]`),
    );
  }
  return callKernel(call.backend, kernelName, { x }, { ...call.attrs, axis: axis + rank });
}
