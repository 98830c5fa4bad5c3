/**
 * Eager execution: contexts, tensor handles, and running one op at a time.
 *
 * @module
 */

import { DType, dtypeName } from "../core/dtype.ts";
import { shapeText } from "../core/shape.ts";
import { Cancellation } from "./cancellation.ts";
import { encodeConfig, type SessionConfig } from "./config.ts";
import { type Device, listDevices } from "./device.ts";
import { type Library, quietly } from "./library.ts";
import { DisposedError } from "./native.ts";
import type { Hear } from "./native_log.ts";
import { type OpAttr, setEagerAttr } from "./op_attrs.ts";
import { OpNames } from "./op_names.ts";
import { Status } from "./status.ts";
import { cString, readCString } from "./strings.ts";
import { deleteTensor, newTensor, readData, type TensorBytes } from "./tensor.ts";

/** `TFE_DEVICE_PLACEMENT_SILENT`: copy inputs to the op's device when they lie elsewhere. */
const PLACEMENT_SILENT = 2;

const NO_DEVICE = cString("");

/** How a context is made. */
export interface EagerContextOptions extends SessionConfig {
  /** Receives TensorFlow's warnings and errors meanwhile. Default: they go to the terminal. */
  hear?: Hear;
}

/** How an op is run on another thread. */
export interface ExecuteAsyncOptions {
  /** Number of outputs, or an upper bound of it. */
  maxOutputs: number;
  /** Stops the op when it is aborted. */
  signal?: AbortSignal | undefined;
}

/** A `TFE_Context`: runs ops on tensor handles (`TFE_TensorHandle*` as `bigint`). */
export class EagerContext {
  /** Library that the context belongs to. */
  readonly library: Library;
  /** How it was made. */
  readonly options: EagerContextOptions;
  /** Devices that ops can run on. */
  readonly devices: readonly Device[];
  /** Where the next ops run: a device's full name, or null for TensorFlow's own choice. */
  device: string | null = null;
  /** Handles that the last {@linkcode EagerContext.execute} made. */
  outputs: BigUint64Array<ArrayBuffer> = new BigUint64Array(16);

