/** What runs the tensors, as a value. @module */

import { version_core } from "../deps/tfjs.ts";
import type { Device } from "../ffi/device.ts";
import type { Started } from "./start.ts";

/** Name under which the TensorFlow backend is registered with tfjs. */
export const BACKEND = "tensorflow";

/** Name of an engine, as in `TENSAUR_ENGINE`. */
export type EngineName = "tensorflow" | "wasm" | "cpu";

/** A better engine that was not taken. */
export interface NotTaken {
  /** Its name. */
  engine: string;
  /** Why not. */
  why: string;
}

/** A device that runs ops. */
export interface EngineDevice {
  /** Name for `engine.device`, such as `"CPU:0"` or `"GPU:1"`. */
  name: string;
  /** `"CPU"`, `"GPU"`, or the name of a pluggable device. */
  type: string;
  /** Bytes of memory that the engine may use there, where it is known. */
  memoryBytes?: number;
}

/** What runs the tensors. */
export interface EngineInfo {
  /** The engine. */
  engine: EngineName;
  /** Version of TensorFlow, or of tfjs. */
  version: string;
  /** Devices that ops can run on. */
  devices: EngineDevice[];
  /** File of TensorFlow's library. */
  library?: string;
  /** How the library was found: by an option, the environment, in the cache, in Python. */
  source?: "option" | "environment" | "cache" | "python";
  /** Better engines, and why each was not taken. */
  notTaken: NotTaken[];
}

/** Short name of a device: `CPU:0` for `/job:localhost/replica:0/task:0/device:CPU:0`. */
export function shortDeviceName(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf("device:") + "device:".length);
}

/** Describes TensorFlow as it runs. */
export function tensorflowInfo({ context, candidate, gpuFault }: Started): EngineInfo {
  const devices = context.devices.map(describeDevice);
  const why = gpuFault === undefined
    ? "TensorFlow sees no GPU; `deno task tensaur engine doctor` says what is missing"
    : `TensorFlow cannot start with the GPU: ${gpuFault}`;
  const onGpu = devices.some((device) => device.type === "GPU");
  return {
    engine: BACKEND,
    version: context.library.version,
    devices,
    library: candidate.path,
    source: candidate.source,
    notTaken: onGpu ? [] : [{ engine: "tensorflow on CUDA", why }],
  };
}

/** Describes the engine `engine`, which runs in tfjs itself. */
export function tfjsInfo(engine: "wasm" | "cpu", notTaken: NotTaken[]): EngineInfo {
  return { engine, version: version_core, devices: [{ name: "CPU:0", type: "CPU" }], notTaken };
}

function describeDevice({ name, type, memoryBytes }: Device): EngineDevice {
  // TensorFlow says 256 MiB for every CPU, whatever the machine has.
  const known = type !== "CPU";
  return { name: shortDeviceName(name), type, ...(known ? { memoryBytes } : {}) };
}
