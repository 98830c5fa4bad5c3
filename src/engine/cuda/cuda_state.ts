/** What is known of the way to the GPUs. @module */

import type { CudaDriver, CudaGpu } from "../../ffi/cuda_driver.ts";
import type { CudaLibrary } from "../install/cuda_libraries.ts";
import type { BuiltWith } from "./built_with.ts";

/** How far the way to the GPUs is free. */
export interface CudaState {
  /** Whether TensorFlow shall look for GPUs. */
  usable: boolean;
  /** Why not, in one sentence. */
  why?: string;
  /** Whether that is to be said aloud: there is a GPU or driver that nobody chose to leave alone. */
  aloud: boolean;
  /** NVIDIA's driver, opened. */
  driver?: CudaDriver;
  /** Version of the driver, such as "580.65.06", where the kernel tells it. */
  driverVersion?: string;
  /** Newest CUDA that the driver runs, such as "13.0". */
  cudaVersion?: string;
  /** GPUs as the driver lists them. */
  gpus: CudaGpu[];
  /** What is wrong with the driver's second library, `libnvidia-ml.so.1`. */
  managementProblem?: string;
  /** CUDA's libraries as far as they were looked for. */
  libraries: CudaLibrary[];
  /** What is known of TensorFlow's library. */
  built: BuiltWith;
}
