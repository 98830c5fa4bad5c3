/**
 * Makes TensorFlow's way to the GPUs free, or says why there is none.
 *
 * TensorFlow opens CUDA's libraries by their bare names, and where one is missing it leaves all GPUs
 * alone. So they are opened before it by full path: the loader then has them under their names, and
 * no `LD_LIBRARY_PATH` is needed, which would have to be set before the process starts.
 *
 * @module
 */

import { CudaDriver, CudaDriverError } from "../../ffi/cuda_driver.ts";
import { compareVersions, loadForTensorflow } from "../../ffi/library.ts";
import {
  type CudaLibrary,
  DRIVER,
  DRIVER_MANAGEMENT,
  findCudaLibraries,
  findDriverLibrary,
  isUnusable,
} from "../install/cuda_libraries.ts";
import { driverFiles, driverVersion } from "../install/gpu.ts";
import type { Host } from "../install/host.ts";
import { builtWith } from "./built_with.ts";
import type { CudaState } from "./cuda_state.ts";
import * as sentences from "./sentences.ts";
import { findXlaData, tellXla } from "./xla_data.ts";

/** What the user wants of the GPUs. */
export interface PrepareCudaOptions {
  /** Ordinals of the GPUs to use; empty hides them all. */
  gpus?: readonly number[] | undefined;
}

/** Looks for the driver and its GPUs, and opens CUDA's libraries for TensorFlow's `library`. */
export function prepareCuda(
  library: string | undefined,
  host: Host,
  options: PrepareCudaOptions = {},
): CudaState {
  const built = library === undefined ? {} : builtWith(library);
  const nothing = { usable: false, aloud: false, gpus: [], libraries: [], built };
  if (host.os !== "linux") {
    return { ...nothing, why: `TensorFlow has no CUDA for ${host.os}` };
  }
  if (options.gpus?.length === 0) {
    return { ...nothing, why: sentences.hidden("The option gpus: []", "leave it out to use them") };
  }
  const visible = visibleDevices();
  if (visible !== undefined && /^\s*(-|$)/.test(visible)) {
    const by = `CUDA_VISIBLE_DEVICES=${JSON.stringify(visible)}`;
    return { ...nothing, why: sentences.hidden(by, "unset it to use them") };
  }
  const driver = openDriver(host);
  if (!(driver instanceof CudaDriver)) return { ...nothing, ...driver };
  const found = { ...nothing, ...askDriver(driver), driver };
  if (found.why !== undefined) return found;
  if (built.kind === "cpu") {
    return { ...found, why: sentences.builtWithoutCuda(found.gpus), aloud: true };
  }
  const libraries = findCudaLibraries(library, host, { version: built.version }).map(load);
  const unusable = libraries.filter((library) => library.required && isUnusable(library));
  if (unusable.length > 0) {
    const why = sentences.librariesMissing(found.gpus, unusable, built);
    return { ...found, libraries, why, aloud: true };
  }
  // Not every TensorFlow wants it, so it is only told of where TensorFlow then takes no GPU.
  const managementProblem = loadManagement(host);
  const management = managementProblem === undefined ? {} : { managementProblem };
  const { libdevice, flag } = findXlaData(library, host);
  if (flag !== undefined) tellXla(flag);
  return { ...found, ...management, libraries: [...libraries, libdevice], usable: true };
}

/** Loads the driver's second library; says what is wrong with it. */
function loadManagement(host: Host): string | undefined {
  const found = findDriverLibrary(host, DRIVER_MANAGEMENT);
  if (found?.problem !== undefined) return `${found.path} ${found.problem}`;
  const problem = loadForTensorflow(found?.path ?? DRIVER_MANAGEMENT);
  if (problem === undefined) return undefined;
  return found === undefined ? `${DRIVER_MANAGEMENT} is missing` : problem;
}

/** The variable as it is: set to nothing is not the same as not set. */
function visibleDevices(): string | undefined {
  try {
    return Deno.env.get("CUDA_VISIBLE_DEVICES");
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) return undefined;
    throw error;
  }
}

function openDriver(host: Host): CudaDriver | Pick<CudaState, "why" | "aloud"> {
  if (Deno.permissions.querySync({ name: "ffi" }).state !== "granted") {
    const why = "Deno may not open NVIDIA's driver: run with --allow-ffi (or -A)";
    return { why, aloud: driverFiles() !== undefined };
  }
  const found = findDriverLibrary(host);
  if (found?.problem !== undefined) {
    return { why: sentences.driverBroken(found.path, found.problem), aloud: true };
  }
  // The loader knows folders that the search does not.
  const path = found?.path ?? DRIVER;
  const problem = loadForTensorflow(path);
  if (problem === undefined) {
    try {
      return new CudaDriver(path);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { why: sentences.driverBroken(path, why), aloud: true };
    }
  }
  if (found !== undefined) return { why: sentences.driverBroken(path, problem), aloud: true };
  const sign = driverFiles();
  return sign === undefined
    ? { why: "There is no NVIDIA driver here: no libcuda.so.1", aloud: false }
    : { why: sentences.driverMissing(sign), aloud: true };
}

const NO_DEVICE = 100;

function askDriver(
  driver: CudaDriver,
): Pick<CudaState, "why" | "aloud" | "gpus" | "driverVersion" | "cudaVersion"> {
  const version = driverVersion();
  const known: { driverVersion?: string; cudaVersion?: string } = {
    ...(version === undefined ? {} : { driverVersion: version }),
  };
  const refused = (why: string) => ({ ...known, gpus: [], why, aloud: true });
  try {
    known.cudaVersion = driver.cudaVersion();
    if (compareVersions(known.cudaVersion, sentences.OLDEST_DRIVER.cuda) < 0) {
      return refused(sentences.driverTooOld(known.cudaVersion, version));
    }
    const gpus = driver.gpus();
    if (gpus.length > 0) return { ...known, gpus, aloud: false };
    throw new CudaDriverError("cuDeviceGetCount", NO_DEVICE, "no device");
  } catch (error) {
    if (!(error instanceof CudaDriverError)) throw error;
    return refused(sentences.driverFails(driver.path, error));
  }
}

function load(library: CudaLibrary): CudaLibrary {
  if (library.problem !== undefined) return library;
  const problem = loadForTensorflow(library.path ?? library.soname);
  if (library.path !== undefined) return problem === undefined ? library : { ...library, problem };
  // Missing where it was searched: the loader may know another folder, and says nothing new if not.
  return problem === undefined ? { ...library, path: library.soname } : library;
}
