/**
 * CUDA's libraries that TensorFlow opens by name at run time, and the package that brings each.
 *
 * @module
 */

import { delimiter, dirname, join } from "node:path";
import { type Host, listDirectory, whyNotFile } from "./host.ts";

/** One library of CUDA. */
export interface CudaLibrary {
  /** Name under which it is opened. */
  soname: string;
  /** Package that brings it. */
  package: string;
  /** Where it was found. */
  path?: string;
}

/** Name, folder below `nvidia/` in a wheel's layout, package. As TensorFlow 2.16 to 2.21 want it. */
const LIBRARIES = [
  ["libcudart.so.12", "cuda_runtime", "nvidia-cuda-runtime-cu12"],
  ["libcublas.so.12", "cublas", "nvidia-cublas-cu12"],
  ["libcublasLt.so.12", "cublas", "nvidia-cublas-cu12"],
  ["libcudnn.so.9", "cudnn", "nvidia-cudnn-cu12"],
  ["libcufft.so.11", "cufft", "nvidia-cufft-cu12"],
  ["libcusolver.so.11", "cusolver", "nvidia-cusolver-cu12"],
  ["libcusparse.so.12", "cusparse", "nvidia-cusparse-cu12"],
  ["libnccl.so.2", "nccl", "nvidia-nccl-cu12"],
  ["libcupti.so.12", "cuda_cupti", "nvidia-cuda-cupti-cu12"],
  ["libnvJitLink.so.12", "nvjitlink", "nvidia-nvjitlink-cu12"],
] as const;

/**
 * Where each of CUDA's libraries is: the folder `nvidia` beside the library's own (as in wheels
 * and in Tensaur's cache), `LD_LIBRARY_PATH`, the usual places of a CUDA installation.
 */
export function findCudaLibraries(library: string | undefined, host: Host): CudaLibrary[] {
  const system = [
    ...(host.env("LD_LIBRARY_PATH") ?? "").split(delimiter).filter((folder) => folder !== ""),
    ...["CUDA_HOME", "CUDA_PATH"].flatMap((name) => {
      const root = host.env(name);
      return root ? [join(root, "lib64")] : [];
    }),
    "/usr/local/cuda/lib64",
    ...["/usr/local", "/opt"].flatMap((root) =>
      listDirectory(root).filter((name) => name.startsWith("cuda-12")).map((name) =>
        join(root, name, "lib64")
      )
    ),
    `/usr/lib/${host.arch}-linux-gnu`,
    "/usr/lib64",
    "/usr/lib",
  ];
  const nvidia = library === undefined ? undefined : join(dirname(dirname(library)), "nvidia");
  return LIBRARIES.map(([soname, folder, name]) => {
    const folders = [...(nvidia ? [join(nvidia, folder, "lib")] : []), ...system];
    const path = folders.map((folder) => join(folder, soname)).find((path) =>
      whyNotFile(path) === undefined
    );
    return { soname, package: name, ...(path ? { path } : {}) };
  });
}

/** The driver's own library, which no package brings. */
export function findDriverLibrary(host: Host): string | undefined {
  const folders = [
    ...(host.env("LD_LIBRARY_PATH") ?? "").split(delimiter).filter((folder) => folder !== ""),
    `/usr/lib/${host.arch}-linux-gnu`,
    "/usr/lib64",
    "/usr/lib/wsl/lib",
    "/usr/local/nvidia/lib64",
    "/usr/local/cuda/compat",
  ];
  return folders.map((folder) => join(folder, "libcuda.so.1")).find((path) =>
    whyNotFile(path) === undefined
  );
}
