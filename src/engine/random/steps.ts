/**
 * A row of TensorFlow ops on native handles, for element types that tfjs has no tensors of.
 *
 * @module
 */

import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import type { OpAttr } from "../../ffi/op_attrs.ts";
import type { TensorBytes } from "../../ffi/tensor.ts";
import type { TensorflowBackend } from "../backend.ts";
import { castHandle } from "../cast_handle.ts";
import { NO_ATTRS } from "../kernels/attrs.ts";
import { intVector, scalar } from "../kernels/constants.ts";

/** Runs ops and frees their results at the end of its block, all but the one that is handed on. */
export class Steps implements Disposable {
  /** Where the ops run, or are noted. */
  readonly backend: TensorflowBackend;
  readonly #handles = new Set<bigint>();

  /** Begins a row of ops. */
  constructor(backend: TensorflowBackend) {
    this.backend = backend;
  }

  /** Runs an op with one output. */
  run(op: string, attrs: readonly OpAttr[], inputs: readonly bigint[]): bigint {
    const { context } = this.backend;
    context.execute(op, attrs, inputs, 1);
    return this.own(context.outputs[0]!);
  }

  /** Takes a handle over, to free it at the end. */
  own(handle: bigint): bigint {
    this.#handles.add(handle);
    return handle;
  }

  /** A constant of a type that tfjs lacks. */
  constant(dtype: number, shape: readonly number[], data: TensorBytes): bigint {
    return this.own(this.backend.context.createTensor(dtype, shape, data));
  }

  /** A float32 scalar. */
  number(value: number): bigint {
    return this.backend.handleOf(scalar(this.backend, value, "float32"));
  }

  /** An int32 scalar. */
  integer(value: number): bigint {
    return this.backend.handleOf(scalar(this.backend, value));
  }

  /** An int32 vector: a shape, a beginning. */
  integers(values: readonly number[]): bigint {
    return this.backend.handleOf(intVector(this.backend, values));
  }

  /** `x` in another element type; numbers towards zero. */
  cast(x: bigint, dtype: keyof typeof DType): bigint {
    return this.own(castHandle(this.backend.context, x, DType[dtype]));
  }

  /** `x` times `factor`. */
  times(x: bigint, factor: number): bigint {
    return factor === 1 ? x : this.run("Mul", NO_ATTRS, [x, this.number(factor)]);
  }

  /** `x` plus `summand`. */
  plus(x: bigint, summand: number): bigint {
    return summand === 0 ? x : this.run("AddV2", NO_ATTRS, [x, this.number(summand)]);
  }

  /** `x` in another shape. */
  reshape(x: bigint, shape: readonly number[]): bigint {
    return this.run("Reshape", NO_ATTRS, [x, this.integers(shape)]);
  }

  /** The block of `x` that begins at `begin` and has lengths `size`. */
  slice(x: bigint, begin: readonly number[], size: readonly number[]): bigint {
    return this.run("Slice", NO_ATTRS, [x, this.integers(begin), this.integers(size)]);
  }

  /** The tensor behind `x`, which outlives the row; `op` is what the memory report calls it. */
  result(x: bigint, op: string): tfjs.Tensor {
    this.#handles.delete(x);
    return this.backend.fromHandle(x, op);
  }

  /** Frees what was made on the way. */
  [Symbol.dispose](): void {
    for (const handle of this.#handles) this.backend.context.deleteTensor(handle);
  }
}
