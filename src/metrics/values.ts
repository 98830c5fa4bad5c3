/**
 * Values as metrics take them: tensors, arrays on the host, lists.
 *
 * @module
 */
import { isNdArray, type NdArray } from "../core/nd_array.ts";
import * as tf from "../engine/tf.ts";

/** Numbers: a tensor, which is read, an array on the host, or a list, nested or not. */
export type Values =
  | tf.Tensor
  | NdArray
  | ArrayLike<number | boolean>
  | readonly ArrayLike<number | boolean>[];

/** A label of a class. */
export type ClassLabel = number | string | boolean;

/** Labels: numbers, strings or booleans. */
export type Labels = tf.Tensor | NdArray | ArrayLike<ClassLabel>;

/** Numbers with the lengths of their axes. */
export interface ReadValues {
  /** The numbers, the last axis running fastest. */
  readonly data: Float64Array;
  /** Axis lengths. */
  readonly shape: readonly number[];
}

/** Reads numbers; `what` says in errors what cannot be computed. */
export function readValues(what: string, name: string, values: Values): ReadValues {
  const { data, shape } = arrayOf(values);
  if (shape.length > 1 || !isNested(data)) {
    return { data: Float64Array.from(data as ArrayLike<number>, Number), shape };
  }
  const rows = data as readonly ArrayLike<number>[];
  const width = rows[0]!.length;
  const flat = new Float64Array(rows.length * width);
  rows.forEach((row, i) => {
    if (row.length !== width) {
      throw new TypeError(
        `Cannot compute ${what}: rows of ${name} must be of one length, row 0 has ${width} and ` +
          `row ${i} ${row.length}`,
      );
    }
    for (let j = 0; j < width; j++) flat[i * width + j] = Number(row[j]);
  });
  return { data: flat, shape: [rows.length, width] };
}

function arrayOf(values: Values | Labels): { data: ArrayLike<unknown>; shape: readonly number[] } {
  if (values instanceof tf.Tensor) return { data: values.dataSync(), shape: values.shape };
  if (isNdArray(values)) {
    if (values.dtype === "float16" || values.dtype === "bfloat16") {
      throw new TypeError(`Cannot read ${values.dtype} numbers: convert them to float32 before`);
    }
    return { data: values.data as ArrayLike<unknown>, shape: values.shape };
  }
  return { data: values as ArrayLike<unknown>, shape: [values.length] };
}

function isNested(data: ArrayLike<unknown>): boolean {
  return typeof data[0] === "object" && data[0] !== null;
}

/** Reads numbers of one axis, `[n]` or `[n, 1]`, that must all be numbers. */
export function readVector(what: string, name: string, values: Values): Float64Array {
  const { data, shape } = readValues(what, name, values);
  if (shape.length > 2 || (shape.length === 2 && shape[1] !== 1 && data.length > 0)) {
    throw new TypeError(
      `Cannot compute ${what}: ${name} must be one number per example, and they are ` +
        `[${shape.join(", ")}]`,
    );
  }
  return requireNumbers(what, name, data);
}

/** Throws when a number is NaN. */
export function requireNumbers(what: string, name: string, data: Float64Array): Float64Array {
  const index = data.findIndex(Number.isNaN);
  if (index === -1) return data;
  throw new TypeError(
    `Cannot compute ${what}: ${name} must be numbers, the one at ${index} is NaN`,
  );
}

/** Reads labels, one per example. */
export function readLabels(what: string, name: string, labels: Labels): ClassLabel[] {
  const { data, shape } = arrayOf(labels);
  if (shape.length > 2 || (shape.length === 2 && shape[1] !== 1) || isNested(data)) {
    throw new TypeError(
      `Cannot compute ${what}: ${name} must be one label per example; take the class of the ` +
        "highest score of each row before, with tf.argMax(scores, -1) say",
    );
  }
  return Array.from(data, (label, i) => {
    if (typeof label === "string" || typeof label === "boolean") return label;
    const value = Number(label);
    if (Number.isInteger(value)) return value;
    throw new TypeError(
      `Cannot compute ${what}: ${name} must be labels, whole numbers or texts, the one at ${i} is ` +
        `${value}; scores become labels by a threshold or argMax`,
    );
  });
}

/** Throws unless there are as many of one as of the other, and one at least. */
export function requireSameLength(what: string, one: number, other: number): void {
  if (one !== other) {
    throw new TypeError(
      `Cannot compute ${what}: wanted as many predictions as targets, got ${other} and ${one}`,
    );
  }
  if (one === 0) throw new RangeError(`Cannot compute ${what}: there are no examples`);
}

/** Weights of examples, or undefined where all are 1. */
export function readWeights(
  what: string,
  weights: Values | undefined,
  examples: number,
): Float64Array | undefined {
  if (weights === undefined) return undefined;
  const read = readVector(what, "sampleWeights", weights);
  if (read.length === examples) return read;
  throw new TypeError(
    `Cannot compute ${what}: wanted a weight for each of ${examples} examples, got ${read.length}`,
  );
}
