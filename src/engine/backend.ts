/**
 * The tfjs backend `tensorflow`: tfjs-node's kernels over TensorFlow's C library.
 *
 * Import it dynamically: it brings tfjs-node's kernels with it.
 *
 * @module
 */

import { DType, dtypeBytes, dtypeName } from "../core/dtype.ts";
import { shapeSize } from "../core/shape.ts";
import * as tfjs from "../deps/tfjs.ts";
import { callbacks, int64, kernelBackend, nodeApi } from "../deps/tfjs_node.ts";
import type { NodeOpAttr } from "../deps/tfjs_node_types.ts";
import type { EagerContext } from "../ffi/eager.ts";
import type { OpAttr } from "../ffi/op_attrs.ts";
import { NativeBinding, type TensorMetadata } from "./binding.ts";
import { readHostValues, toHostValues } from "./host_values.ts";
import { shortDeviceName } from "./info.ts";
import { registerKernels } from "./kernels/register.ts";
import { ledger, type OpTally } from "./memory.ts";
import { SavedModelPool } from "./saved_model_pool.ts";
import { ScalarCache } from "./scalar_cache.ts";
import { DataHandle, type HostValues, type TensorRecord } from "./tensor_record.ts";
import { provideNodeApi } from "./tf_node.ts";
import { tfjsDType, tfjsDTypeName, widenedDType } from "./tfjs_dtype.ts";

/** How long the event loop may wait while tensors are read one after another. */
const YIELD_AFTER_MS = 10;

/**
 * Most tensors are disposed a few ops after they were made. Watching one for the garbage collector
 * costs a tenth of a small op, so the youngest small ones are held instead, and watched when newer
 * ones take their places.
 */
const NURSERY_SIZE = 64;
const NURSERY_BYTES = 2 ** 20;

const EMPTY_TEXT = new Uint8Array();

type Int64Scalar = InstanceType<typeof int64.Int64Scalar>;

provideNodeApi(nodeApi.node);
// Progress of tfjs's own `model.fit` at its default verbosity, as in tfjs-node.
tfjs.registerCallbackConstructor(1, callbacks.ProgbarLogger);

// Over those that the import of tfjs-node has registered.
registerKernels();

/** tfjs backend over an {@linkcode EagerContext}. */
export class TensorflowBackend extends kernelBackend.NodeJSKernelBackend {
  /** Where ops run. */
  readonly context: EagerContext;
  /** SavedModels that are loaded. */
  readonly savedModels: SavedModelPool = new SavedModelPool(this);

  readonly #binding: NativeBinding;
  readonly #finaliser = new FinalizationRegistry<TensorRecord>((record) => this.#collect(record));
  readonly #foreign = new WeakMap<object, TensorRecord>();
  readonly #scalars: ScalarCache;
  readonly #gpu: string | undefined;
  readonly #nursery: DataHandle[] = [];
  #nurseryNext = 0;
  #numDataIds = 0;
  #lastYield = performance.now();

  /** Makes a backend whose ops run in `context`. */
  constructor(context: EagerContext) {
    const binding = new NativeBinding(context);
    super(binding, "tensaur");
    this.context = context;
    this.#binding = binding;
    // Private in TypeScript, methods like any other when tfjs-node calls them.
    const getInputTensorIds = this.#nativeIds.bind(this);
    const createOutputTensor = this.#fromBinding.bind(this);
    Object.assign(this, { getInputTensorIds, createOutputTensor });
    this.#scalars = new ScalarCache(context);
    this.#gpu = context.devices.find((device) => device.type === "GPU")?.name;
    // tfjs-node's Conv3D kernels ask this before they allow dilation.
    this.isUsingGpuDevice = this.isGPUPackage = this.#gpu !== undefined;
  }

