/** How full the memory of the GPUs is. @module */

import { gpusByDevice, shortDeviceName } from "../info.ts";
import type { Started } from "../start.ts";

/**
 * Memory of one GPU. How much of it TensorFlow's own allocator has given out, and the most it ever
 * had, are known to its Python module alone: the C library offers no call for them. The bytes of
 * living tensors are in `byDevice` of the report.
 */
export interface GpuMemory {
  /** Name as in `engine.info().devices`, such as `"GPU:0"`. */
  device: string;
  /** Bytes that TensorFlow may take in all. */
  limit: number;
  /** Bytes that nobody has taken, no program on this machine; absent where the driver is not asked. */
  free?: number;
  /** Bytes of memory on the card; absent where the driver is not asked. */
  total?: number;
}

/**
 * Asks TensorFlow for its limit and the driver for the rest; undefined where no GPU is used.
 *
 * @throws {CudaDriverError} If the driver no longer answers.
 */
export function gpuMemory({ context, cuda, options }: Started): GpuMemory[] | undefined {
  const gpus = context.devices.filter(({ type }) => type === "GPU");
  if (gpus.length === 0) return undefined;
  const onDevice = gpusByDevice(context.devices, cuda, options.gpus);
  return gpus.map(({ name, memoryBytes }) => {
    const device = shortDeviceName(name);
    const ordinal = onDevice.get(device)?.ordinal;
    const asked = ordinal === undefined ? undefined : cuda.driver?.memory(ordinal);
    return { device, limit: memoryBytes, ...asked };
  });
}
