/**
 * Batches on their way to the engine.
 *
 * @module
 */

import { isNdArray, type NdArray } from "../../core/nd_array.ts";
import * as tf from "../../engine/tf.ts";

/** A batch whose arrays became tensors. */
export type Tensors<T> = T extends NdArray ? tf.Tensor
  : T extends readonly string[] ? tf.Tensor1D
  : T extends Readonly<Record<string, unknown>> ? { [K in keyof T]: Tensors<T[K]> }
  : never;

/**
 * Makes tensors of a batch: floats become float32, integers int32, lists of texts string tensors;
 * objects field by field.
 *
 * @param batch What `Dataset.batch` makes.
 * @returns The same with tensors, which the caller disposes.
 * @throws {RangeError} When an integer does not fit int32.
 * @throws {TypeError} When something is no array.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, tf } from "tensaur";
 *
 * await tf.ready();
 * for await (const batch of data.from([{ x: [1, 2] }, { x: [3, 4] }]).batch(2)) {
 *   const { x } = data.toTensors(batch);
 *   assertEquals(x.shape, [2, 2]);
 *   x.dispose();
 * }
 * ```
 */
export function toTensors<T>(batch: T): Tensors<T> {
  return convert(batch, "") as Tensors<T>;
}

function convert(value: unknown, path: string): unknown {
  if (isNdArray(value)) return tensorOf(value);
  if (Array.isArray(value) && value.every((text) => typeof text === "string")) {
    return tf.tensor1d(value, "string");
  }
  if (typeof value === "object" && value !== null && !ArrayBuffer.isView(value)) {
    return Object.fromEntries(
      Object.entries(value).map((
        [name, part],
      ) => [name, convert(part, path === "" ? name : `${path}.${name}`)]),
    );
  }
  throw new TypeError(
    `Cannot make tensors${
      path === "" ? "" : ` at "${path}"`
    }: wanted arrays or lists of texts, got ` +
      (typeof value === "object" ? String(value) : `a ${typeof value}`),
  );
}

function tensorOf(array: NdArray): tf.Tensor {
  const shape = [...array.shape];
  switch (array.dtype) {
    case "float32":
      return tf.tensor(array.data, shape, "float32");
    case "bool":
      return tf.tensor(array.data, shape, "bool");
    case "int32":
      return tf.tensor(array.data, shape, "int32");
    case "float64":
      return tf.tensor(Float32Array.from(array.data), shape, "float32");
    case "float16": {
      const { buffer, byteOffset, length } = array.data;
      return tf.tensor(
        Float32Array.from(new Float16Array(buffer, byteOffset, length)),
        shape,
        "float32",
      );
    }
    case "bfloat16": {
      // The bits are the upper half of a float32's.
      const bits = Uint32Array.from(array.data, (upper) => upper << 16);
      return tf.tensor(new Float32Array(bits.buffer), shape, "float32");
    }
    default:
      return tf.tensor(int32Of(array), shape, "int32");
  }
}

function int32Of({ dtype, data }: NdArray): Int32Array {
  if (dtype !== "int64" && dtype !== "uint64" && dtype !== "uint32") {
    return new Int32Array(data as Uint8Array);
  }
  const values = new Int32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    values[i] = Number(data[i]);
    if (values[i] !== Number(data[i])) {
      throw new RangeError(`Cannot make a tensor: ${dtype} ${data[i]} does not fit into int32`);
    }
  }
  return values;
}
