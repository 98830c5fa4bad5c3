import type * as tfjs from "../../../deps/tfjs.ts";
import { callKernel, type WasmBackend } from "../backend.ts";

/** [batch, channels, height, width] to [batch, height, width, channels]. */
export function toChannelsLast(backend: WasmBackend, x: tfjs.TensorInfo): tfjs.TensorInfo {
  return callKernel(backend, "Transpose", { x }, { perm: [0, 2, 3, 1] });
}

/** [batch, height, width, channels] to [batch, channels, height, width]. */
export function toChannelsFirst(backend: WasmBackend, x: tfjs.TensorInfo): tfjs.TensorInfo {
  return callKernel(backend, "Transpose", { x }, { perm: [0, 3, 1, 2] });
}
