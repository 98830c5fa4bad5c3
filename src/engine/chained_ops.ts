/**
 * The chained methods of tensors: `x.add(y)` for `tf.add(x, y)`.
 *
 * @module
 */

import * as tfjs from "../deps/tfjs.ts";
import * as arithmetic from "./plain_arithmetic.ts";
import { replacedOps } from "./replace_ops.ts";

type Tensor = tfjs.Tensor;
type Checked = { throwIfDisposed(): void };
type Method = (this: Tensor, ...args: never[]) => unknown;

/** Ops whose method takes the tensor as first argument and hands on the others. */
const FORWARDED = `
  abs acos acosh add all any argMax argMin asin asinh atan atan2 atanh avgPool batchNorm
  batchToSpaceND broadcastTo cast ceil clipByValue conv1d conv2d conv2dTranspose cos cosh
  cumprod cumsum depthToSpace depthwiseConv2d dilation2d div divNoNan dot elu equal erf
  euclideanNorm exp expandDims expm1 fft floor floorDiv gather greater greaterEqual ifft irfft
  isFinite isInf isNaN leakyRelu less lessEqual localResponseNormalization log log1p logicalAnd
  logicalNot logicalOr logicalXor logSigmoid logSoftmax logSumExp matMul max maximum maxPool
  mean min minimum mirrorPad mod mul neg norm notEqual onesLike pad pool pow prelu prod
  reciprocal relu relu6 reshape reverse rfft round rsqrt selu separableConv2d sigmoid sign sin
  sinh slice softmax softplus spaceToBatchND split sqrt square squaredDifference squeeze step
  stridedSlice sub sum tan tanh tile topk transpose unique unsortedSegmentSum unstack zerosLike
`.trim().split(/\s+/);

/** Methods that are not just an op. */
const OTHERS: Record<string, Method> = {
  as1D() {
    return this.reshape([this.size]);
  },
  as2D(...lengths: number[]) {
    return this.reshape(lengths);
  },
  as3D(...lengths: number[]) {
    return this.reshape(lengths);
  },
  as4D(...lengths: number[]) {
    return this.reshape(lengths);
  },
  as5D(...lengths: number[]) {
    return this.reshape(lengths);
  },
  asScalar() {
    if (this.size !== 1) {
      throw new TypeError(`Cannot make a scalar of ${this.size} elements: there must be one`);
    }
    return this.reshape([]);
  },
  asType(dtype: tfjs.DataType) {
    return tfjs.cast(this, dtype);
  },
  concat(others: Tensor | Tensor[], axis?: number) {
    return tfjs.concat([this, ...[others].flat()], axis);
  },
  flatten() {
    return this.reshape([this.size]);
  },
  oneHot(depth: number, onValue = 1, offValue = 0) {
    return tfjs.oneHot(this, depth, onValue, offValue);
  },
  reshapeAs(other: Tensor) {
    return this.reshape(other.shape);
  },
  resizeBilinear(...args: [[number, number], boolean?, boolean?]) {
    return tfjs.image.resizeBilinear(this as tfjs.Tensor3D, ...args);
  },
  resizeNearestNeighbor(...args: [[number, number], boolean?, boolean?]) {
    return tfjs.image.resizeNearestNeighbor(this as tfjs.Tensor3D, ...args);
  },
  stack(others: Tensor | Tensor[], axis?: number) {
    return tfjs.stack([this, ...[others].flat()], axis);
  },
  toBool() {
    return tfjs.cast(this, "bool");
  },
  toFloat() {
    return tfjs.cast(this, "float32");
  },
  toInt() {
    return tfjs.cast(this, "int32");
  },
  where(condition: Tensor, other: Tensor) {
    return tfjs.where(condition, this, other);
  },
};

/** Gives tensors their methods. Loading tfjs-node puts tfjs's own there: call it again then. */
export function registerChainedOps(): void {
  const prototype = tfjs.Tensor.prototype as unknown as Record<string, unknown>;
  const ops = {
    ...tfjs,
    ...tfjs.spectral,
    ...arithmetic,
    ...replacedOps(),
  } as unknown as Record<string, Method>;
  for (const name of FORWARDED) {
    const op = ops[name]!;
    prototype[name] = checked(function (this: Tensor, ...args) {
      return Reflect.apply(op, undefined, [this, ...args]);
    });
  }
  for (const [name, method] of Object.entries(OTHERS)) prototype[name] = checked(method);
}

function checked(method: Method): Method {
  return function (this: Tensor, ...args: never[]) {
    (this as unknown as Checked).throwIfDisposed();
    return Reflect.apply(method, this, args);
  };
}
