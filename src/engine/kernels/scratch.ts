/** Temporaries of a kernel. @module */

import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import type { OpAttr } from "../../ffi/op_attrs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { castHandle } from "../cast_handle.ts";
import { NO_ATTRS, type } from "./attrs.ts";
import { intVector } from "./constants.ts";

/**
 * Runs the inner steps of a kernel and frees their results at the end of its block:
 *
 *     using scratch = new Scratch(backend);
 *     const sum = scratch.run("AddV2", NO_ATTRS, [a, b]);
 *     return backend.runOne("Relu", NO_ATTRS, [sum]);
 */
export class Scratch implements Disposable {
  readonly #backend: TensorflowBackend;
  readonly #tensors: tfjs.Tensor[] = [];
  readonly #handles: bigint[] = [];

  /** Makes a scratch pad for ops of `backend`. */
  constructor(backend: TensorflowBackend) {
    this.#backend = backend;
  }

  /** Runs an op with one output, which lives until the end of the block. */
  run(op: string, attrs: readonly OpAttr[], inputs: readonly tfjs.TensorInfo[]): tfjs.Tensor {
    const result = this.#backend.runOne(op, attrs, inputs);
    this.#tensors.push(result);
    return result;
  }

  /** Keeps a tensor until the end of the block. */
  keep<T extends tfjs.Tensor>(tensor: T): T {
    this.#tensors.push(tensor);
    return tensor;
  }

  /** `x` as `dtype`: itself if it is that already. */
  cast(x: tfjs.TensorInfo, dtype: "float32" | "int32" | "bool"): tfjs.TensorInfo {
    return x.dtype === dtype ? x : this.run("Cast", [type("DstT", DType[dtype])], [x]);
  }

  /** `x` in another shape: itself if it has that already. */
  reshape(x: tfjs.TensorInfo, shape: readonly number[]): tfjs.TensorInfo {
    if (x.shape.length === shape.length && shape.every((size, i) => size === x.shape[i])) return x;
    return this.run("Reshape", NO_ATTRS, [x, intVector(this.#backend, shape)]);
  }

  /** `x` with its axes in the order `perm`. */
  transpose(x: tfjs.TensorInfo, perm: readonly number[]): tfjs.Tensor {
    return this.run("Transpose", NO_ATTRS, [x, intVector(this.#backend, perm)]);
  }

  /** The native handle of `x` as int64, which tfjs has no tensors of. */
  int64(x: tfjs.TensorInfo): bigint {
    const { context } = this.#backend;
    return this.own(castHandle(context, this.#backend.handleOf(x), DType.int64));
  }

  /** Takes a native handle over until the end of the block. */
  own(handle: bigint): bigint {
    this.#handles.push(handle);
    return handle;
  }

  /** Frees everything. */
  [Symbol.dispose](): void {
    for (const tensor of this.#tensors) tensor.dispose();
    for (const handle of this.#handles) this.#backend.context.deleteTensor(handle);
  }
}
