import * as tfjs from "../../../deps/tfjs.ts";
import { input, type KernelCall, view } from "../backend.ts";

/**
 * `UnsortedSegmentSum`: sums the rows of `x` [n, ...] which have the same segment id, to
 * [numSegments, ...]. The gradient of `gather`, thus of embeddings.
 *
 * Ids outside [0, numSegments) are left out, as in TensorFlow.
 */
export function unsortedSegmentSum(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const x = input(call, "x");
  const ids = input(call, "segmentIds");
  const segments = call.attrs.numSegments as number;
  const rowShape = x.shape.slice(ids.shape.length);
  const row = tfjs.util.sizeFromShape(rowShape);
  const out = backend.makeOutput([segments, ...rowShape], x.dtype);
  const xs = view(backend, x);
  const idList = view(backend, ids);
  const outs = view(backend, out);
  outs.fill(0);
  for (let n = 0; n < idList.length; n++) {
    const id = idList[n]!;
    if (id < 0 || id >= segments) continue;
    const from = n * row;
    const to = id * row;
    for (let i = 0; i < row; i++) outs[to + i] = outs[to + i]! + xs[from + i]!;
  }
  return out;
}
