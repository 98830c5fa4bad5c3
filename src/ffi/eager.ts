/**
 * Eager execution: contexts, tensor handles, and running one op at a time.
 *
 * @module
 */

import { DType, dtypeName } from "../core/dtype.ts";
import { shapeText } from "../core/shape.ts";
import { encodeConfig, type SessionConfig } from "./config.ts";
import { type Device, listDevices } from "./device.ts";
import type { Library } from "./library.ts";
import { type OpAttr, setEagerAttr } from "./op_attrs.ts";
import { cString, readCString } from "./strings.ts";
import {
  deleteTensor,
  newTensor,
  readData,
  type TensorBytes,
} from "./tensor.ts";

/** `TFE_DEVICE_PLACEMENT_SILENT`: copy inputs to the op's device when they lie elsewhere. */
const PLACEMENT_SILENT = 2;

/** How a context is made. */
export type EagerContextOptions = SessionConfig;

/** A `TFE_Context`: runs ops on tensor handles (`TFE_TensorHandle*` as `bigint`). */
export class EagerContext {
  /** Library that the context belongs to. */
  readonly library: Library;
  /** The `TFE_Context*`. */
  readonly handle: bigint;
  /** Devices that ops can run on. */
  readonly devices: readonly Device[];
  /** Where the next ops run: a device's full name, or null for TensorFlow's own choice. */
  device: string | null = null;
  /** Handles that the last {@linkcode EagerContext.execute} made. */
  outputs: BigUint64Array<ArrayBuffer> = new BigUint64Array(16);

  #outputBytes: Uint8Array<ArrayBuffer> = new Uint8Array(this.outputs.buffer);
  readonly #count = new Int32Array(1);
  readonly #countBytes = new Uint8Array(this.#count.buffer);

  /**
   * Makes a context in `library`.
   *
   * @throws {TensorFlowError} If TensorFlow refuses the configuration or finds no device.
   */
  constructor(library: Library, options: EagerContextOptions = {}) {
    const { symbols, status } = library;
    this.library = library;
    const config = encodeConfig(options);
    const settings = symbols.TFE_NewContextOptions();
    try {
      const length = BigInt(config.byteLength);
      symbols.TFE_ContextOptionsSetConfig(
        settings,
        config,
        length,
        status.handle,
      );
      status.check(() => ({ op: "TFE_ContextOptionsSetConfig" }));
      symbols.TFE_ContextOptionsSetDevicePlacementPolicy(
        settings,
        PLACEMENT_SILENT,
      );
      this.handle = symbols.TFE_NewContext(settings, status.handle);
      status.check(() => ({ op: "TFE_NewContext" }));
    } finally {
      symbols.TFE_DeleteContextOptions(settings);
    }
    this.devices = listDevices(library, this.handle);
  }

  /**
   * Runs `op` on `inputs` and leaves its output handles in {@linkcode EagerContext.outputs}.
   *
   * @param maxOutputs Number of outputs, or an upper bound of it.
   * @returns How many outputs there are; the caller owns their handles.
   * @throws {TensorFlowError} If TensorFlow refuses the op, its attributes or its inputs.
   */
  execute(
    op: string,
    attrs: readonly OpAttr[],
    inputs: readonly bigint[],
    maxOutputs: number,
  ): number {
    const { symbols } = this.library;
    const native = this.#newOp(op, attrs, inputs);
    this.#reserve(maxOutputs);
    symbols.TFE_Execute(
      native,
      this.#outputBytes,
      this.#countBytes,
      this.library.status.handle,
    );
    symbols.TFE_DeleteOp(native);
    this.library.status.check(() => ({
      op,
      inputs: inputs.map((input) => this.describe(input)),
    }));
    return this.#count[0]!;
  }

