/**
 * What the engine knows of one native tensor.
 *
 * @module
 */

import type { OpTally } from "./memory.ts";
import type { OpContext } from "./op_context.ts";
import type { VariableResource } from "./variable_resource.ts";

/** Values handed over by JavaScript: raw elements, or one byte string per element. */
export type HostValues = ArrayBufferView<ArrayBuffer> | readonly Uint8Array[];

/** A native tensor: its handle, and its values as long as JavaScript alone has them. */
export interface TensorRecord {
  /** The context whose tensor it is: what a trace makes means nothing outside of it. */
  readonly owner: OpContext;
  /** `TFE_TensorHandle*`, or 0n while the values wait in JavaScript for their first use. */
  handle: bigint;
  /** Where compiled code keeps a variable's value; the handle is then a copy of it, or 0n. */
  resource: VariableResource | null;
  /** Values that were not handed to TensorFlow yet. */
  values: HostValues | null;
  /** Axis lengths. */
  shape: number[];
  /** Number of `TF_DataType`. */
  dtype: number;
  /** Bytes of the contents; 0 where only TensorFlow knows. */
  bytes: number;
  /** tfjs tensors that share this data. */
  refCount: number;
  /** Count of living tensors made by the same op. */
  tally: OpTally;
  /** Device asked for when the values were handed over, or null for the engine's choice. */
  device: string | null;
  /** Whether the garbage collector's finaliser looks after it. */
  watched: boolean;
}

/**
 * A tfjs `DataId` that is its own look-up: the record hangs on it.
 *
 * When no tensor holds it any more, the garbage collector's finaliser frees the record's handle.
 */
export class DataHandle {
  /** The tensor, or null once it was disposed. */
  record: TensorRecord | null;
  /** What tfjs-core's engine notes about the id, as long as it knows it. */
  info: object | undefined = undefined;

  /** Makes the id of `record`. */
  constructor(record: TensorRecord) {
    this.record = record;
  }
}
