/**
 * Which devices have a kernel for an op (`KernelList` in
 * `tensorflow/core/framework/kernel_def.proto`).
 *
 * @module
 */

import { takeBuffer } from "./buffer.ts";
import type { Library } from "./library.ts";
import { fieldText, repeatedBytes } from "./protobuf.ts";
import { cString } from "./strings.ts";

/** Numbers of the fields. */
const KERNELS = 1;
const DEVICE_TYPE = 2;

/**
 * Types of the devices that have a kernel for `op`, such as `"CPU"`, `"GPU"` and, once XLA has compiled
 * something, `"XLA_CPU_JIT"` and `"XLA_GPU_JIT"`; some may have it for some types of tensors alone.
 *
 * @throws {TensorFlowError} If TensorFlow cannot say.
 */
export function devicesWithKernel(library: Library, op: string): Set<string> {
  const list = takeBuffer(
    library,
    () => library.symbols.TF_GetRegisteredKernelsForOp(cString(op), library.status.handle),
    () => ({ op: `asking for the kernels of ${op}` }),
  );
  return new Set(repeatedBytes(list, KERNELS).map((kernel) => fieldText(kernel, DEVICE_TYPE)));
}
