/**
 * CUDA's libraries that TensorFlow opens by name at run time, and the package that brings each.
 *
 * @module
 */

import { basename, delimiter, dirname, join } from "node:path";
import { type Host, listDirectory, whyNotFile } from "./host.ts";
import { pythonPackageFolders } from "./python.ts";
import { whyNotLibrary } from "./shared_library.ts";

/** One library of CUDA. */
export interface CudaLibrary {
  /** Name under which it is opened. */
  soname: string;
  /** Package that brings it. */
  package: string;
  /** Whether TensorFlow leaves all GPUs alone without it. */
  required: boolean;
  /** Where it was found. */
  path?: string;
  /** Why it cannot be used, if it is not missing: what is wrong with the file. */
  problem?: string;
  /** The same library of another CUDA, which does not do: TensorFlow asks for `soname` alone. */
  otherVersion?: string;
}

/** Whether the library is missing or wrong. */
export function isUnusable({ path, problem }: CudaLibrary): boolean {
  return problem !== undefined || path === undefined;
}

/** Name, folder below `nvidia/` in a wheel's layout, package; those that others need come first. */
const LIBRARIES = [
  ["libcudart.so.12", "cuda_runtime", "nvidia-cuda-runtime-cu12", true],
  ["libnvJitLink.so.12", "nvjitlink", "nvidia-nvjitlink-cu12", true],
  ["libcublasLt.so.12", "cublas", "nvidia-cublas-cu12", true],
  ["libcublas.so.12", "cublas", "nvidia-cublas-cu12", true],
  ["libcusparse.so.12", "cusparse", "nvidia-cusparse-cu12", true],
  ["libcusolver.so.11", "cusolver", "nvidia-cusolver-cu12", true],
  ["libcufft.so.11", "cufft", "nvidia-cufft-cu12", true],
  ["libnvrtc.so.12", "cuda_nvrtc", "nvidia-cuda-nvrtc-cu12", false],
  ["libcudnn.so.9", "cudnn", "nvidia-cudnn-cu12", true],
  ["libnccl.so.2", "nccl", "nvidia-nccl-cu12", false],
  ["libcupti.so.12", "cuda_cupti", "nvidia-cuda-cupti-cu12", false],
] as const;

/** TensorFlow 2.18 was the first to want cuDNN 9. */
const CUDNN_9_SINCE = [2, 18] as const;

/** Options of {@linkcode findCudaLibraries}. */
export interface FindCudaOptions {
  /** Version of TensorFlow, for the versions of CUDA's libraries that it wants. Default: newest. */
  version?: string | undefined;
}

/**
 * Where each of CUDA's libraries is. Looked at in this order: the folder `nvidia` beside
 * TensorFlow's own (as in wheels and in Tensaur's cache), `LD_LIBRARY_PATH`, `CUDA_HOME` and
 * `CUDA_PATH`, the folders `nvidia/*` of the Python environments at hand, the usual places of a
 * CUDA installation.
 */
export function findCudaLibraries(
  library: string | undefined,
  host: Host,
  options: FindCudaOptions = {},
): CudaLibrary[] {
  const beside = library === undefined ? undefined : join(dirname(dirname(library)), "nvidia");
  const named = variableFolders(host);
  const python = pythonPackageFolders(host).flatMap(({ path }) => wheelFolders(path));
  const system = systemFolders(host);
  return LIBRARIES.map(([name, folder, wheel, required]) => {
    const soname = name === "libcudnn.so.9" ? cudnnFor(options.version) : name;
    const own = beside === undefined ? [] : [join(beside, folder, "lib")];
    const folders = [...own, ...named, ...python, ...system];
    return { soname, package: wheel, required, ...search(soname, folders, host) };
  });
}

/** Library by which the driver runs GPUs. */
export const DRIVER = "libcuda.so.1";
/** Library by which the driver tells of itself; TensorFlow 2.21 sees no GPU without it. */
export const DRIVER_MANAGEMENT = "libnvidia-ml.so.1";

