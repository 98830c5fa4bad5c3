import * as tfjs from "../../deps/tfjs.ts";

/** What the wasm backend keeps for one tensor. */
export interface WasmTensorData {
  /** The number under which the compiled kernels know the tensor. */
  readonly id: number;
  /** Byte offset of the first element on the wasm heap; none for strings. */
  readonly memoryOffset: number | null;
  /** The shape at creation: tensors that share the data may have another one. */
  readonly shape: number[];
  /** Type of the elements. */
  readonly dtype: tfjs.DataType;
  /** Strings live outside the heap, as UTF-8. */
  stringBytes?: Uint8Array[];
}

/** The part of the compiled module which the kernels here use. */
export interface WasmModule {
  readonly HEAPU8: Uint8Array;
  readonly tfjs: {
    registerTensor(id: number, size: number, memoryOffset: number): void;
    disposeData(id: number): void;
  };
  cwrap(name: string, returns: string | null, types: string[]): unknown;
}

/** The part of tfjs's `BackendWasm` which the kernels here use. */
export interface WasmBackend extends tfjs.KernelBackend {
  readonly wasm: WasmModule;
  /** The number for the next tensor. */
  dataIdNextNumber: number;
  readonly dataIdMap: { get(dataId: object): WasmTensorData };
  /** Elements from `start` to `end` of a tensor, as a copy. */
  readSync(dataId: object, start?: number, end?: number): tfjs.backend_util.BackendValues;
  makeOutput(
    shape: number[],
    dtype: tfjs.DataType,
    memoryOffset?: number,
    values?: tfjs.backend_util.BackendValues,
  ): tfjs.TensorInfo;
  typedArrayFromHeap(info: tfjs.TensorInfo): tfjs.TypedArray;
}

/** Arguments of one kernel call. */
export interface KernelCall {
  readonly inputs: tfjs.NamedTensorInfoMap;
  readonly attrs: tfjs.NamedAttrMap;
  readonly backend: WasmBackend;
}

/** A kernel of this folder. */
export type WasmKernel = (call: KernelCall) => tfjs.TensorInfo | tfjs.TensorInfo[];

/** The input called `name`, which the op has checked to be there. */
export function input(call: KernelCall, name: string): tfjs.TensorInfo {
  const info = call.inputs[name];
  if (info === undefined) throw new TypeError(`Internal: a kernel lacks its input '${name}'`);
  return info;
}

/** The elements of a float32 tensor on the heap; valid until something allocates. */
export function floats(backend: WasmBackend, info: tfjs.TensorInfo): Float32Array {
  return view(backend, info) as Float32Array;
}

/** The elements of any tensor but strings on the heap; valid until something allocates. */
export function view(backend: WasmBackend, info: tfjs.TensorInfo): tfjs.TypedArray {
  return backend.typedArrayFromHeap(info);
}

/** Shares the data of `info` under a new shape, as a tensor of its own to dispose. */
export function alias(
  backend: WasmBackend,
  info: tfjs.TensorInfo,
  shape: number[] = info.shape,
): tfjs.TensorInfo {
  backend.incRef(info.dataId);
  return { dataId: info.dataId, shape, dtype: info.dtype };
}

/** Gives up tensors which only the running kernel has seen. */
export function release(backend: WasmBackend, ...infos: tfjs.TensorInfo[]): void {
  for (const info of infos) backend.disposeData(info.dataId);
}

/** Calls another kernel of this backend, which has one output. */
export function callKernel(
  backend: WasmBackend,
  name: string,
  inputs: Record<string, tfjs.TensorInfo>,
  attrs: Record<string, unknown> = {},
): tfjs.TensorInfo {
  const kernel = tfjs.getKernel(name, "wasm");
  if (kernel === undefined) throw new TypeError(`Internal: wasm has no kernel '${name}'`);
  const out = kernel.kernelFunc({ inputs, attrs: attrs as tfjs.NamedAttrMap, backend });
  return out as tfjs.TensorInfo;
}
