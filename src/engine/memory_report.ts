/** What the engine holds in memory, of this machine and of its GPUs. @module */

import { type GpuMemory, gpuMemory } from "./cuda/gpu_memory.ts";
import { ledger, type TensorMemory } from "./memory.ts";
import { startedTensorflow } from "./start.ts";

/** Memory held by the TensorFlow engine. */
export interface MemoryReport extends TensorMemory {
  /** GPUs that TensorFlow uses; absent where it uses none. */
  gpus?: GpuMemory[];
}

/**
 * What the tensors of the TensorFlow engine hold in native memory, where, and which ops made them;
 * of each GPU also how full it is.
 *
 * All zeros on the wasm and cpu engines, whose memory `tf.memory()` counts.
 *
 * @throws {CudaDriverError} If the driver no longer answers, as after a fault of the GPU.
 *
 * @example
 * ```ts
 * import { assert, assertEquals } from "@std/assert";
 * import { engine, tf } from "tensaur";
 *
 * await tf.ready();
 * const before = engine.memory().tensors;
 * {
 *   using x = tf.ones([10]);
 *   x.dataSync();
 * }
 * const { tensors, gpus = [] } = engine.memory();
 * assertEquals(tensors, before);
 * for (const { free, total } of gpus) assert(free === undefined || free <= total!);
 * ```
 */
export function memory(): MemoryReport {
  const report = ledger.report();
  const started = startedTensorflow();
  const gpus = started === undefined ? undefined : gpuMemory(started);
  return gpus === undefined ? report : { ...report, gpus };
}