  /**
   * Runs a TensorFlow op.
   *
   * @param op Name of the op, such as `"AddV2"`, or of a registered function.
   * @param attrs Its attributes.
   * @param inputs Its inputs, in the order of the op's definition.
   * @param numOutputs How many outputs it has.
   * @returns Its outputs.
   */
  run(
    op: string,
    attrs: readonly OpAttr[],
    inputs: readonly tfjs.TensorInfo[],
    numOutputs: number,
  ): tfjs.Tensor[] {
    const handles = new Array<bigint>(inputs.length);
    let temporary: bigint[] | undefined;
    for (let i = 0; i < inputs.length; i++) {
      const input = inputs[i]!;
      if (input instanceof int64.Int64Scalar) {
        handles[i] = this.#int64Scalar(input);
        (temporary ??= []).push(handles[i]!);
      } else {
        handles[i] = this.handleOf(input);
      }
    }
    const count = this.context.execute(op, attrs, handles, numOutputs);
    if (temporary !== undefined) {
      for (const handle of temporary) this.context.deleteTensor(handle);
    }
    if (count === 1) return [this.fromHandle(this.context.outputs[0]!, op)];
    // Wrapping may run a cast, which overwrites the context's output slots.
    const outputs = Array.from(this.context.outputs.subarray(0, count));
    return outputs.map((handle) => this.fromHandle(handle, op));
  }

  /** {@linkcode TensorflowBackend.run} for an op with one output. */
  runOne(
    op: string,
    attrs: readonly OpAttr[],
    inputs: readonly tfjs.TensorInfo[],
  ): tfjs.Tensor {
    return this.run(op, attrs, inputs, 1)[0]!;
  }

  /** {@linkcode TensorflowBackend.runOne} as tfjs-node's kernels call it. */
  override executeSingleOutput(
    op: string,
    attrs: NodeOpAttr[],
    inputs: tfjs.TensorInfo[],
  ): tfjs.Tensor {
    return this.runOne(op, attrs as OpAttr[], inputs);
  }

  /** {@linkcode TensorflowBackend.run} for an op with several outputs. */
  override executeMultipleOutputs(
    op: string,
    attrs: NodeOpAttr[],
    inputs: tfjs.TensorInfo[],
    numOutputs: number,
  ): tfjs.Tensor[] {
    return this.run(op, attrs as OpAttr[], inputs, numOutputs);
  }

  /** The native handle of a tensor, its values uploaded if they were not yet. */
  handleOf(tensor: tfjs.TensorInfo): bigint {
    const record = this.recordOf(tensor.dataId);
    return record.handle === 0n ? this.#upload(record) : record.handle;
  }

  /**
   * Makes a tensor of a native handle and takes the handle over.
   *
   * Element types that tfjs lacks become the one that holds them: small integers int32, other
   * floats float32. int64 becomes int32 if every value fits.
   *
   * @throws {RangeError} If an int64 value does not fit into int32.
   */
  fromHandle(handle: bigint, op: string): tfjs.Tensor {
    return this.#wrap(handle, this.#tally(op, handle));
  }

  /** The record behind a tfjs `DataId`; data of another backend moves here. */
  recordOf(dataId: object): TensorRecord {
    const record = this.#recordIfHere(dataId);
    if (record !== undefined) return record;
    const engine = tfjs.engine();
    if (!engine.state.tensorInfo.has(dataId)) {
      throw new Error("Cannot use a tensor that has been disposed");
    }
    engine.moveData(this, dataId);
    return this.#recordIfHere(dataId)!;
  }