/** A library of the driver, which no package brings. */
export interface DriverLibrary {
  /** Its file. */
  path: string;
  /** What is wrong with the file. */
  problem?: string;
}

/** Looks for a library of the driver; undefined where there is none in the usual places. */
export function findDriverLibrary(host: Host, soname: string = DRIVER): DriverLibrary | undefined {
  const folders = [
    ...searchPath(host),
    `/usr/lib/${host.arch}-linux-gnu`,
    "/usr/lib64",
    "/usr/lib/wsl/lib",
    "/usr/local/nvidia/lib64",
    "/usr/local/cuda/compat",
  ];
  const { path, problem } = search(soname, folders, host);
  return path === undefined ? undefined : { path, ...(problem ? { problem } : {}) };
}

/** The first file of that name that is whole, else the first at all, with what is wrong with it. */
function search(
  soname: string,
  folders: readonly string[],
  host: Host,
): Pick<CudaLibrary, "path" | "problem" | "otherVersion"> {
  let broken: Pick<CudaLibrary, "path" | "problem"> | undefined;
  for (const folder of folders) {
    const path = join(folder, soname);
    const why = whyNotFile(path);
    if (why === "does not exist") continue;
    const problem = why ?? whyNotLibrary(path, host);
    if (problem === undefined) return { path };
    broken ??= { path, problem };
  }
  if (broken !== undefined) return broken;
  const otherVersion = findOtherVersion(soname, folders);
  return otherVersion === undefined ? {} : { otherVersion };
}

/** A file of the same library with another number behind `.so.`, which a newer CUDA brings. */
function findOtherVersion(soname: string, folders: readonly string[]): string | undefined {
  const stem = soname.slice(0, soname.lastIndexOf(".") + 1);
  for (const folder of folders) {
    const name = listDirectory(folder).find((name) =>
      name.startsWith(stem) && /^\d+$/.test(name.slice(stem.length))
    );
    if (name !== undefined) return join(folder, name);
  }
  return undefined;
}

function cudnnFor(version: string | undefined): string {
  if (version === undefined) return "libcudnn.so.9";
  const [major = NaN, minor = NaN] = version.split(".").map(Number);
  const old = major < CUDNN_9_SINCE[0] ||
    (major === CUDNN_9_SINCE[0] && minor < CUDNN_9_SINCE[1]);
  return old ? "libcudnn.so.8" : "libcudnn.so.9";
}

/** The folders `nvidia/<part>/lib` of a folder of Python packages; CUDA 13 has one for all parts. */
function wheelFolders(packages: string): string[] {
  const nvidia = join(packages, "nvidia");
  return listDirectory(nvidia).map((part) => join(nvidia, part, "lib"));
}

function searchPath(host: Host): string[] {
  return (host.env("LD_LIBRARY_PATH") ?? "").split(delimiter).filter((folder) => folder !== "");
}

function variableFolders(host: Host): string[] {
  const roots = ["CUDA_HOME", "CUDA_PATH"].map((name) => host.env(name));
  return [...searchPath(host), ...roots.flatMap((root) => root ? [join(root, "lib64")] : [])];
}

function systemFolders(host: Host): string[] {
  const versions = ["/usr/local", "/opt"].flatMap((root) =>
    listDirectory(root).filter((name) => /^cuda-\d/.test(name)).map((name) => join(root, name))
  );
  // CUDA 12's own first: the others serve to say that another CUDA is here.
  versions.sort((a, b) => Number(isCuda12(b)) - Number(isCuda12(a)));
  return [
    "/usr/local/cuda/lib64",
    ...versions.map((root) => join(root, "lib64")),
    `/usr/lib/${host.arch}-linux-gnu`,
    "/usr/lib64",
    "/usr/lib",
  ];
}

function isCuda12(root: string): boolean {
  return basename(root).startsWith("cuda-12");
}
