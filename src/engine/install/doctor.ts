/**
 * Looks at everything that decides which engine runs, and says what is missing.
 *
 * @module
 */

import { statSync } from "node:fs";
import { join } from "node:path";
import type { CudaGpu } from "../../ffi/cuda_driver.ts";
import type { CudaState } from "../cuda/cuda_state.ts";
import { cacheDirectory, librariesDirectory, listCache } from "./cache.ts";
import {
  type CudaLibrary,
  type DriverLibrary,
  findCudaLibraries,
  findDriverLibrary,
  isUnusable,
} from "./cuda_libraries.ts";
import { freeBytes } from "./disk_space.ts";
import { findLibraries, type LibraryCandidate } from "./find.ts";
import { detectGpu, type GpuFacts } from "./gpu.ts";
import { currentHost, type Host, listDirectory, readText } from "./host.ts";
import { findInstaller } from "./installer.ts";
import type { LibraryKind } from "./manifest.ts";
import { DEFAULT_VERSION } from "./plan.ts";

/** Options of {@linkcode diagnose}. */
export interface DiagnoseOptions {
  /** The library's file or folder, instead of searching. */
  library?: string;
  /**
   * Opens a library and returns its version; throws when it cannot be used. Without it libraries
   * are only looked at from outside. It may also say how far the way to the GPUs is free.
   */
  openLibrary?: (path: string) => { version: string; cuda?: CudaState };
}

/** A library that was found. */
export interface FoundLibrary extends LibraryCandidate {
  /** Its version, when it could be opened. */
  version?: string;
  /** Why it cannot be used. */
  problem?: string;
}

/** An installation in the cache. */
export interface CacheEntry {
  /** Its folder. */
  directory: string;
  /** Version of TensorFlow. */
  version: string;
  /** CPU or CUDA. */
  kind: LibraryKind;
  /** Bytes on disk. */
  size: number;
}

/** What {@linkcode diagnose} found. */
export interface DoctorReport {
  /** Whether a TensorFlow library can be used. */
  usable: boolean;
  /** The library that would be taken. */
  library?: FoundLibrary;
  /** Operating system, processor, versions. */
  platform: {
    os: string;
    release: string;
    arch: string;
    deno: string;
    cores: number;
    cpu: string;
    /** Instruction sets that TensorFlow makes use of. */
    features: Record<string, boolean>;
    /** Bytes of memory in all and available. */
    memory: { total: number; available: number };
  };
  /** The GPU and its driver; what the driver itself says, and why no GPU is used, once it was asked. */
  gpu: GpuFacts & { driverLibrary?: DriverLibrary; cards?: CudaGpu[]; why?: string };
  /** CUDA's libraries; empty where there is no GPU to use them. */
  cuda: CudaLibrary[];
  /** Libraries that were found, in the order in which they are tried. */
  libraries: FoundLibrary[];
  /** Places that gave none, and why. */
  tried: { where: string; why: string }[];
  /** The cache. */
  cache: {
    directory: string;
    free: number;
    entries: CacheEntry[];
    /** Bytes of downloads that a later installation goes on with. */
    unfinished: number;
  };
  /** pip or uv, and what does not work. */
  installer: { found?: string; tried: { where: string; why: string }[] };
  /** Environment variables that matter and are set; passwords in addresses are left out. */
  environment: Record<string, string>;
  /** What to do next, most useful first; empty when all is well. */
  advice: string[];
}

const FEATURES = ["avx", "avx2", "fma", "avx512f", "avx512_bf16", "amx_tile", "amx_bf16", "asimd"];

const VARIABLES = [
  "TENSAUR_ENGINE",
  "TENSAUR_LIBTENSORFLOW",
  "TENSAUR_CACHE_DIR",
  "TENSAUR_DATA_DIR",
  "VIRTUAL_ENV",
  "CONDA_PREFIX",
  "LD_LIBRARY_PATH",
  "CUDA_HOME",
  "CUDA_VISIBLE_DEVICES",
  "TF_CPP_MIN_LOG_LEVEL",
  "TF_ENABLE_ONEDNN_OPTS",
  "TF_FORCE_GPU_ALLOW_GROWTH",
  "XLA_FLAGS",
  "PIP_INDEX_URL",
  "PIP_EXTRA_INDEX_URL",
  "PIP_CERT",
  "HTTPS_PROXY",
  "https_proxy",
  "NO_PROXY",
];

