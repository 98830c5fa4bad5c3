/**
 * Runs a kernel of tfjs's cpu backend on the wasm backend's tensors.
 *
 * This is how the wasm engine does what it has no compiled code for: the inputs are lent to the cpu
 * backend without a copy, its outputs are copied to the wasm heap. Slower than compiled kernels, most of
 * all for products.
 *
 * @module
 */
import * as tfjs from "../../deps/tfjs.ts";
import { type KernelCall, view, type WasmBackend } from "./backend.ts";

/** The part of tfjs's `MathBackendCPU` which the bridge uses. */
export interface CpuBackend extends tfjs.KernelBackend {
  /** As long as it is set, the first tensor prints an advertisement for tfjs-node. */
  firstUse: boolean;
  makeTensorInfo(
    shape: number[],
    dtype: tfjs.DataType,
    values?: tfjs.backend_util.BackendValues,
  ): tfjs.TensorInfo;
  disposeIntermediateTensorInfo(info: tfjs.TensorInfo): void;
}

/**
 * tfjs's cpu backend, which then no longer prints an advertisement for tfjs-node at its first tensor.
 *
 * @returns Nothing when it is not registered.
 */
export function cpuBackend(): CpuBackend | undefined {
  const cpu = tfjs.findBackend("cpu") as CpuBackend | null;
  if (cpu === null) return undefined;
  cpu.firstUse = false;
  return cpu;
}

/** Whether {@linkcode runOnCpu} can run `kernelName`. */
export function cpuHas(kernelName: string): boolean {
  return tfjs.getKernel(kernelName, "cpu") !== undefined;
}

/**
 * Runs the cpu backend's kernel `kernelName` on wasm tensors.
 *
 * @param kernelName A kernel of tfjs's cpu backend.
 * @param call The call that the wasm backend got.
 * @returns The outputs, on the wasm heap.
 * @throws {TypeError} When tfjs's cpu backend is not registered or lacks the kernel.
 */
export function runOnCpu(
  kernelName: string,
  call: KernelCall,
): tfjs.TensorInfo | tfjs.TensorInfo[] {
  const cpu = cpuBackend();
  const kernel = tfjs.getKernel(kernelName, "cpu");
  if (cpu === undefined || kernel === undefined) {
    throw new TypeError(
      `Cannot run '${kernelName}' on the wasm engine: it falls back to tfjs's cpu backend, which ` +
        (cpu === undefined ? "is not registered" : "lacks that kernel too"),
    );
  }
  const lent: tfjs.TensorInfo[] = [];
  const lend = (info: tfjs.TensorInfo) => {
    const copy = lendToCpu(cpu, call.backend, info);
    lent.push(copy);
    return copy;
  };
  try {
    const inputs = mapInfos(call.inputs, lend) as tfjs.NamedTensorInfoMap;
    const outputs = kernel.kernelFunc({ inputs, attrs: call.attrs, backend: cpu });
    return Array.isArray(outputs)
      ? outputs.map((out) => takeFromCpu(cpu, call.backend, out))
      : takeFromCpu(cpu, call.backend, outputs);
  } finally {
    for (const info of lent) cpu.disposeIntermediateTensorInfo(info);
  }
}

/** Inputs are a map of tensors; some kernels pass a list, or have lists in the map. */
function mapInfos(value: unknown, lend: (info: tfjs.TensorInfo) => tfjs.TensorInfo): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => mapInfos(item, lend));
  const info = value as tfjs.TensorInfo;
  if (info.dataId !== undefined) return lend(info);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, mapInfos(item, lend)]),
  );
}

function lendToCpu(
  cpu: CpuBackend,
  backend: WasmBackend,
  info: tfjs.TensorInfo,
): tfjs.TensorInfo {
  const { shape, dtype } = info;
  if (dtype === "string") {
    return cpu.makeTensorInfo(shape, dtype, backend.dataIdMap.get(info.dataId).stringBytes ?? []);
  }
  const values = view(backend, info);
  if (dtype !== "complex64") return cpu.makeTensorInfo(shape, dtype, values);
  const parts = tfjs.backend_util.splitRealAndImagArrays(values as Float32Array);
  const real = cpu.makeTensorInfo(shape, "float32", parts.real);
  const imag = cpu.makeTensorInfo(shape, "float32", parts.imag);
  const complex = tfjs.getKernel("Complex", "cpu");
  const out = complex.kernelFunc({ inputs: { real, imag }, backend: cpu, attrs: {} });
  cpu.disposeIntermediateTensorInfo(real);
  cpu.disposeIntermediateTensorInfo(imag);
  return out as tfjs.TensorInfo;
}

function takeFromCpu(
  cpu: CpuBackend,
  backend: WasmBackend,
  info: tfjs.TensorInfo,
): tfjs.TensorInfo {
  const { shape, dtype } = info;
  let values = cpu.readSync(info.dataId);
  if (dtype !== "string") {
    values = ofType(dtype, values as tfjs.TypedArray);
    // The output may be a view of the heap, which an allocation that grows the heap would detach.
    if (values.buffer === backend.wasm.HEAPU8.buffer) values = values.slice();
  }
  const out = backend.makeOutput(shape, dtype, undefined, values);
  if (dtype === "string") backend.dataIdMap.get(out.dataId).stringBytes = values as Uint8Array[];
  cpu.disposeIntermediateTensorInfo(info);
  return out;
}

/** Some cpu kernels answer with an array of another element type than the tensor's. */
function ofType(dtype: tfjs.DataType, values: tfjs.TypedArray): tfjs.TypedArray {
  if (dtype === "int32") return values instanceof Int32Array ? values : Int32Array.from(values);
  if (dtype === "bool") return values instanceof Uint8Array ? values : Uint8Array.from(values);
  return values instanceof Float32Array ? values : Float32Array.from(values);
}
