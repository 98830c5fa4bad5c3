/**
 * The wasm engine: tfjs's wasm backend, made able to train.
 *
 * @module
 */
import * as tfjs from "../../deps/tfjs.ts";
import type { WasmBackend } from "./backend.ts";
import { registerKernels } from "./kernels/all.ts";

let registered: Promise<void> | undefined;

/**
 * Registers the backend `wasm` with every kernel that training needs; the backend itself starts when
 * tfjs first uses it, with `await tf.setBackend("wasm")`.
 *
 * Loads about 500 kB of code when first called, nothing later.
 */
export function registerWasm(): Promise<void> {
  registered ??= register();
  return registered;
}

async function register(): Promise<void> {
  await import("../../deps/tfjs_wasm.ts");
  registerKernels();
  const start = tfjs.findBackendFactory("wasm");
  tfjs.removeBackend("wasm");
  // Priority 2 as before: above tfjs's cpu backend, below libtensorflow.
  tfjs.registerBackend("wasm", async () => withComplex(await start() as WasmBackend), 2);
}

/** Lets the backend read complex64, which it stores already: two float32 per element. */
function withComplex(backend: WasmBackend): WasmBackend {
  const read = backend.readSync.bind(backend);
  const view = backend.typedArrayFromHeap.bind(backend);
  backend.typedArrayFromHeap = (info) => {
    if (info.dtype !== "complex64") return view(info);
    return view({ ...info, shape: [...info.shape, 2], dtype: "float32" });
  };
  backend.readSync = (dataId, start, end) => {
    const { dtype, shape } = backend.dataIdMap.get(dataId);
    if (dtype !== "complex64") return read(dataId, start, end);
    return backend.typedArrayFromHeap({ dataId, dtype, shape }).slice();
  };
  return backend;
}