/** Gathers the facts. Starts pip, uv and `nvidia-smi` to ask for their versions. */
export async function diagnose(
  options: DiagnoseOptions = {},
  host: Host = currentHost(),
): Promise<DoctorReport> {
  const search = findLibraries(options.library ? { library: options.library } : {}, host);
  // Before a library is opened, as that may set variables of its own.
  const environment = environmentOf(host);
  const { libraries, cuda } = openFirst(search.candidates, options);
  const library = libraries.find((found) => found.problem === undefined);
  const gpu = withDriversWord(await detectGpu(host), cuda);
  const driverLibrary = host.os === "linux" ? findDriverLibrary(host) : undefined;
  const { installer, tried } = await findInstaller(host);
  const report: DoctorReport = {
    usable: library !== undefined,
    ...(library ? { library } : {}),
    platform: platformOf(host),
    gpu: { ...gpu, ...(driverLibrary ? { driverLibrary } : {}) },
    cuda: cuda?.libraries.length || !gpu.present
      ? cuda?.libraries ?? []
      : findCudaLibraries(library?.path, host, { version: library?.version }),
    libraries,
    tried: search.tried,
    cache: cacheOf(host),
    installer: { ...(installer ? { found: installer.version } : {}), tried },
    environment,
    advice: [],
  };
  report.advice = adviceFor(report, cuda);
  return report;
}

/** What the kernel's files and `nvidia-smi` say, with what the driver itself says. */
function withDriversWord(facts: GpuFacts, cuda: CudaState | undefined): DoctorReport["gpu"] {
  if (cuda === undefined) return facts;
  const { driver, driverVersion, cudaVersion, gpus, why, aloud } = cuda;
  const known = {
    ...facts,
    ...(driverVersion === undefined ? {} : { driver: driverVersion }),
    ...(cudaVersion === undefined ? {} : { cuda: cudaVersion }),
    ...(gpus.length > 0 ? { cards: gpus, names: gpus.map(({ name }) => name) } : {}),
    ...(why === undefined ? {} : { why }),
  };
  if (known.present || driver === undefined || !aloud && gpus.length === 0) return known;
  return { ...known, present: true, sign: driver.path };
}

/**
 * Opens libraries up to the first that works. A process can hold only one TensorFlow: a second
 * one would be joined to the parts of the first and fail for that reason alone.
 */
function openFirst(
  candidates: LibraryCandidate[],
  options: DiagnoseOptions,
): { libraries: FoundLibrary[]; cuda?: CudaState } {
  let opened: ReturnType<NonNullable<DiagnoseOptions["openLibrary"]>> | undefined;
  const libraries = candidates.map((candidate): FoundLibrary => {
    if (!options.openLibrary || opened) return candidate;
    try {
      opened = options.openLibrary(candidate.path);
      return { ...candidate, version: opened.version };
    } catch (error) {
      return { ...candidate, problem: error instanceof Error ? error.message : String(error) };
    }
  });
  return { libraries, ...(opened?.cuda ? { cuda: opened.cuda } : {}) };
}

function platformOf(host: Host): DoctorReport["platform"] {
  const info = readText("/proc/cpuinfo") ?? "";
  const flags = new Set(info.match(/^(?:flags|Features)\s*:\s*(.*)$/m)?.[1]?.split(" ") ?? []);
  const features = FEATURES.filter((name) => (name === "asimd") === (host.arch === "aarch64"));
  const { total, available } = Deno.systemMemoryInfo();
  return {
    os: host.os,
    release: Deno.osRelease(),
    arch: host.arch,
    deno: Deno.version.deno,
    cores: navigator.hardwareConcurrency,
    cpu: info.match(/^model name\s*:\s*(.*)$/m)?.[1] ?? "unknown",
    features: flags.size ? Object.fromEntries(features.map((f) => [f, flags.has(f)])) : {},
    memory: { total, available },
  };
}

