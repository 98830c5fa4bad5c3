/** Where a tensor's values are. @module */

import type { Tensor } from "../deps/tfjs.ts";
import { DataHandle } from "./tensor_record.ts";

/**
 * The device that holds a tensor's values, such as `GPU:0`; undefined where the engine is not
 * TensorFlow, and once the tensor is disposed.
 */
export function tensorDevice(tensor: Tensor): string | undefined {
  const id: unknown = tensor.isDisposed ? undefined : tensor.dataId;
  return id instanceof DataHandle ? id.record?.tally.device : undefined;
}
