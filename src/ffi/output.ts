/**
 * Results of the nodes of a graph, and C arrays of them.
 *
 * @module
 */

import { TF_OUTPUT_BYTES } from "./symbols.ts";

/** One result of a node. */
export interface Output {
  /** The `TF_Operation*`; lives as long as its graph. */
  readonly operation: bigint;
  /** Which of the operation's results. */
  readonly index: number;
}

/** `outputs` as a C array of `TF_Output`, never empty so that its address is valid. */
export function outputArray(outputs: readonly Output[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(outputs.length, 1) * TF_OUTPUT_BYTES);
  const view = new DataView(bytes.buffer);
  outputs.forEach(({ operation, index }, i) => {
    view.setBigUint64(i * TF_OUTPUT_BYTES, operation, true);
    view.setInt32(i * TF_OUTPUT_BYTES + 8, index, true);
  });
  return bytes;
}

/** The outputs in a C array of `TF_Output`. */
export function readOutputArray(bytes: Uint8Array<ArrayBuffer>): Output[] {
  const view = new DataView(bytes.buffer);
  return Array.from({ length: bytes.byteLength / TF_OUTPUT_BYTES }, (_, i) => ({
    operation: view.getBigUint64(i * TF_OUTPUT_BYTES, true),
    index: view.getInt32(i * TF_OUTPUT_BYTES + 8, true),
  }));
}