  #handle: bigint;
  readonly #names: OpNames;
  #outputBytes: Uint8Array<ArrayBuffer> = new Uint8Array(this.outputs.buffer);
  /** The op that every call to `execute` sets up anew: making one each time costs more. */
  #op: bigint;
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
    this.options = options;
    this.#names = new OpNames(library);
    const config = encodeConfig(options);
    const settings = symbols.TFE_NewContextOptions();
    try {
      const length = BigInt(config.byteLength);
      symbols.TFE_ContextOptionsSetConfig(settings, config, length, status.handle);
      status.check(() => ({ op: "TFE_ContextOptionsSetConfig" }));
      symbols.TFE_ContextOptionsSetDevicePlacementPolicy(settings, PLACEMENT_SILENT);
      this.#handle = quietly(
        () => symbols.TFE_NewContext(settings, status.handle),
        options.hear,
      );
      status.check(() => ({ op: "TFE_NewContext" }));
    } finally {
      symbols.TFE_DeleteContextOptions(settings);
    }
    try {
      this.devices = listDevices(library, this.#handle);
      this.#op = symbols.TFE_NewOp(this.#handle, cString("NoOp"), status.handle);
      status.check(() => ({ op: "TFE_NewOp" }));
    } catch (error) {
      symbols.TFE_DeleteContext(this.#handle);
      throw error;
    }
  }

  /**
   * The `TFE_Context*`.
   *
   * @throws {DisposedError} If the context has been disposed.
   */
  get handle(): bigint {
    this.#requireAlive();
    return this.#handle;
  }

  /** Whether the context has been freed. */
  get disposed(): boolean {
    return this.#handle === 0n;
  }

  #requireAlive(): void {
    if (this.#handle === 0n) {
      throw new DisposedError("Cannot use this context: it has been disposed");
    }
  }

  /**
   * Runs `op` on `inputs` and leaves its output handles in {@linkcode EagerContext.outputs}.
   *
   * @param maxOutputs Number of outputs, or an upper bound of it.
   * @returns How many outputs there are; the caller owns their handles.
   * @throws {RangeError} If `maxOutputs` is no count.
   * @throws {DisposedError} If the context has been disposed.
   * @throws {TensorFlowError} If TensorFlow refuses the op, its attributes or its inputs.
   */
  execute(
    op: string,
    attrs: readonly OpAttr[],
    inputs: readonly bigint[],
    maxOutputs: number,
  ): number {
    const { symbols, status } = this.library;
    this.#reserve(maxOutputs);
    const device = this.device === null ? NO_DEVICE : cString(this.device);
    const { bytes, maxInputs } = this.#names.get(op);
    if (inputs.length > maxInputs) this.#refuseInputs(op, inputs);
    symbols.TFE_OpReset(this.#op, bytes, device, status.handle);
    status.check(() => ({ op: this.device === null ? op : `${op} on ${this.device}` }));
    this.#fill(this.#op, op, attrs, inputs);
    symbols.TFE_Execute(this.#op, this.#outputBytes, this.#countBytes, status.handle);
    if (!status.ok) this.#fail(op, inputs);
    return this.#count[0]!;
  }

  /**
   * Runs `op` on another thread, so that this one goes on meanwhile.
   *
   * @returns The output handles, which the caller owns. The inputs may be deleted before they come.
   * @throws The signal's reason, if it is aborted before the op ends. The op itself is stopped only
   * where its kernels look: function calls, loops and queues between two steps, a single matrix
   * product not at all.
   * @throws {RangeError} If `maxOutputs` is no count.
   * @throws {DisposedError} If the context has been disposed.
   * @throws {TensorFlowError} If TensorFlow refuses the op, its attributes or its inputs.
   */
  async executeAsync(
    op: string,
    attrs: readonly OpAttr[],
    inputs: readonly bigint[],
    { maxOutputs, signal }: ExecuteAsyncOptions,
  ): Promise<bigint[]> {
    signal?.throwIfAborted();
    this.#requireAlive();
    requireCount(maxOutputs);
    const { symbols } = this.library;
    const given = inputs.map((input) => this.describe(input));
    const outputs = new BigUint64Array(Math.max(maxOutputs, 1));
    const count = Int32Array.of(maxOutputs);
    using status = new Status(symbols);
    using cancellation = new Cancellation(this.library);
    const cancel = () => cancellation.start();
    const native = this.#newOp(op, attrs, inputs);
    try {
      cancellation.attach(native);
      signal?.addEventListener("abort", cancel);
      await symbols.TFE_ExecuteNonBlocking(
        native,
        new Uint8Array(outputs.buffer),
        new Uint8Array(count.buffer),
        status.handle,
      );
      const made = status.ok ? [...outputs.subarray(0, count[0])] : [];
      if (signal?.aborted) {
        made.forEach((handle) => this.deleteTensor(handle));
        throw signal.reason;
      }
      status.check(() => ({ op, inputs: given }));
      return made;
    } finally {
      signal?.removeEventListener("abort", cancel);
      symbols.TFE_DeleteOp(native);
    }
  }

  #newOp(
    op: string,
    attrs: readonly OpAttr[],
    inputs: readonly bigint[],
  ): bigint {
    const { symbols, status } = this.library;
    const { bytes, maxInputs } = this.#names.get(op);
    if (inputs.length > maxInputs) this.#refuseInputs(op, inputs);
    const native = symbols.TFE_NewOp(this.handle, bytes, status.handle);
    if (native === 0n) status.check(() => ({ op }));
    try {
      if (this.device !== null) {
        symbols.TFE_OpSetDevice(native, cString(this.device), status.handle);
        status.check(() => ({ op: `${op} on ${this.device}` }));
      }
      this.#fill(native, op, attrs, inputs);
    } catch (error) {
      symbols.TFE_DeleteOp(native);
      throw error;
    }
    return native;
  }

  #fill(native: bigint, op: string, attrs: readonly OpAttr[], inputs: readonly bigint[]): void {
    const { symbols, status } = this.library;
    // Inputs first: TensorFlow takes the types they have, and ignores an attribute that says other
    // (tfjs-node's Mean casts its input to float32 and still names the dtype from before).
    for (let i = 0; i < inputs.length; i++) {
      symbols.TFE_OpAddInput(native, inputs[i]!, status.handle);
    }
    if (!status.ok) this.#fail(op, inputs);
    try {
      for (let i = 0; i < attrs.length; i++) setEagerAttr(this.library, native, attrs[i]!);
    } catch (error) {
      if (error instanceof TypeError) error.message = `Cannot run ${op}: ${error.message}`;
      throw error;
    }
    if (!status.ok) this.#fail(op, inputs);
  }

  #refuseInputs(op: string, inputs: readonly bigint[]): never {
    const given = inputs.map((input) => this.describe(input)).join(", ");
    const { maxInputs } = this.#names.get(op);
    throw new TypeError(
      `Cannot run ${op}(${given}): it takes ${maxInputs} inputs, and was given ${inputs.length}`,
    );
  }

  #fail(op: string, inputs: readonly bigint[]): void {
    this.library.status.check(() => ({
      op,
      inputs: inputs.map((input) => this.describe(input)),
    }));
  }

  #reserve(count: number): void {
    requireCount(count);
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
    this.#requireAlive();
    const tensor = newTensor(this.library, dtype, shape, data);
    const handle = this.library.symbols.TFE_NewTensorHandle(
      tensor,
      this.library.status.handle,
    );
    deleteTensor(this.library, tensor);
    this.library.status.check(() => ({ op: "TFE_NewTensorHandle" }));
    return handle;
  }

  /** Makes a tensor of a `TF_Tensor*`, sharing its memory; the caller owns both. */
  fromHost(tensor: bigint): bigint {
    this.#requireAlive();
    const { symbols, status } = this.library;
    const handle = symbols.TFE_NewTensorHandle(tensor, status.handle);
    status.check(() => ({ op: "TFE_NewTensorHandle" }));
    return handle;
  }

  /** Waits for a tensor's contents in host memory: a `TF_Tensor*`, which the caller deletes. */
  toHost(handle: bigint): bigint {
    this.#requireAlive();
    const { symbols, status } = this.library;
    const tensor = symbols.TFE_TensorHandleResolve(handle, status.handle);
    status.check(() => ({
      op: "reading a tensor",
      inputs: [this.describe(handle)],
    }));
    return tensor;
  }

  /** Waits for a tensor's contents and copies them to JavaScript. */
  read(handle: bigint): Uint8Array<ArrayBuffer> | Uint8Array<ArrayBuffer>[] {
    const { symbols } = this.library;
    const tensor = this.toHost(handle);
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
    this.#requireAlive();
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
    this.#requireAlive();
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

  /**
   * Frees the context; a second call does nothing. Its handles must have been deleted before, and
   * ops on other threads must have ended.
   */
  dispose(): void {
    if (this.#handle === 0n) return;
    this.library.symbols.TFE_DeleteOp(this.#op);
    this.#op = 0n;
    this.#names.dispose();
    this.library.symbols.TFE_DeleteContext(this.#handle);
    this.#handle = 0n;
  }
}

function requireCount(outputs: number): void {
  if (!Number.isInteger(outputs) || outputs < 0) {
    throw new RangeError(`Cannot run an op with ${outputs} outputs: that is no count`);
  }
}
