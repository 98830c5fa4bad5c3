/**
 * tfjs-node's `TFJSBinding` over the C library: what its native addon offers, with numeric ids.
 *
 * The backend's own ops do not come by here; tfjs-node's TensorBoard and SavedModel code does.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import type { BackendValues } from "../deps/tfjs.ts";
import type { EagerContext } from "../ffi/eager.ts";
import { AttrKind, type OpAttr } from "../ffi/op_attrs.ts";
import { checkAttrs } from "./binding_checks.ts";
import { readHostValues, toHostValues } from "./host_values.ts";

/** Id, shape and TensorFlow type of an op's output. */
export class TensorMetadata {
  /** Describes tensor `id`. */
  constructor(public id: number, public shape: number[], public dtype: number) {}
}

/** An attribute as tfjs-node writes it. */
export class TFEOpAttr {
  /** Sets attribute `name` of kind `type` to `value`. */
  constructor(public name: string, public type: number, public value: OpAttr["value"]) {}
}

/** The addon's interface over an {@linkcode EagerContext}. */
export class NativeBinding {
  readonly TensorMetadata = TensorMetadata;
  readonly TFEOpAttr = TFEOpAttr;
  readonly TF_FLOAT = DType.float32;
  readonly TF_INT32 = DType.int32;
  readonly TF_INT64 = DType.int64;
  readonly TF_BOOL = DType.bool;
  readonly TF_COMPLEX64 = DType.complex64;
  readonly TF_STRING = DType.string;
  readonly TF_RESOURCE = DType.resource;
  readonly TF_UINT8 = DType.uint8;
  readonly TF_ATTR_STRING = AttrKind.string;
  readonly TF_ATTR_INT = AttrKind.int;
  readonly TF_ATTR_FLOAT = AttrKind.float;
  readonly TF_ATTR_BOOL = AttrKind.bool;
  readonly TF_ATTR_TYPE = AttrKind.type;
  readonly TF_ATTR_SHAPE = AttrKind.shape;
  readonly TF_ATTR_RESOURCE = 9;
  readonly TF_Version: string;

  readonly #context: EagerContext;
  readonly #handles = new Map<number, bigint>();
  readonly #lent = new Set<number>();
  #nextId = 1;

  /** Makes the binding for `context`. */
  constructor(context: EagerContext) {
    this.#context = context;
    this.TF_Version = context.library.version;
  }

  /** Takes a handle over and gives it an id. */
  adopt(handle: bigint): number {
    this.#handles.set(this.#nextId, handle);
    return this.#nextId++;
  }

  /** Gives the handle of tensor `id` away; the id is gone. */
  release(id: number): bigint {
    const handle = this.#handle(id);
    this.#handles.delete(id);
    return handle;
  }

  /** Takes a handle over and gives it an id that holds until an op has run on it. */
  lend(handle: bigint): number {
    const id = this.adopt(handle);
    this.#lent.add(id);
    return id;
  }

  /** Copies values into a new tensor and returns its id. */
  createTensor(shape: number[], dtype: number, values: BackendValues): number {
    const data = dtype === DType.int64 || dtype === DType.uint8
      ? values as unknown as ArrayBufferView<ArrayBuffer>
      : toHostValues(values, dtype);
    return this.adopt(this.#context.createTensor(dtype, shape, data));
  }

  /** Deletes the tensor `id`; one that is gone already is no error. */
  deleteTensor(id: number): void {
    const handle = this.#handles.get(id);
    if (handle === undefined) return;
    this.#handles.delete(id);
    this.#context.deleteTensor(handle);
  }

  /** Reads the tensor `id`. */
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array {
    const handle = this.#handle(id);
    const dtype = this.#context.dtype(handle);
    return readHostValues(this.#context, { handle, dtype }) as Float32Array;
  }

  /** Runs an op on tensors given by id. */
  executeOp(
    op: string,
    attrs: OpAttr[],
    inputIds: number[],
    numOutputs: number,
  ): TensorMetadata[] {
    checkAttrs(op, attrs);
    const inputs = inputIds.map((id) => this.#handle(id));
    const count = this.#run(op, attrs, inputs, { inputIds, numOutputs });
    const handles = Array.from(this.#context.outputs.subarray(0, count));
    return handles.map((handle) => {
      const dtype = this.#context.dtype(handle);
      const shape = dtype === DType.resource ? [] : this.#context.shape(handle);
      return new TensorMetadata(this.adopt(handle), shape, dtype);
    });
  }

  #run(
    op: string,
    attrs: OpAttr[],
    inputs: bigint[],
    { inputIds, numOutputs }: { inputIds: number[]; numOutputs: number },
  ): number {
    try {
      return this.#context.execute(op, attrs, inputs, numOutputs);
    } finally {
      for (const id of inputIds) if (this.#lent.delete(id)) this.deleteTensor(id);
    }
  }

  /** Tensors that have an id and were not deleted. */
  getNumOfTensors(): number {
    return this.#handles.size;
  }

  /** Whether one of the context's devices is a GPU. */
  isUsingGpuDevice(): boolean {
    return this.#context.devices.some((device) => device.type === "GPU");
  }

  #handle(id: number): bigint {
    const handle = this.#handles.get(id);
    if (handle === undefined) throw new Error(`Cannot use tensor ${id}: there is no such tensor`);
    return handle;
  }
}
