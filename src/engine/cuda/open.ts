/** Opens TensorFlow's library with CUDA's beside it. @module */

import { hasCuda, type Library, openLibrary } from "../../ffi/library.ts";
import type { Host } from "../install/host.ts";
import type { CudaState } from "./cuda_state.ts";
import { prepareCuda, type PrepareCudaOptions } from "./prepare.ts";
import { builtWithoutCuda } from "./sentences.ts";

/** TensorFlow's library, opened. */
export interface OpenedWithCuda {
  /** The library. */
  library: Library;
  /** Whether it may look for GPUs, and why not. */
  cuda: CudaState;
}

/**
 * Opens TensorFlow's library at `path`, and before it those of CUDA, if there is a GPU for them.
 *
 * @throws {LibraryError} If the file is missing, is no TensorFlow library, or is too old.
 */
export function openWithCuda(
  path: string,
  host: Host,
  options: PrepareCudaOptions = {},
): OpenedWithCuda {
  const cuda = prepareCuda(path, host, options);
  const library = openLibrary(path);
  // Files around the library may say nothing of its kernels; the library itself knows.
  if (cuda.gpus.length === 0 || hasCuda(library) !== false) return { library, cuda };
  const why = builtWithoutCuda(cuda.gpus);
  return { library, cuda: { ...cuda, usable: false, aloud: true, why } };
}
