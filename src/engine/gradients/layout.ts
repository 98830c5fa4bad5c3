/** Gradients of kernels that move elements about without computing on them. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { gradientOf, sumTo } from "./gradient.ts";

const broadcastTo = gradientOf("BroadcastTo", { inputs: ["x"] }, ({ dy, saved }) => ({
  x: () => sumTo(dy, saved.x!.shape),
}));

/** Sums the copies, one axis after the other; tfjs's ends at rank 4. */
const tile = gradientOf<{ reps: number[] }>(
  "Tile",
  { inputs: ["x"] },
  ({ dy, saved: { x }, attrs: { reps } }) => ({
    x: () => {
      let dx = dy;
      let shape = dy.shape;
      for (const [axis, rep] of reps.entries()) {
        if (rep === 1) continue;
        const length = x!.shape[axis]!;
        const outer = tfjs.util.sizeFromShape(shape.slice(0, axis));
        const inner = tfjs.util.sizeFromShape(shape.slice(axis + 1));
        shape = shape.with(axis, length);
        dx = tfjs.sum(tfjs.reshape(dx, [outer, rep, length, inner]), 1);
      }
      return tfjs.reshape(dx, x!.shape);
    },
  }),
);

/** One part alone is no list for tfjs. */
const splitV = gradientOf<{ axis: number }>("SplitV", {}, ({ dys, attrs: { axis } }) => ({
  x: () => tfjs.concat(dys, axis),
}));

const unpack = gradientOf<{ axis: number }>("Unpack", {}, ({ dys, attrs: { axis } }) => ({
  value: () => tfjs.stack(dys, axis),
}));

/** What was mirrored adds to the gradient of what it mirrors. */
const mirrorPad = gradientOf<{ paddings: [number, number][]; mode: "reflect" | "symmetric" }>(
  "MirrorPad",
  { inputs: ["x"] },
  ({ dy, saved: { x }, attrs: { paddings, mode } }) => ({
    x: () => {
      const skip = mode === "reflect" ? 1 : 0;
      let dx = dy;
      for (const [axis, [before, after]] of paddings.entries()) {
        if (before === 0 && after === 0) continue;
        const length = x!.shape[axis]!;
        const padded = dx;
        const part = (begin: number, size: number) => cut(padded, axis, [begin, size]);
        const mirrored = (begin: number, size: number, at: number) =>
          place(tfjs.reverse(part(begin, size), axis), axis, [at, length]);
        dx = part(before, length);
        if (before > 0) dx = tfjs.add(dx, mirrored(0, before, skip));
        if (after > 0) {
          dx = tfjs.add(dx, mirrored(before + length, after, length - after - skip));
        }
      }
      return dx;
    },
  }),
);

function cut(tensor: tfjs.Tensor, axis: number, [begin, size]: [number, number]): tfjs.Tensor {
  const begins = tensor.shape.map((_, i) => i === axis ? begin : 0);
  return tfjs.slice(tensor, begins, tensor.shape.with(axis, size));
}

/** Surrounds with zeros along `axis`: the tensor begins at `at`, the result has `length`. */
function place(tensor: tfjs.Tensor, axis: number, [at, length]: [number, number]): tfjs.Tensor {
  const after = length - at - tensor.shape[axis]!;
  return tfjs.pad(tensor, tensor.shape.map((_, i) => i === axis ? [at, after] : [0, 0]));
}

interface StridedSliceAttrs {
  begin: number[];
  end: number[];
  strides: number[];
  beginMask: number;
  endMask: number;
  ellipsisMask: number;
  newAxisMask: number;
  shrinkAxisMask: number;
}

/** Puts the gradient where the slice was taken, zeros between. */
const stridedSlice = gradientOf<StridedSliceAttrs>(
  "StridedSlice",
  { inputs: ["x"] },
  ({ dy, saved: { x }, attrs }) => ({
    x: () => {
      const shape = x!.shape;
      if (dy.size === 0) return tfjs.zeros(shape);
      const { begin, end, strides } = tfjs.slice_util.sliceInfo(
        shape,
        attrs.begin,
        attrs.end,
        attrs.strides,
        attrs.beginMask,
        attrs.endMask,
        attrs.ellipsisMask,
        attrs.newAxisMask,
        attrs.shrinkAxisMask,
      );
      const counts = shape.map((_, i) => Math.ceil((end[i]! - begin[i]!) / strides[i]!));
      let dx: tfjs.Tensor = tfjs.reshape(dy, counts);
      const paddings: [number, number][] = [];
      for (const [axis, length] of shape.entries()) {
        const stride = Math.abs(strides[axis]!);
        const reach = (counts[axis]! - 1) * stride + 1;
        let first = begin[axis]!;
        if (strides[axis]! < 0) {
          dx = tfjs.reverse(dx, axis);
          first -= reach - 1;
        }
        dx = spread(dx, axis, stride);
        paddings.push([first, length - first - reach]);
      }
      return tfjs.pad(dx, paddings);
    },
  }),
);

/** Puts `stride - 1` zeros between neighbours along `axis`. */
export function spread(tensor: tfjs.Tensor, axis: number, stride: number): tfjs.Tensor {
  const length = tensor.shape[axis]!;
  if (stride === 1 || length === 1) return tensor;
  const outer = tfjs.util.sizeFromShape(tensor.shape.slice(0, axis));
  const inner = tfjs.util.sizeFromShape(tensor.shape.slice(axis + 1));
  const apart = tfjs.pad(tfjs.reshape(tensor, [outer, length, 1, inner]), [
    [0, 0],
    [0, 0],
    [0, stride - 1],
    [0, 0],
  ]);
  const joined = tfjs.reshape(apart, tensor.shape.with(axis, length * stride));
  return cut(joined, axis, [0, (length - 1) * stride + 1]);
}

/** Space to depth. */
const depthToSpace = gradientOf<{ blockSize: number; dataFormat: "NHWC" | "NCHW" }>(
  "DepthToSpace",
  { inputs: ["x"] },
  ({ dy, saved: { x }, attrs: { blockSize: block, dataFormat } }) => ({
    x: () => {
      const shape = x!.shape as [number, number, number, number];
      if (dataFormat === "NCHW") {
        const [batch, channels, height, width] = shape;
        const apart = [batch, channels / block ** 2, height, block, width, block];
        const blocks = tfjs.transpose(tfjs.reshape(dy, apart), [0, 3, 5, 1, 2, 4]);
        return tfjs.reshape(blocks, shape);
      }
      const [batch, height, width, channels] = shape;
      const apart = [batch, height, block, width, block, channels / block ** 2];
      return tfjs.reshape(tfjs.transpose(tfjs.reshape(dy, apart), [0, 1, 3, 2, 4, 5]), shape);
    },
  }),
);

/** The diagonal: every (n + 1)-th element of the flattened matrix. */
const diag = gradientOf("Diag", { inputs: ["x"] }, ({ dy, saved: { x } }) => ({
  x: () => {
    const flat = tfjs.reshape(dy, [dy.size]);
    return tfjs.reshape(tfjs.stridedSlice(flat, [0], [dy.size], [x!.size + 1]), x!.shape);
  },
}));

/** Gradients of kernels that move elements about. */
export const layoutGradients: tfjs.GradConfig[] = [
  broadcastTo,
  tile,
  splitV,
  unpack,
  mirrorPad,
  stridedSlice,
  depthToSpace,
  diag,
];
