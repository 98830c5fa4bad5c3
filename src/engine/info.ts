/** What runs the tensors, as a value. @module */

import { version_core } from "../deps/tfjs.ts";
import type { CudaGpu } from "../ffi/cuda_driver.ts";
import type { Device } from "../ffi/device.ts";
import { type Library, LibraryError } from "../ffi/library.ts";
import type { CudaState } from "./cuda/cuda_state.ts";
import { FEWEST_MULTIPROCESSORS, libraryProblem, mendLibraries } from "./cuda/sentences.ts";
import { isUnusable } from "./install/cuda_libraries.ts";
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
  /** Name of the GPU, such as "NVIDIA H200". */
  model?: string;
  /** Compute capability of the GPU, such as "9.0". */
  computeCapability?: string;
}

/** An NVIDIA GPU of this machine. */
export interface GpuInfo {
  /** Name, such as "NVIDIA H200". */
  name: string;
  /** Compute capability, such as "9.0". */
  computeCapability: string;
  /** Bytes of memory on the card. */
  memoryBytes: number;
  /** Name for `engine.device`, such as `"GPU:0"`; absent where TensorFlow does not use it. */
  device?: string;
}

/** NVIDIA's driver and GPUs, and what TensorFlow lacks to use them. */
export interface CudaInfo {
  /** Version of the driver, such as "580.65.06", where the kernel tells it. */
  driver?: string;
  /** Newest CUDA that the driver runs, such as "13.0". */
  cuda?: string;
  /** GPUs as the driver lists them, which obeys `CUDA_VISIBLE_DEVICES`. */
  gpus: GpuInfo[];
  /** CUDA's libraries that cannot be used, each with what is wrong and the command that mends it. */
  missing: { library: string; why: string; command: string; required: boolean }[];
  /** Why no GPU is used, in one sentence; absent where one is. */
  why?: string;
}

/** What runs the tensors. */
export interface EngineInfo {
  /** The engine. */
  engine: EngineName;
  /** Version of TensorFlow, or of tfjs. */
  version: string;
  /** Devices that ops can run on. */
  devices: EngineDevice[];
  /**
   * File of TensorFlow's library. It is there to be read and not listed: what a cell shows of the engine,
   * and a notebook stores, names no folder of a machine.
   */
  library?: string;
  /** How the library was found: by an option, the environment, in the cache, in Python. */
  source?: "option" | "environment" | "cache" | "python";
  /** NVIDIA's driver and GPUs; absent where TensorFlow does not run or nothing was found. */
  cuda?: CudaInfo;
  /** Whether float32 products on GPUs may round to TensorFloat-32; absent where nobody knows. */
  tensorFloat32?: boolean;
  /** Better engines, and why each was not taken. */
  notTaken: NotTaken[];
}

/** Short name of a device: `CPU:0` for `/job:localhost/replica:0/task:0/device:CPU:0`. */
export function shortDeviceName(fullName: string): string {
  return fullName.slice(fullName.lastIndexOf("device:") + "device:".length);
}

/** Describes TensorFlow as it runs. */
export function tensorflowInfo({ context, candidate, cuda, options }: Started): EngineInfo {
  const onDevice = gpusByDevice(context.devices, cuda, options.gpus);
  const devices = context.devices.map((device) => describeDevice(device, onDevice));
  const onGpu = devices.some((device) => device.type === "GPU");
  const why = cuda.why ?? "TensorFlow sees no GPU";
  const tensorFloat32 = tensorFloat32Of(context.library);
  const info: EngineInfo = {
    engine: BACKEND,
    version: context.library.version,
    devices,
    source: candidate.source,
    ...(cuda.driver || cuda.aloud ? { cuda: describeCuda(cuda, onDevice) } : {}),
    ...(tensorFloat32 === undefined ? {} : { tensorFloat32 }),
    notTaken: onGpu ? [] : [{ engine: "tensorflow on CUDA", why }],
  };
  return Object.defineProperty(info, "library", { value: candidate.path, enumerable: false });
}

/** TensorFlow's switch as it is now; undefined for a build that does not show it. */
function tensorFloat32Of({ symbols }: Library): boolean | undefined {
  try {
    return symbols.tensorFloat32Enabled() !== 0;
  } catch (error) {
    if (error instanceof LibraryError) return undefined;
    throw error;
  }
}

/** The name of TensorFlow's device, such as `"GPU:0"`, to the GPU that it is. */
export function gpusByDevice(
  devices: readonly Device[],
  { gpus }: CudaState,
  chosen?: readonly number[],
): Map<string, CudaGpu> {
  const names = devices.filter(({ type }) => type === "GPU").map(({ name }) =>
    shortDeviceName(name)
  );
  const visible = (chosen ?? gpus.map(({ ordinal }) => ordinal)).map((ordinal) => gpus[ordinal])
    .filter((gpu) => gpu !== undefined);
  const large = visible.filter(({ multiprocessors }) => multiprocessors >= FEWEST_MULTIPROCESSORS);
  // TensorFlow leaves out small ones, unless that is all there is or a variable says otherwise.
  const used = [visible, large].find(({ length }) => length === names.length) ?? [];
  return new Map(names.slice(0, used.length).map((name, i) => [name, used[i]!]));
}

function describeCuda(cuda: CudaState, onDevice: Map<string, CudaGpu>): CudaInfo {
  const deviceOf = new Map([...onDevice].map(([device, gpu]) => [gpu, device]));
  return {
    ...(cuda.driverVersion === undefined ? {} : { driver: cuda.driverVersion }),
    ...(cuda.cudaVersion === undefined ? {} : { cuda: cuda.cudaVersion }),
    gpus: cuda.gpus.map((gpu) => {
      const { name, computeCapability, memoryBytes } = gpu;
      const device = deviceOf.get(gpu);
      return { name, computeCapability, memoryBytes, ...(device ? { device } : {}) };
    }),
    missing: cuda.libraries.filter(isUnusable).map((library) => ({
      library: library.soname,
      why: libraryProblem(library),
      command: mendLibraries([library], cuda.built),
      required: library.required,
    })),
    ...(cuda.why === undefined ? {} : { why: cuda.why }),
  };
}

/** Describes the engine `engine`, which runs in tfjs itself. */
export function tfjsInfo(engine: "wasm" | "cpu", notTaken: NotTaken[]): EngineInfo {
  return { engine, version: version_core, devices: [{ name: "CPU:0", type: "CPU" }], notTaken };
}

function describeDevice(
  { name, type, memoryBytes }: Device,
  onDevice: Map<string, CudaGpu>,
): EngineDevice {
  // TensorFlow says 256 MiB for every CPU, whatever the machine has.
  const known = type !== "CPU";
  const short = shortDeviceName(name);
  const gpu = onDevice.get(short);
  return {
    name: short,
    type,
    ...(known ? { memoryBytes } : {}),
    ...(gpu ? { model: gpu.name, computeCapability: gpu.computeCapability } : {}),
  };
}
