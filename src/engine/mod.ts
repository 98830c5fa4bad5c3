/**
 * The engine: which library runs the tensors, on which devices, and what memory they hold.
 *
 * @module
 */

export { device } from "./device.ts";
export type { CudaInfo, EngineDevice, EngineInfo, EngineName, GpuInfo, NotTaken } from "./info.ts";
export { install, type InstallOptions, type InstallResult } from "./install/install.ts";
export {
  InstallError,
  type InstallErrorOptions,
  type InstallFault,
} from "./install/install_error.ts";
export type { InstallProgress, OnInstallProgress } from "./install/install_progress.ts";
export type { LibraryKind } from "./install/manifest.ts";
export type { DeviceMemory, OpTally, TensorMemory } from "./memory.ts";
export { memory, type MemoryReport } from "./memory_report.ts";
export type { GpuMemory } from "./cuda/gpu_memory.ts";
export { Scope, scope } from "./scope.ts";
export { info, use, type UseOptions } from "./select.ts";
export { NoTensorflowError, type TensorflowOptions } from "./start.ts";
