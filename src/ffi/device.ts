/** Devices of a context. @module */

import type { Library } from "./library.ts";
import { readCString } from "./strings.ts";

/** A device that TensorFlow can run ops on. */
export interface Device {
  /** Full name, such as `/job:localhost/replica:0/task:0/device:GPU:0`. */
  name: string;
  /** `"CPU"`, `"GPU"`, or the name of a pluggable device. */
  type: string;
  /** Bytes of memory that TensorFlow may use there. */
  memoryBytes: number;
}

/** Devices of the `TFE_Context*` `context`. */
export function listDevices(
  { symbols, status }: Library,
  context: bigint,
): Device[] {
  const list = symbols.TFE_ContextListDevices(context, status.handle);
  status.check(() => ({ op: "TFE_ContextListDevices" }));
  try {
    return Array.from({ length: symbols.TF_DeviceListCount(list) }, (_, i) => ({
      name: readCString(symbols.TF_DeviceListName(list, i, status.handle)),
      type: readCString(symbols.TF_DeviceListType(list, i, status.handle)),
      memoryBytes: Number(
        symbols.TF_DeviceListMemoryBytes(list, i, status.handle),
      ),
    }));
  } finally {
    symbols.TF_DeleteDeviceList(list);
  }
}
