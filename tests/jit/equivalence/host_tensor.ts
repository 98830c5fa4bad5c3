/** Tensors without an engine: their values, to be made anew and to be compared. @module */

import * as tf from "../../../src/engine/tf.ts";
import { assertAllClose } from "../../tolerance.ts";

/** Values of one tensor, as a backend of tfjs reads them. */
export class HostTensor {
  /** Takes the values over: strings as bytes, complex numbers as real, imaginary, real, ... */
  constructor(
    readonly shape: number[],
    readonly dtype: tf.DataType,
    readonly values: tf.BackendValues,
  ) {}

  /** The values of a tensor of the engine that is chosen. */
  static of({ dataId, shape, dtype }: tf.TensorInfo): HostTensor {
    const values = tf.backend().readSync(dataId);
    return new HostTensor([...shape], dtype, values.slice() as tf.BackendValues);
  }

  /** A new tensor of the values. */
  toTensor(): tf.Tensor {
    const { shape, dtype } = this;
    const values = this.values.slice() as tf.BackendValues;
    const dataId = tf.backend().write(values, [...shape], dtype);
    return tf.engine().makeTensorFromTensorInfo({ dataId, shape: [...shape], dtype });
  }

  /** Dtype and shape as text. */
  toString(): string {
    return `${this.dtype}[${this.shape}]`;
  }
}

/**
 * Asserts that two tensors are the same: dtype, shape, and values within the dtype's tolerance.
 *
 * @throws {Error} If they are not.
 */
export function assertSameTensor(actual: HostTensor, expected: HostTensor, message: string): void {
  if (String(actual) !== String(expected)) {
    throw new Error(`${message}: ${actual} is not ${expected}`);
  }
  if (expected.dtype !== "string") {
    assertAllClose([...actual.values as Float32Array], [...expected.values as Float32Array], {
      dtype: expected.dtype,
      message,
    });
    return;
  }
  const [a, b] = [textsOf(actual), textsOf(expected)];
  const at = b.findIndex((text, i) => text !== a[i]);
  if (at >= 0) throw new Error(`${message}: [${at}] is "${a[at]}", wanted "${b[at]}"`);
}

function textsOf({ values }: HostTensor): string[] {
  // Byte by byte: not every string is text.
  return (values as Uint8Array[]).map((bytes) => String.fromCharCode(...bytes));
}
