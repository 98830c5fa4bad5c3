import * as tfjs from "../../../deps/tfjs.ts";
import { callKernel, input, type KernelCall, view } from "../backend.ts";

/**
 * `Slice` of numbers, copied from heap to heap.
 *
 * The backend's own kernel first copies the whole tensor off the heap, which makes a batch cost as much
 * as its data set, and does not refuse what lies outside of the tensor.
 */
export function slice(call: KernelCall): tfjs.TensorInfo {
  const { backend, attrs } = call;
  const x = input(call, "x");
  const [begin, size] = tfjs.slice_util.parseSliceParams(
    x as tfjs.Tensor,
    attrs.begin as number | number[],
    attrs.size as number | number[],
  ) as [number[], number[]];
  tfjs.slice_util.assertParamsValid(x as tfjs.Tensor, begin, size);
  const out = backend.makeOutput(size, x.dtype);
  if (tfjs.util.sizeFromShape(size) === 0) return out;
  const from = view(backend, x);
  const to = view(backend, out);
  const rank = size.length;
  const strides = [...tfjs.util.computeStrides(x.shape), 1];
  // The innermost axes that are taken whole are one run with the axis outside of them.
  let axis = rank - 1;
  while (axis > 0 && size[axis] === x.shape[axis]) axis--;
  const run = tfjs.util.sizeFromShape(size.slice(Math.max(0, axis)));
  let source = 0;
  for (let i = 0; i < rank; i++) source += begin[i]! * strides[i]!;
  const index = new Array<number>(rank).fill(0);
  for (let target = 0; target < to.length; target += run) {
    if (run === 1) to[target] = from[source]!;
    else to.set(from.subarray(source, source + run), target);
    // Counts up the axes outside of the run.
    for (let i = axis - 1; i >= 0; i--) {
      source += strides[i]!;
      if (++index[i]! < size[i]!) break;
      source -= index[i]! * strides[i]!;
      index[i] = 0;
    }
  }
  return out;
}

/** `Slice` of complex numbers, as a slice of pairs. */
export function sliceComplex(call: KernelCall): tfjs.TensorInfo {
  const x = input(call, "x");
  const [begin, size] = tfjs.slice_util.parseSliceParams(
    x as tfjs.Tensor,
    call.attrs.begin as number | number[],
    call.attrs.size as number | number[],
  ) as [number[], number[]];
  const pairs: tfjs.TensorInfo = { ...x, shape: [...x.shape, 2], dtype: "float32" };
  const attrs = { begin: [...begin, 0], size: [...size, 2] };
  const out = callKernel(call.backend, "Slice", { x: pairs }, attrs);
  return { ...out, shape: size, dtype: "complex64" };
}
