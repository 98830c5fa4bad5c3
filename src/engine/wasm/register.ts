/**
 * The wasm engine: tfjs's wasm backend, made able to train.
 *
 * @module
 */
import process from "node:process";
import * as tfjs from "../../deps/tfjs.ts";
import { missingValues } from "../missing_values.ts";
import type { WasmBackend } from "./backend.ts";
import { registerKernels } from "./kernels/all.ts";

let registered: Promise<void> | undefined;

/**
 * Registers the backend `wasm` with every kernel that training needs. The backend itself starts, and
 * reads its binary from the npm package, when tfjs first uses it: `await tf.setBackend("wasm")`.
 *
 * Does its work once; later calls wait for the first one.
 *
 * @throws {TypeError} When the npm package can neither be found nor downloaded.
 */
export function registerWasm(): Promise<void> {
  registered ??= register().catch((error) => {
    registered = undefined;
    throw error;
  });
  return registered;
}

async function register(): Promise<void> {
  await import("../../deps/tfjs_wasm.ts");
  registerKernels();
  const factory = tfjs.findBackendFactory("wasm");
  tfjs.removeBackend("wasm");
  // Priority 2 as before: above tfjs's cpu backend, below libtensorflow.
  tfjs.registerBackend("wasm", async () => withMissingValues(withComplex(await start(factory))), 2);
}

const EVENTS = ["uncaughtException", "unhandledRejection"] as const;

/** Starts the backend without the listeners that its runtime leaves on the process. */
async function start(
  factory: () => tfjs.KernelBackend | Promise<tfjs.KernelBackend>,
): Promise<WasmBackend> {
  // The threaded binary cannot start its workers in Deno (docs/decisions/0003); tfjs tries it as soon as
  // its flag IS_NODE is false.
  tfjs.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  const before = EVENTS.map(listenersOf);
  const backend = await factory() as WasmBackend;
  for (const [index, event] of EVENTS.entries()) {
    for (const listener of listenersOf(event)) {
      if (!before[index]!.includes(listener) && throwsAgain(listener)) process.off(event, listener);
    }
  }
  const dispose = backend.dispose.bind(backend);
  backend.dispose = () => keepListeners(dispose);
  return backend;
}

/**
 * The runtime's listeners throw what nobody has caught once more, which hides where it came from. Others
 * may have been added while it started.
 */
function throwsAgain(listener: Listener): boolean {
  return /\bthrow (ex|reason)\b/.test(String(listener));
}

/** The runtime takes away, when it ends, every listener that there was when it started. */
function keepListeners(action: () => void): void {
  const before = EVENTS.map(listenersOf);
  action();
  for (const [index, event] of EVENTS.entries()) {
    const left = listenersOf(event);
    for (const listener of before[index]!) {
      if (!left.includes(listener)) process.on(event, listener);
    }
  }
}

type Listener = () => void;

/** The listeners of `event`, those for one time as what ends them. */
function listenersOf(event: typeof EVENTS[number]): Listener[] {
  return process.rawListeners(event) as Listener[];
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

/** Gives a tensor that comes without values the NaN that tfjs's cpu backend computes from it. */
function withMissingValues(backend: WasmBackend): WasmBackend {
  const move = backend.move.bind(backend);
  backend.move = (dataId, values, shape, dtype, refCount) => {
    const none = dtype === "float32" && values?.length === 0 && tfjs.util.sizeFromShape(shape) > 0;
    move(dataId, none ? missingValues(shape) : values, shape, dtype, refCount);
  };
  return backend;
}
