/**
 * The tfjs backend `tensorflow`: tfjs-node's kernels over TensorFlow's C library.
 *
 * Import it dynamically: it brings tfjs-node's kernels with it.
 *
 * @module
 */

import { DType, dtypeBytes } from "../core/dtype.ts";
import { shapeSize } from "../core/shape.ts";
import * as tfjs from "../deps/tfjs.ts";
import { callbacks, int64, kernelBackend, nodeApi } from "../deps/tfjs_node.ts";
import type { NodeOpAttr } from "../deps/tfjs_node_types.ts";
import type { EagerContext } from "../ffi/eager.ts";
import type { OpAttr } from "../ffi/op_attrs.ts";
import { NativeBinding, type TensorMetadata } from "./binding.ts";
import { readHostValues, toHostValues } from "./host_values.ts";
import { registerKernels } from "./kernels/register.ts";
import { ledger } from "./memory.ts";
import { isTracing, type OpContext } from "./op_context.ts";
import { SavedModelPool } from "./saved_model_pool.ts";
import type { TensorRecord } from "./tensor_record.ts";
import { TensorStore } from "./tensor_store.ts";
import { provideNodeApi } from "./tf_node.ts";
import { tfjsDType, tfjsDTypeName } from "./tfjs_dtype.ts";
import { wrapAll } from "./wrap_all.ts";
import { narrow } from "./narrow.ts";

/** How long the event loop may wait while tensors are read one after another. */
const YIELD_AFTER_MS = 10;

/** A tensor that an op has made. */
type Result = Pick<TensorRecord, "handle" | "shape" | "dtype" | "bytes"> & { op: string };

type Int64Scalar = InstanceType<typeof int64.Int64Scalar>;

provideNodeApi(nodeApi.node);
// Progress of tfjs's own `model.fit` at its default verbosity, as in tfjs-node.
tfjs.registerCallbackConstructor(1, callbacks.ProgbarLogger);

// Over those that the import of tfjs-node has registered.
registerKernels();

function refuseTraced(): never {
  throw new TypeError(
    "Cannot use a tensor of a function that jit has traced: it stands for a value in the compiled " +
      "function and has none itself; return it from that function",
  );
}

/** tfjs backend over an {@linkcode EagerContext}. */
export class TensorflowBackend extends kernelBackend.NodeJSKernelBackend {
  /** Where ops run. */
  readonly eager: EagerContext;
  /** Where ops go: the eager context, or the trace of `jit` that is under way. */
  context: OpContext;
  /** SavedModels that are loaded. */
  readonly savedModels: SavedModelPool = new SavedModelPool(this);

  readonly #binding: NativeBinding;
  readonly #store: TensorStore;
  #lastYield = performance.now();

  /** Makes a backend whose ops run in `context`. */
  constructor(context: EagerContext) {
    const binding = new NativeBinding(context);
    super(binding, "tensaur");
    this.eager = context;
    this.context = context;
    this.#binding = binding;
    // Private in TypeScript, methods like any other when tfjs-node calls them.
    const getInputTensorIds = this.#nativeIds.bind(this);
    const createOutputTensor = this.#fromBinding.bind(this);
    Object.assign(this, { getInputTensorIds, createOutputTensor });
    this.#store = new TensorStore(context, (record) => this.#uncount(record));
    // tfjs-node's Conv3D kernels ask this before they allow dilation.
    this.isUsingGpuDevice = this.isGPUPackage = binding.isUsingGpuDevice();
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
    for (let i = 0; i < inputs.length; i++) handles[i] = this.handleOf(inputs[i]!);
    const count = this.context.execute(op, attrs, handles, numOutputs);
    if (count === 1) return [this.fromHandle(this.context.outputs[0]!, op)];
    // Wrapping may run a cast, which overwrites the context's output slots.
    const outputs = Array.from(this.context.outputs.subarray(0, count));
    return wrapAll(this.context, outputs, (handle) => this.fromHandle(handle, op));
  }

  /** {@linkcode TensorflowBackend.run} for an op with one output. */
  runOne(
    op: string,
    attrs: readonly OpAttr[],
    inputs: readonly tfjs.TensorInfo[],
  ): tfjs.Tensor {
    const handles = new Array<bigint>(inputs.length);
    for (let i = 0; i < inputs.length; i++) handles[i] = this.handleOf(inputs[i]!);
    this.context.execute(op, attrs, handles, 1);
    return this.fromHandle(this.context.outputs[0]!, op);
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
    return record.owner === this.context
      ? this.#store.handleOf(record)
      : this.#handleElsewhere(record, tensor.dataId);
  }

