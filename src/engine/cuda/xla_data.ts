/**
 * The files by which XLA compiles for GPUs: `libdevice.10.bc`, and `ptxas` beside it.
 *
 * XLA looks for them in `nvidia/cuda_nvcc` beside TensorFlow and in `/usr/local/cuda`; elsewhere it
 * has to be told, by a flag that it reads once.
 *
 * @module
 */

import { dirname, join } from "node:path";
import type { CudaLibrary } from "../install/cuda_libraries.ts";
import { type Host, listDirectory, whyNotFile } from "../install/host.ts";
import { pythonPackageFolders } from "../install/python.ts";

const LIBDEVICE = "nvvm/libdevice/libdevice.10.bc";
const FLAG = "--xla_gpu_cuda_data_dir";

/** What was found, as one of CUDA's files, and the flag that XLA needs for it. */
export interface XlaData {
  /** `libdevice.10.bc`. */
  libdevice: CudaLibrary;
  /** What belongs into `XLA_FLAGS`; absent where XLA finds it by itself, or there is nothing. */
  flag?: string;
}

/** Options of {@linkcode findXlaData}. */
export interface FindXlaDataOptions {
  /** The CUDA toolkit that XLA knows of. Default: `/usr/local/cuda`. */
  toolkit?: string;
}

/** Looks for `libdevice` for the TensorFlow whose library is `library`. */
export function findXlaData(
  library: string | undefined,
  host: Host,
  { toolkit = "/usr/local/cuda" }: FindXlaDataOptions = {},
): XlaData {
  const libdevice: CudaLibrary = {
    soname: "libdevice.10.bc",
    package: "nvidia-cuda-nvcc-cu12",
    required: false,
  };
  const known = library === undefined ? [] : [join(dirname(library), "..", "nvidia", "cuda_nvcc")];
  const own = [...known, toolkit].find(holdsLibdevice);
  if (own !== undefined) return { libdevice: { ...libdevice, path: join(own, LIBDEVICE) } };
  const folder = otherFolders(host).find(holdsLibdevice);
  if (folder === undefined) return { libdevice };
  return { libdevice: { ...libdevice, path: join(folder, LIBDEVICE) }, flag: `${FLAG}=${folder}` };
}

/** Tells XLA, unless the user did. It stays in the environment: XLA reads it at its first use. */
export function tellXla(flag: string): void {
  const before = Deno.env.get("XLA_FLAGS") ?? "";
  if (!before.includes(FLAG)) Deno.env.set("XLA_FLAGS", `${flag} ${before}`.trim());
}

function otherFolders(host: Host): string[] {
  const named = ["CUDA_HOME", "CUDA_PATH"].map((name) => host.env(name)).filter(Boolean);
  const python = pythonPackageFolders(host).map(({ path }) => join(path, "nvidia", "cuda_nvcc"));
  const system = ["/usr/local", "/opt"].flatMap((root) =>
    listDirectory(root).filter((name) => name.startsWith("cuda-12")).map((name) => join(root, name))
  );
  return [...named as string[], ...python, ...system, "/opt/cuda"];
}

function holdsLibdevice(folder: string): boolean {
  return whyNotFile(join(folder, LIBDEVICE)) === undefined;
}