function cacheOf(host: Host): DoctorReport["cache"] {
  const directory = cacheDirectory(host);
  const entries = listCache(directory, host).libraries.map(({ directory, manifest }) => ({
    directory,
    version: manifest.version,
    kind: manifest.kind,
    size: manifest.files.reduce((sum, file) => sum + file.size, 0),
  }));
  const root = librariesDirectory(directory);
  let unfinished = 0;
  for (const name of listDirectory(root)) {
    if (!name.startsWith(".staging-")) continue;
    for (const file of listDirectory(join(root, name, "downloads"))) {
      if (file.endsWith(".part")) unfinished += statSync(join(root, name, "downloads", file)).size;
    }
  }
  return { directory, free: freeBytes(directory), entries, unfinished };
}

function environmentOf(host: Host): Record<string, string> {
  const set: Record<string, string> = {};
  for (const name of VARIABLES) {
    const value = host.env(name);
    if (value !== undefined) set[name] = value.replaceAll(/\/\/[^/@\s]*@/g, "//***@");
  }
  return set;
}

/** Advice from files alone, where nothing was opened. */
function gpuAdvice({ gpu, cuda, library, cache }: DoctorReport): string[] {
  const advice: string[] = [];
  if (gpu.present && library) {
    const entry = cache.entries.find(({ directory }) => library.path.startsWith(directory));
    if (entry?.kind === "cpu") {
      advice.push("There is a GPU, but this library has no CUDA: `deno task setup --cuda`");
    }
    const missing = [...new Set(cuda.filter(isUnusable).map((lib) => lib.package))];
    if (missing.length > 0 && entry?.kind !== "cpu") {
      advice.push(
        `CUDA's libraries are not all here: \`deno task setup --cuda\` brings ${missing}`,
      );
    }
  }
  if (gpu.present && !gpu.driverLibrary) {
    advice.push("libcuda.so.1 is not to be found: install NVIDIA's driver (525 or newer)");
  }
  if (Number(gpu.driver?.split(".")[0] ?? Infinity) < 525) {
    advice.push(`NVIDIA's driver ${gpu.driver} is too old for CUDA 12: install 525 or newer`);
  }
  return advice;
}

function adviceFor(report: DoctorReport, state: CudaState | undefined): string[] {
  const advice: string[] = [];
  const { gpu, library, installer, environment, platform } = report;
  if (environment["TENSAUR_ENGINE"] && environment["TENSAUR_ENGINE"] !== "tensorflow") {
    advice.push(
      `TENSAUR_ENGINE=${environment["TENSAUR_ENGINE"]} keeps TensorFlow out: unset it to use it`,
    );
  }
  const named = report.tried.find(({ where }) => where.startsWith("TENSAUR_LIBTENSORFLOW="));
  if (named) advice.push(`Correct or unset ${named.where}: it ${named.why}`);
  if (!library) {
    advice.push(
      `Install TensorFlow's library: \`deno task setup\` (${DEFAULT_VERSION}${
        gpu.present ? " with CUDA" : ""
      })`,
    );
    if (!installer.found) {
      advice.push(
        "Without pip and uv the older archive for C is taken: install Python with pip for the " +
          "newest TensorFlow",
      );
    }
  }
  if (state?.aloud && state.why !== undefined) advice.push(state.why);
  if (state === undefined) advice.push(...gpuAdvice(report));
  if (platform.features["avx"] === false) {
    advice.push("This processor has no AVX, which TensorFlow's packages need: TENSAUR_ENGINE=wasm");
  }
  if (report.cache.unfinished > 0) {
    advice.push("A download was interrupted: `deno task setup` goes on with it");
  }
  return advice;
}