  /** The native handle of a tensor outside of any trace. */
  eagerHandleOf(record: TensorRecord): bigint {
    if (record.owner !== this.eager) refuseTraced();
    return this.#store.handleOf(record);
  }

  /** Refuses what cannot be part of a compiled function. */
  refuseTracing(what: string): void {
    if (!isTracing(this.context)) return;
    throw new TypeError(
      `Cannot trace ${what}: it runs outside of TensorFlow's graph; call it outside of jit`,
    );
  }

  #handleElsewhere(record: TensorRecord, dataId: object): bigint {
    if (!isTracing(this.context)) refuseTraced();
    // What the code around a branch or a loop made in JavaScript is a constant there.
    if (this.context.isWithin(record.owner)) this.#store.handleOf(record);
    return this.context.capture(record, dataId);
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
    const dtype = this.context.dtype(handle);
    const name = tfjsDTypeName(dtype);
    if (name === undefined) return this.fromHandle(narrow(this.context, handle, op), op);
    const shape = dtype === DType.resource || dtype === DType.variant
      ? []
      : this.context.shape(handle);
    const bytes = dtype === DType.string ? 0 : shapeSize(shape) * dtypeBytes(dtype);
    const dataId = this.#enterResult({ handle, shape, dtype, bytes, op });
    return tfjs.engine().makeTensorFromTensorInfo({ dataId, shape, dtype: name });
  }

  /** {@linkcode TensorflowBackend.fromHandle} where shape and dtype, one that tfjs has, are known. */
  fromKnown(handle: bigint, { shape, dtype }: { shape: number[]; dtype: number }): tfjs.Tensor {
    const bytes = dtype === DType.string ? 0 : shapeSize(shape) * dtypeBytes(dtype);
    const dataId = this.#enterResult({ handle, shape, dtype, bytes, op: "jit" });
    const name = tfjsDTypeName(dtype)!;
    return tfjs.engine().makeTensorFromTensorInfo({ dataId, shape, dtype: name });
  }

  /** The record behind a tfjs `DataId`; data of another backend moves here. */
  recordOf(dataId: object): TensorRecord {
    const record = this.#store.find(dataId);
    if (record !== undefined) return record;
    const engine = tfjs.engine();
    if (!engine.state.tensorInfo.has(dataId)) {
      throw new Error("Cannot use a tensor that has been disposed");
    }
    engine.moveData(this, dataId);
    return this.#store.find(dataId)!;
  }

  /** Whether `dataId` is a tensor of this backend that has not been disposed. */
  has(dataId: object): boolean {
    return this.#store.find(dataId) !== undefined;
  }

  /** Native ids for tfjs-node's code that talks to the binding itself (TensorBoard). */
  #nativeIds(tensors: (tfjs.Tensor | Int64Scalar)[]): number[] {
    return tensors.map((tensor) =>
      this.#binding.lend(
        tensor instanceof int64.Int64Scalar
          ? this.#int64Scalar(tensor)
          : this.eager.share(this.eagerHandleOf(this.recordOf((tensor as tfjs.Tensor).dataId))),
      )
    );
  }

  /** The tensor that tfjs-node's code made at the binding (its image encoders do). */
  #fromBinding({ id, shape, dtype }: TensorMetadata): tfjs.Tensor {
    const handle = this.#binding.release(id);
    const native = this.context.dtype(handle);
    const dataId = this.#enterResult({ handle, shape, dtype: native, bytes: 0, op: "binding" });
    // An encoder says uint8 of bytes in a string, so that tfjs does not read them as text.
    const name = tfjsDTypeName(dtype) ?? "int32";
    return tfjs.engine().makeTensorFromTensorInfo({ dataId, shape, dtype: name });
  }

  override write(values: tfjs.BackendValues, shape: number[], dtype: tfjs.DataType): object {
    const { context: owner } = this;
    return this.#store.enter(hostRecord(values, { shape, dtype, refCount: 1, owner }));
  }

  override move(
    dataId: object,
    values: tfjs.BackendValues,
    shape: number[],
    dtype: tfjs.DataType,
    refCount: number,
  ): void {
    // Not made by the code that is traced, if there is any: it may change until the call.
    const { eager: owner } = this;
    this.#store.adopt(dataId, hostRecord(values, { shape, dtype, refCount, owner }));
  }

  override readSync(dataId: object): tfjs.BackendValues {
    const record = this.recordOf(dataId);
    if (isTracing(this.context)) {
      // What JavaScript made in this trace it knows.
      const known = record.values !== null && this.context.isWithin(record.owner);
      return known ? record.values as tfjs.BackendValues : this.context.refuseReading();
    }
    if (record.owner !== this.context) refuseTraced();
    // What TensorFlow was not given yet is read as it is, holes among texts too.
    if (record.values !== null) return record.values as tfjs.BackendValues;
    this.#store.handleOf(record);
    return readHostValues(this.eager, record);
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
    const record = this.#store.find(dataId);
    if (record === undefined) return true;
    if (record.owner !== this.context) {
      // Traced code runs later: what it lets go now it will need then. See also incRef().
      if (!isTracing(this.context)) recount(record);
      return false;
    }
    if (record.resource !== null && record.resource.writers > 0) {
      recount(record);
      record.resource.requireQuiet("assign or dispose");
    }
    record.refCount--;
    if (!force && record.refCount > 0) return false;
    this.#store.dispose(dataId, record);
    return true;
  }

  override refCount(dataId: object): number {
    return this.#store.find(dataId)?.refCount ?? 0;
  }

  override incRef(dataId: object): void {
    const record = this.recordOf(dataId);
    if (record.owner !== this.context) return;
    if (record.resource === null || record.resource.writers === 0) {
      record.refCount++;
      return;
    }
    // Whoever shares the contents wants those of now. A variable has them already, with its reference.
    const { registeredVariables } = tfjs.engine().state;
    const holders = Object.values(registeredVariables).filter((held) => held.dataId === dataId);
    if (holders.length > record.refCount) record.refCount++;
    record.resource.requireQuiet("copy");
  }

  override numDataIds(): number {
    return this.#store.size;
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

  /** Takes a tensor that the garbage collector freed out of tfjs's own counts. */
  #uncount(record: TensorRecord): void {
    const { state, registry } = tfjs.engine();
    // In test mode tfjs's counts are there to find leaks, this one among them.
    if (!Object.values(registry).includes(this) || tfjs.env().getBool("IS_TEST")) return;
    const inTfjs = record.dtype === DType.complex64 ? 0 : record.bytes;
    state.numTensors -= record.refCount;
    state.numBytes -= record.refCount * inTfjs;
    state.numDataBuffers--;
    if (tfjsDTypeName(record.dtype) === "string") state.numStringTensors -= record.refCount;
  }

  #enterResult({ handle, shape, dtype, bytes, op }: Result): object {
    const tally = this.#store.tally(op, handle, this.context);
    return this.#store.enter({
      owner: this.context,
      handle,
      resource: null,
      values: null,
      shape,
      dtype,
      bytes,
      refCount: 1,
      tally,
      device: null,
      watched: false,
    });
  }

  #int64Scalar(scalar: Int64Scalar): bigint {
    return this.context.createTensor(DType.int64, [], scalar.valueArray as Int32Array<ArrayBuffer>);
  }
}

/** Takes back what tfjs's engine has counted for a traced tensor that it believes to dispose. */
function recount({ dtype, bytes }: TensorRecord): void {
  const { state } = tfjs.engine();
  state.numTensors++;
  if (dtype === DType.string) state.numStringTensors++;
  else if (dtype !== DType.complex64) state.numBytes += bytes;
}

function hostRecord(
  values: tfjs.BackendValues,
  { shape, dtype, refCount, owner }: Pick<TensorRecord, "shape" | "refCount" | "owner"> & {
    dtype: tfjs.DataType;
  },
): TensorRecord {
  const code = tfjsDType(dtype);
  const bytes = code === DType.string ? 0 : shapeSize(shape) * dtypeBytes(code);
  if (!shape.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw new TypeError(`Cannot make a tensor of shape [${shape}]: that is no list of lengths`);
  }
  return {
    owner,
    handle: 0n,
    resource: null,
    values: toHostValues(values, code),
    shape,
    dtype: code,
    bytes,
    refCount,
    tally: ledger.tally("tensor"),
    device: owner.device,
    watched: false,
  };
}