  #newOp(
    op: string,
    attrs: readonly OpAttr[],
    inputs: readonly bigint[],
  ): bigint {
    const { symbols, status } = this.library;
    const native = symbols.TFE_NewOp(this.handle, cString(op), status.handle);
    if (native === 0n) status.check(() => ({ op }));
    try {
      if (this.device !== null) {
        symbols.TFE_OpSetDevice(native, cString(this.device), status.handle);
        status.check(() => ({ op: `${op} on ${this.device}` }));
      }
      for (let i = 0; i < attrs.length; i++) {
        setEagerAttr(this.library, native, attrs[i]!);
      }
      for (let i = 0; i < inputs.length; i++) {
        symbols.TFE_OpAddInput(native, inputs[i]!, status.handle);
      }
      status.check(() => ({
        op,
        inputs: inputs.map((input) => this.describe(input)),
      }));
    } catch (error) {
      symbols.TFE_DeleteOp(native);
      if (error instanceof TypeError) {
        error.message = `Cannot run ${op}: ${error.message}`;
      }
      throw error;
    }
    return native;
  }

  #reserve(count: number): void {
    if (!Number.isInteger(count) || count < 0) {
      throw new RangeError(
        `Cannot run an op with ${count} outputs: that is no count`,
      );
    }
    if (count > this.outputs.length) {
      this.outputs = new BigUint64Array(count);
      this.#outputBytes = new Uint8Array(this.outputs.buffer);
    }
    this.#count[0] = count;
  }

  /**
   * Copies `data` into a new tensor; the caller owns the handle.
   *
   * @throws {TypeError} If `data` does not fit `shape` and `dtype`.
   */
  createTensor(
    dtype: number,
    shape: readonly number[],
    data: TensorBytes,
  ): bigint {
    const tensor = newTensor(this.library, dtype, shape, data);
    const handle = this.library.symbols.TFE_NewTensorHandle(
      tensor,
      this.library.status.handle,
    );
    deleteTensor(this.library, tensor);
    this.library.status.check(() => ({ op: "TFE_NewTensorHandle" }));
    return handle;
  }

  /** Waits for a tensor's contents and copies them to JavaScript. */
  read(handle: bigint): Uint8Array<ArrayBuffer> | Uint8Array<ArrayBuffer>[] {
    const { symbols, status } = this.library;
    const tensor = symbols.TFE_TensorHandleResolve(handle, status.handle);
    status.check(() => ({
      op: "reading a tensor",
      inputs: [this.describe(handle)],
    }));
    try {
      return readData(this.library, tensor, symbols.TF_TensorType(tensor));
    } finally {
      deleteTensor(this.library, tensor);
    }
  }

  /** Number of `TF_DataType` of a tensor. */
  dtype(handle: bigint): number {
    return this.library.symbols.TFE_TensorHandleDataType(handle);
  }

  /** Axis lengths of a tensor; waits for its op if the shape is not known before. */
  shape(handle: bigint): number[] {
    const { symbols, status } = this.library;
    const rank = symbols.TFE_TensorHandleNumDims(handle, status.handle);
    if (rank < 0) status.check(() => ({ op: "TFE_TensorHandleNumDims" }));
    const shape = new Array<number>(Math.max(rank, 0));
    for (let axis = 0; axis < rank; axis++) {
      shape[axis] = Number(
        symbols.TFE_TensorHandleDim(handle, axis, status.handle),
      );
    }
    return shape;
  }

  /** Dtype and shape as text, such as `float32[2,3]`. */
  describe(handle: bigint): string {
    const dtype = this.dtype(handle);
    return dtype === DType.resource
      ? dtypeName(dtype)
      : dtypeName(dtype) + shapeText(this.shape(handle));
  }

  /** Full name of the device whose memory holds the tensor. */
  deviceOf(handle: bigint): string {
    const { symbols, status } = this.library;
    const name = symbols.TFE_TensorHandleBackingDeviceName(
      handle,
      status.handle,
    );
    status.check(() => ({ op: "TFE_TensorHandleBackingDeviceName" }));
    return readCString(name);
  }

  /** Copies a tensor to the device with the full name `device`; the caller owns the new handle. */
  copyTo(handle: bigint, device: string): bigint {
    const { symbols, status } = this.library;
    const name = cString(device);
    const copy = symbols.TFE_TensorHandleCopyToDevice(
      handle,
      this.handle,
      name,
      status.handle,
    );
    status.check(() => ({
      op: `copying to ${device}`,
      inputs: [this.describe(handle)],
    }));
    return copy;
  }

  /** A second handle on the same contents; the caller owns it. */
  share(handle: bigint): bigint {
    const { symbols, status } = this.library;
    const second = symbols.TFE_TensorHandleCopySharingTensor(
      handle,
      status.handle,
    );
    status.check(() => ({ op: "TFE_TensorHandleCopySharingTensor" }));
    return second;
  }

  /** Gives a handle back. */
  deleteTensor(handle: bigint): void {
    this.library.symbols.TFE_DeleteTensorHandle(handle);
  }

  /** Frees the context. Its handles must have been deleted before. */
  dispose(): void {
    this.library.symbols.TFE_DeleteContext(this.handle);
  }
}
