/**
 * Variables as arrays on the host, and back.
 *
 * @module
 */

import type { NdArray } from "../../core/nd_array.ts";
import * as tf from "../../engine/tf.ts";

/** Arrays by name, and their order, which files do not keep. */
export interface NamedArrays {
  /** Names in order. */
  readonly names: readonly string[];
  /** Arrays by name. */
  readonly arrays: Readonly<Record<string, NdArray>>;
}

const TYPES = { float32: "float32", int32: "int32", bool: "bool" } as const;

/** Copies tensors to the host; names that come twice are numbered. */
export async function toHost(
  tensors: readonly { readonly name: string; readonly tensor: tf.Tensor }[],
): Promise<NamedArrays> {
  const arrays: Record<string, NdArray> = {};
  for (const { name, tensor } of tensors) {
    let free = name;
    for (let i = 1; free in arrays; i++) free = `${name}_${i}`;
    arrays[free] = await arrayOf(free, tensor);
  }
  return { names: Object.keys(arrays), arrays };
}

async function arrayOf(name: string, tensor: tf.Tensor): Promise<NdArray> {
  const dtype = TYPES[tensor.dtype as keyof typeof TYPES];
  if (dtype === undefined) {
    throw new TypeError(`Cannot save "${name}": ${tensor.dtype} has no place in a checkpoint`);
  }
  const data = await tensor.data();
  // The engine may hand out its own memory.
  return { dtype, shape: [...tensor.shape], data: data.slice() } as NdArray;
}

/** Makes a tensor of an array that {@linkcode toHost} made. */
export function toDevice({ dtype, shape, data }: NdArray): tf.Tensor {
  return tf.tensor(data as Float32Array, [...shape], dtype as tf.DataType);
}

/**
 * Gives variables the values of arrays, by name, or where names differ by place.
 *
 * @throws {RangeError} When there are other variables, or of other shapes; then nothing has changed.
 */
export function assignAll(variables: readonly tf.Variable[], { names, arrays }: NamedArrays): void {
  if (names.length !== variables.length) {
    throw new RangeError(
      `Cannot restore the model: it has ${variables.length} weights, and ${names.length} were saved`,
    );
  }
  const byName = variables.every(({ name }) => name in arrays);
  const pairs = variables.map((variable, i) => {
    const name = byName ? variable.name : names[i]!;
    const array = arrays[name]!;
    if (array.shape.join() !== variable.shape.join()) {
      throw new RangeError(
        `Cannot restore the model: its ${variable.name} has shape [${variable.shape}], and ` +
          `"${name}" was saved with [${array.shape}]`,
      );
    }
    return { variable, array };
  });
  for (const { variable, array } of pairs) {
    const value = toDevice(array);
    variable.assign(value);
    value.dispose();
  }
}