  #recordIfHere(dataId: object): TensorRecord | undefined {
    return dataId instanceof DataHandle ? dataId.record ?? undefined : this.#foreign.get(dataId);
  }

  /** Native ids for tfjs-node's code that talks to the binding itself (TensorBoard). */
  #nativeIds(tensors: (tfjs.Tensor | Int64Scalar)[]): number[] {
    return tensors.map((tensor) =>
      this.#binding.adopt(
        tensor instanceof int64.Int64Scalar
          ? this.#int64Scalar(tensor)
          : this.context.share(this.handleOf(tensor as tfjs.Tensor)),
      )
    );
  }

  /** The tensor that tfjs-node's code made at the binding (its image encoders do). */
  #fromBinding({ id, shape, dtype }: TensorMetadata): tfjs.Tensor {
    const handle = this.#binding.release(id);
    const dataId = this.#enter({
      handle,
      values: null,
      shape,
      dtype: this.context.dtype(handle),
      bytes: 0,
      refCount: 1,
      tally: this.#tally("binding", handle),
      watched: false,
    });
    // An encoder says uint8 of bytes in a string, so that tfjs does not read them as text.
    const name = tfjsDTypeName(dtype) ?? "int32";
    return tfjs.engine().makeTensorFromTensorInfo({ dataId, shape, dtype: name });
  }

  override write(values: tfjs.BackendValues, shape: number[], dtype: tfjs.DataType): object {
    const record = this.#hostRecord(values, shape, dtype, 1);
    return this.#enter(record);
  }

  override move(
    dataId: object,
    values: tfjs.BackendValues,
    shape: number[],
    dtype: tfjs.DataType,
    refCount: number,
  ): void {
    const record = this.#hostRecord(values, shape, dtype, refCount);
    this.#numDataIds++;
    ledger.add(record.tally, record.bytes);
    if (dataId instanceof DataHandle) dataId.record = record;
    else this.#foreign.set(dataId, record);
    this.#watch(dataId, record);
  }

  override readSync(dataId: object): tfjs.BackendValues {
    const record = this.recordOf(dataId);
    if (record.values !== null) return record.values as tfjs.BackendValues;
    return readHostValues(this.context, record);
  }

  /** Reads a tensor; from time to time lets the event loop turn too, so that Stop is heard. */
  override async read(dataId: object): Promise<tfjs.BackendValues> {
    // Read first: whoever does not wait may dispose the tensor meanwhile, as tfjs's profiler does.
    const values = this.readSync(dataId);
    if (performance.now() - this.#lastYield > YIELD_AFTER_MS) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      this.#lastYield = performance.now();
    }
    return values;
  }

  override disposeData(dataId: object, force = false): boolean {
    const record = this.#recordIfHere(dataId);
    if (record === undefined) return true;
    record.refCount--;
    if (!force && record.refCount > 0) return false;
    if (dataId instanceof DataHandle) dataId.record = null;
    else this.#foreign.delete(dataId);
    if (record.watched) this.#finaliser.unregister(record);
    this.#release(record);
    return true;
  }

  override refCount(dataId: object): number {
    return this.#recordIfHere(dataId)?.refCount ?? 0;
  }

  override incRef(dataId: object): void {
    this.recordOf(dataId).refCount++;
  }

  override numDataIds(): number {
    return this.#numDataIds;
  }

  loadSavedModelMetaGraph(path: string, tags: string): number {
    return this.savedModels.load(path, tags.split(","));
  }

  /** Runs a SavedModel for tfjs-node's own class. */
  runSavedModel(
    id: number,
    inputs: tfjs.Tensor[],
    inputTensorInfos: tfjs.ModelTensorInfo[],
    outputOpNames: string[],
  ): tfjs.Tensor[] {
    return this.savedModels.runByName(id, {
      inputs,
      inputNames: inputTensorInfos.map(({ name }) => name),
      outputNames: outputOpNames,
    });
  }

  deleteSavedModel(id: number): void {
    this.savedModels.delete(id);
  }

  getNumOfSavedModels(): number {
    return this.savedModels.size;
  }

  override getNumOfTFTensors(): number {
    return ledger.tensors;
  }

  override memory(): { unreliable: boolean; numBytesNative: number; numTensorsNative: number } {
    return { unreliable: false, numBytesNative: ledger.bytes, numTensorsNative: ledger.tensors };
  }

  override time(f: () => void): Promise<{ kernelMs: number }> {
    const start = performance.now();
    f();
    return Promise.resolve({ kernelMs: performance.now() - start });
  }

  /** Frees what the garbage collector found, and sets tfjs's own counts right. */
  #collect(record: TensorRecord): void {
    const { state, registry } = tfjs.engine();
    // In test mode tfjs's counts are there to find leaks, this one among them.
    if (Object.values(registry).includes(this) && !tfjs.env().getBool("IS_TEST")) {
      const inTfjs = record.dtype === DType.complex64 ? 0 : record.bytes;
      state.numTensors -= record.refCount;
      state.numBytes -= record.refCount * inTfjs;
      state.numDataBuffers--;
      if (tfjsDTypeName(record.dtype) === "string") state.numStringTensors -= record.refCount;
    }
    ledger.collect(record.tally, record.bytes);
    this.#free(record);
  }

  #tally(op: string, handle: bigint): OpTally {
    return this.context.devices.length === 1
      ? ledger.tally(op)
      : ledger.tally(op, shortDeviceName(this.context.deviceOf(handle)));
  }

  #release(record: TensorRecord): void {
    ledger.remove(record.tally, record.bytes);
    this.#free(record);
  }

  #free(record: TensorRecord): void {
    if (record.handle !== 0n) this.context.deleteTensor(record.handle);
    record.handle = 0n;
    record.values = null;
    if (!sharesItsData(record)) this.#numDataIds--;
  }

  #enter(record: TensorRecord): DataHandle {
    const dataId = new DataHandle(record);
    if (!sharesItsData(record)) this.#numDataIds++;
    ledger.add(record.tally, record.bytes);
    if (record.bytes > NURSERY_BYTES) {
      this.#watch(dataId, record);
      return dataId;
    }
    const elder = this.#nursery[this.#nurseryNext];
    if (elder !== undefined && elder.record !== null && !elder.record.watched) {
      this.#watch(elder, elder.record);
    }
    this.#nursery[this.#nurseryNext] = dataId;
    this.#nurseryNext = (this.#nurseryNext + 1) % NURSERY_SIZE;
    return dataId;
  }

  #watch(dataId: object, record: TensorRecord): void {
    record.watched = true;
    this.#finaliser.register(dataId, record, record);
  }

  #hostRecord(
    values: tfjs.BackendValues,
    shape: number[],
    dtype: tfjs.DataType,
    refCount: number,
  ): TensorRecord {
    const code = tfjsDType(dtype);
    const bytes = code === DType.string ? 0 : shapeSize(shape) * dtypeBytes(code);
    const tally = ledger.tally("tensor");
    return {
      handle: 0n,
      values: toHostValues(values, code),
      shape,
      dtype: code,
      bytes,
      refCount,
      tally,
      watched: false,
    };
  }

  #upload(record: TensorRecord): bigint {
    const { values, shape, dtype } = record;
    if (values === null) throw new Error("Internal: a tensor has neither values nor a handle");
    const scalar = shape.length === 0 && this.#scalars.holds(dtype);
    const handle = scalar
      ? this.#scalars.get(values as ArrayBufferView<ArrayBuffer>, dtype)
      : this.context.createTensor(dtype, shape, filledIn(values, record));
    record.handle = this.#place(record, handle);
    record.values = null;
    return record.handle;
  }

  /** int32 stays on the host, where shapes and axes are wanted; the rest is wanted on the GPU. */
  #place(record: TensorRecord, handle: bigint): bigint {
    const device = this.context.device ?? this.#gpu;
    const { dtype, bytes } = record;
    if (device === undefined || dtype === DType.int32 || dtype === DType.string) return handle;
    const copy = this.context.copyTo(handle, device);
    this.context.deleteTensor(handle);
    ledger.remove(record.tally, bytes);
    record.tally = ledger.tally("tensor", shortDeviceName(device));
    ledger.add(record.tally, bytes);
    return copy;
  }

  #int64Scalar(scalar: Int64Scalar): bigint {
    return this.context.createTensor(DType.int64, [], scalar.valueArray as Int32Array<ArrayBuffer>);
  }

  #wrap(handle: bigint, tally: OpTally): tfjs.Tensor {
    const dtype = this.context.dtype(handle);
    const name = tfjsDTypeName(dtype);
    if (name === undefined) return this.#widen(handle, dtype, tally);
    const shape = dtype === DType.resource || dtype === DType.variant
      ? []
      : this.context.shape(handle);
    const bytes = name === "string" ? 0 : shapeSize(shape) * dtypeBytes(dtype);
    const dataId = this.#enter({
      handle,
      values: null,
      shape,
      dtype,
      bytes,
      refCount: 1,
      tally,
      watched: false,
    });
    return tfjs.engine().makeTensorFromTensorInfo({ dataId, shape, dtype: name });
  }

  #widen(handle: bigint, dtype: number, tally: OpTally): tfjs.Tensor {
    const target = widenedDType(dtype);
    if (target === undefined) {
      this.context.deleteTensor(handle);
      throw new TypeError(`Cannot keep the result of ${tally.op}: tfjs has no ${dtypeName(dtype)}`);
    }
    try {
      const result = this.#cast(handle, dtype, target);
      if (dtype === DType.int64 || dtype === DType.uint32 || dtype === DType.uint64) {
        this.#refuseOverflow(handle, result, dtype, tally.op);
      }
      return this.#wrap(result, tally);
    } finally {
      this.context.deleteTensor(handle);
    }
  }

  #cast(handle: bigint, from: number, to: number): bigint {
    this.context.execute(
      "Cast",
      [
        { name: "SrcT", type: 4, value: from },
        { name: "DstT", type: 4, value: to },
        { name: "Truncate", type: 3, value: false },
      ],
      [handle],
      1,
    );
    return this.context.outputs[0]!;
  }

  #refuseOverflow(wide: bigint, narrow: bigint, dtype: number, op: string): void {
    const back = this.#cast(narrow, DType.int32, dtype);
    const wanted = this.context.read(wide) as Uint8Array<ArrayBuffer>;
    const kept = this.context.read(back) as Uint8Array<ArrayBuffer>;
    this.context.deleteTensor(back);
    const index = wanted.findIndex((byte, i) => byte !== kept[i]);
    if (index < 0) return;
    this.context.deleteTensor(narrow);
    const bytes = dtypeBytes(dtype);
    const at = Math.floor(index / bytes);
    const value = dtype === DType.uint32
      ? new Uint32Array(wanted.buffer)[at]
      : new BigInt64Array(wanted.buffer)[at];
    throw new RangeError(
      `Cannot keep the result of ${op} as int32: element ${at} is the ${
        dtypeName(dtype)
      } ${value}, ` +
        "and tfjs has no 64-bit integers",
    );
  }
}

/**
 * Whether a tensor is its op's input in another shape. tfjs's backends give it the input's data id,
 * and tfjs's leak check, which compares the number of ids, counts on it.
 */
function sharesItsData({ tally }: TensorRecord): boolean {
  return tally.op === "Reshape" || tally.op === "ExpandDims";
}

/** What TensorFlow is given where JavaScript left values out. */
function filledIn(values: HostValues, { shape, dtype }: TensorRecord): HostValues {
  // A tfjs buffer of strings has holes where nothing was set; JavaScript reads them back as such.
  if (Array.isArray(values)) return Array.from(values, (text) => text ?? EMPTY_TEXT);
  const { byteLength } = values as ArrayBufferView;
  if (byteLength > 0 || dtype !== DType.float32 || shapeSize(shape) === 0) return values;
  // Of an array that holds a tensor tfjs makes a tensor without values, from which its own backends
  // compute NaN; tfjs-layers' transformer decoder depends on it.
  tfjs.backend_util.warn(`A tensor of shape [${shape}] has no values and counts as NaN`);
  return new Float32Array(shapeSize(shape)).fill(NaN);
}
