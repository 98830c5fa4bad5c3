/**
 * Why no GPU is used, in one sentence each, with what mends it.
 *
 * @module
 */

import type { CudaDriverError, CudaGpu } from "../../ffi/cuda_driver.ts";
import type { CudaLibrary } from "../install/cuda_libraries.ts";
import type { BuiltWith } from "./built_with.ts";
import type { CudaState } from "./cuda_state.ts";

/** Oldest driver for CUDA 12, and that CUDA. */
export const OLDEST_DRIVER = { driver: "525", cuda: "12.0" } as const;

/** TensorFlow leaves out GPUs with fewer, unless `TF_MIN_GPU_MULTIPROCESSOR_COUNT` says otherwise. */
export const FEWEST_MULTIPROCESSORS = 8;

const SETUP = "`deno task setup --cuda`";
const CONTAINER = "a container gets them with `--gpus all` (docker) or " +
  "`--device nvidia.com/gpu=all` (podman)";

/** Advice by the driver's number of an error (`CUresult` in NVIDIA's `cuda.h`). */
const ADVICE: Readonly<Record<number, string>> = {
  34: "libcuda.so.1 is the stand-in that compilers link against: take its folder out of " +
    "LD_LIBRARY_PATH",
  100: `look whether \`nvidia-smi\` lists one; ${CONTAINER}`,
  101: "CUDA_VISIBLE_DEVICES names a GPU that is not there: correct or unset it",
  304: "the device files /dev/nvidia* may not be opened: see their owner and mode; " + CONTAINER,
  802: "the switch between the GPUs is not set up yet: start NVIDIA's fabric manager " +
    "(`systemctl start nvidia-fabricmanager`)",
  803: "libcuda.so.1 and the kernel's module are of two versions of the driver, as after an " +
    "update: restart the machine",
  804: "libcuda.so.1 is one of the package cuda-compat, which this GPU does not allow: take its " +
    "folder out of LD_LIBRARY_PATH",
  999: "often the module nvidia_uvm is not loaded, or the machine slept: " +
    "`sudo nvidia-modprobe -u -c=0`, else restart it",
};

/** The driver is there and does not start. */
export function driverFails(path: string, { call, code, codeName }: CudaDriverError): string {
  const name = codeName === undefined ? `error ${code}` : `${codeName}, ${code}`;
  const what = code === 100 ? "sees no GPU" : "does not start";
  return `NVIDIA's driver (${path}) ${what} (${call}: ${name}): ` +
    (ADVICE[code] ?? "see whether `nvidia-smi` works, and install the driver anew if it does not");
}

/** The driver's library cannot be opened. */
export function driverBroken(path: string, problem: string): string {
  return `NVIDIA's driver library ${path} cannot be used (${problem}): install the driver anew`;
}

/** The kernel has the driver, the process has no library of it. */
export function driverMissing(sign: string): string {
  return `There is an NVIDIA driver (${sign}), but not its library libcuda.so.1: install the ` +
    `driver's libraries (${OLDEST_DRIVER.driver} or newer); ${CONTAINER}`;
}

/** The driver runs only a CUDA older than TensorFlow's. */
export function driverTooOld(cuda: string, driver: string | undefined): string {
  const version = driver === undefined ? "" : ` ${driver}`;
  return `NVIDIA's driver${version} is too old: it runs CUDA up to ${cuda}, TensorFlow ` +
    `needs CUDA ${OLDEST_DRIVER.cuda}: install driver ${OLDEST_DRIVER.driver} or newer`;
}

/** The user hid the GPUs. */
export function hidden(by: string, instead: string): string {
  return `${by} hides all GPUs: ${instead}`;
}

/** The library has no kernels for GPUs. */
export function builtWithoutCuda(gpus: readonly CudaGpu[]): string {
  return `There is ${gpuNames(gpus)}, but this TensorFlow is built without CUDA: ${SETUP} ` +
    "installs one with it";
}

/** Libraries of CUDA cannot be used. */
export function librariesMissing(
  gpus: readonly CudaGpu[],
  libraries: readonly CudaLibrary[],
  built: BuiltWith,
): string {
  const list = libraries.map(libraryProblem).join("; ");
  return `There is ${gpuNames(gpus)}, but TensorFlow needs all of CUDA's libraries: ${list}: ` +
    mendLibraries(libraries, built);
}

/** One library: its name and what is wrong with it. */
export function libraryProblem({ soname, path, problem, otherVersion }: CudaLibrary): string {
  if (problem !== undefined) {
    // The loader names the file itself.
    const where = path === undefined || problem.includes(path) ? "" : ` (${path})`;
    return `${soname}${where}: ${problem}`;
  }
  if (otherVersion === undefined) return `${soname} is missing`;
  return `${soname} is missing (${otherVersion} is of another version, which does not do)`;
}

/** The command that brings `libraries`. */
export function mendLibraries(
  libraries: readonly CudaLibrary[],
  { environment }: BuiltWith,
): string {
  const packages = [...new Set(libraries.map((library) => library.package))].join(" ");
  return environment === undefined
    ? `${SETUP} brings ${packages}`
    : `\`${environment}/bin/python -m pip install --force-reinstall ${packages}\`, or ${SETUP}`;
}

/** All of CUDA is there, and TensorFlow still takes no GPU. */
export function notTaken(
  { gpus, managementProblem }: Pick<CudaState, "gpus" | "managementProblem">,
  messages: readonly string[],
): string {
  return `There is ${gpuNames(gpus)}, but TensorFlow does not take it: ` +
    whyNotTaken(gpus, messages, managementProblem);
}

function whyNotTaken(
  gpus: readonly CudaGpu[],
  messages: readonly string[],
  managementProblem: string | undefined,
): string {
  if (managementProblem !== undefined) {
    return `it asks a second library of the driver about it (${managementProblem}): install the ` +
      "driver's libraries; a container gets it with NVIDIA_DRIVER_CAPABILITIES=compute,utility";
  }
  if (messages.length > 0) return `it says: ${messages.join(" ")}`;
  if (gpus.every(({ multiprocessors }) => multiprocessors < FEWEST_MULTIPROCESSORS)) {
    return `it leaves out GPUs with fewer than ${FEWEST_MULTIPROCESSORS} multiprocessors: set ` +
      "TF_MIN_GPU_MULTIPROCESSOR_COUNT lower";
  }
  return "with TF_CPP_MIN_LOG_LEVEL=0 it says why";
}

/** "an NVIDIA H200 (compute capability 9.0)", or how many of them. */
export function gpuNames(gpus: readonly CudaGpu[]): string {
  const kinds = new Map<string, number>();
  for (const { name, computeCapability } of gpus) {
    const kind = `${name} (compute capability ${computeCapability})`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return [...kinds].map(([kind, count]) => `${count === 1 ? "an" : count} ${kind}`).join(" and ");
}
