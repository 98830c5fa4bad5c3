/** The order of strings, which TensorFlow has no op for. @module */

import * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { isTracing } from "../op_context.ts";

/** Whether a comparison holds for a negative, zero or positive order of its operands. */
export type StringOrder = (order: number) => boolean;

/**
 * Compares two string tensors, broadcast to each other, as JavaScript orders strings.
 *
 * @returns A bool tensor.
 */
export function compareStrings(
  backend: TensorflowBackend,
  a: tfjs.TensorInfo,
  b: tfjs.TensorInfo,
  holds: StringOrder,
): tfjs.TensorInfo {
  if (isTracing(backend.context) && !(isKnown(backend, a) && isKnown(backend, b))) {
    backend.refuseTracing("an order of strings (tf.less, tf.greater)");
  }
  const shape = tfjs.backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const left = broadcastReader(backend, a, shape);
  const right = broadcastReader(backend, b, shape);
  const values = new Uint8Array(tfjs.util.sizeFromShape(shape));
  for (let i = 0; i < values.length; i++) {
    const [x, y] = [left(i), right(i)];
    values[i] = holds(x < y ? -1 : x > y ? 1 : 0) ? 1 : 0;
  }
  return { dataId: backend.write(values, shape, "bool"), shape, dtype: "bool" };
}

/** Whether JavaScript has made the tensor in the trace that is under way. */
function isKnown(backend: TensorflowBackend, { dataId }: tfjs.TensorInfo): boolean {
  const { owner, values } = backend.recordOf(dataId);
  return owner === backend.context && values !== null;
}

/** Reads `tensor` by the flat index of `shape`, which it is broadcast to. */
function broadcastReader(
  backend: TensorflowBackend,
  tensor: tfjs.TensorInfo,
  shape: readonly number[],
): (index: number) => string {
  const decoder = new TextDecoder();
  const texts = (backend.readSync(tensor.dataId) as unknown as Uint8Array[])
    .map((bytes) => decoder.decode(bytes));
  const offset = shape.length - tensor.shape.length;
  return (index) => {
    let at = 0;
    let stride = 1;
    for (let axis = shape.length - 1; axis >= offset; axis--) {
      const size = tensor.shape[axis - offset]!;
      if (size !== 1) at += (index % shape[axis]!) * stride;
      stride *= size;
      index = Math.floor(index / shape[axis]!);
    }
    return texts[at]!;
  };
}
