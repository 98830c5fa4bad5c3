/**
 * Elements put together into one of a leading axis more.
 *
 * @module
 */

import { isNdArray, type NdArray, type NdArrayOf, type NdDType } from "../../core/nd_array.ts";
import { shapeSize, shapeText } from "../../core/shape.ts";

/** What elements of a type are put together into. */
export type Stacked<T> = unknown extends T ? unknown
  : T extends number ? NdArray
  : T extends bigint ? NdArrayOf<"int64">
  : T extends boolean ? NdArrayOf<"bool">
  : T extends string ? string[]
  : T extends NdArray ? T
  : T extends readonly (infer E)[] ? (E extends number | readonly number[] ? NdArray : never)
  : T extends ArrayBufferView ? NdArray
  : T extends Readonly<Record<string, unknown>> ? { [K in keyof T]: Stacked<T[K]> }
  : never;

/** Element types of numbers, by the path to them. */
export type StackDTypes = Readonly<Record<string, "float32" | "int32">>;

const TYPED_ARRAYS: Readonly<Record<string, NdDType>> = {
  Float32Array: "float32",
  Float64Array: "float64",
  Int8Array: "int8",
  Int16Array: "int16",
  Int32Array: "int32",
  BigInt64Array: "int64",
  Uint8Array: "uint8",
  Uint8ClampedArray: "uint8",
  Uint16Array: "uint16",
  Uint32Array: "uint32",
  BigUint64Array: "uint64",
};

/**
 * Puts elements together: numbers and arrays of numbers become float32, unless told otherwise, booleans
 * bool, bigints int64; arrays keep their type and get a leading axis; texts become a list; objects are
 * put together field by field.
 *
 * @param elements At least one; all alike.
 * @param dtypes int32 for those numbers that are whole, such as classes, by the path to them.
 * @throws {TypeError} When there is nothing at a path of `dtypes`, or elements differ in type or shape, or are of a type that does not stack; the
 *   message names the field.
 */
export function stack<T>(elements: readonly T[], dtypes: StackDTypes = {}): Stacked<T> {
  for (const path in dtypes) requirePath(elements[0], path);
  return stackAt(elements, "", dtypes) as Stacked<T>;
}

/** Throws unless an element has something at a path. */
function requirePath(element: unknown, path: string): void {
  let part = element;
  for (const name of path === "" ? [] : path.split(".")) {
    if (!isRecord(part) || !Object.hasOwn(part, name)) {
      throw new TypeError(
        `Cannot put elements together: dtypes names "${path}", and elements are ${
          describe(element)
        }`,
      );
    }
    part = part[name];
  }
}

function stackAt(elements: readonly unknown[], path: string, dtypes: StackDTypes): unknown {
  const first = elements[0];
  const dtype = dtypes[path];
  switch (typeof first) {
    case "number":
      return stackNumbers(elements as number[], path, dtype ?? "float32");
    case "boolean": {
      requireAll(elements, path, (element) => typeof element === "boolean");
      const data = Uint8Array.from(elements, Number);
      return { dtype: "bool", shape: [elements.length], data };
    }
    case "bigint": {
      requireAll(elements, path, (element) => typeof element === "bigint");
      const data = BigInt64Array.from(elements as bigint[]);
      return { dtype: "int64", shape: [elements.length], data };
    }
    case "string":
      requireAll(elements, path, (element) => typeof element === "string");
      return [...elements];
  }
  const arrays = elements.map((element) => arrayOf(element, dtype ?? "float32"));
  if (arrays[0] !== undefined) return stackArrays(elements, arrays, path);
  if (isRecord(first)) {
    const names = Object.keys(first);
    requireAll(
      elements,
      path,
      (element) => isRecord(element) && names.every((name) => Object.hasOwn(element, name)),
    );
    return Object.fromEntries(names.map((name) => [
      name,
      stackAt(
        elements.map((element) => (element as Record<string, unknown>)[name]),
        path === "" ? name : `${path}.${name}`,
        dtypes,
      ),
    ]));
  }
  throw new TypeError(
    `Cannot put elements together${
      at(path)
    }: wanted numbers, texts, arrays or objects of them, got ` +
      describe(first),
  );
}

function stackNumbers(
  numbers: readonly number[],
  path: string,
  dtype: "float32" | "int32",
): NdArray {
  requireAll(numbers, path, (element) => typeof element === "number");
  if (dtype === "float32") {
    return { dtype, shape: [numbers.length], data: Float32Array.from(numbers) };
  }
  requireAll(numbers, path, isInt32, "whole numbers");
  return { dtype, shape: [numbers.length], data: Int32Array.from(numbers) };
}

/** An element as an array, undefined if it is none. */
function arrayOf(element: unknown, dtype: "float32" | "int32"): NdArray | undefined {
  if (isNdArray(element)) return element;
  if (ArrayBuffer.isView(element)) {
    const known = TYPED_ARRAYS[element.constructor.name];
    const data = element as Float32Array;
    return known && { dtype: known, shape: [data.length], data } as NdArray;
  }
  if (!Array.isArray(element)) return undefined;
  const shape: number[] = [];
  for (let level: unknown = element; Array.isArray(level); level = level[0]) {
    shape.push(level.length);
  }
  const numbers = element.flat(Infinity as 1);
  const regular = numbers.length === shapeSize(shape) &&
    numbers.every((value) => typeof value === "number") && isRegular(element, shape);
  if (!regular) return undefined;
  const data = dtype === "int32" ? Int32Array.from(numbers) : Float32Array.from(numbers);
  return { dtype, shape, data } as NdArray;
}

function isRegular(value: unknown, shape: readonly number[]): boolean {
  if (shape.length === 0) return !Array.isArray(value);
  return Array.isArray(value) && value.length === shape[0] &&
    value.every((part) => isRegular(part, shape.slice(1)));
}

function stackArrays(
  elements: readonly unknown[],
  arrays: readonly (NdArray | undefined)[],
  path: string,
): NdArray {
  const { dtype, shape, data } = arrays[0]!;
  const size = shapeSize(shape);
  const make = data.constructor as new (length: number) => Float32Array;
  const all = new make(size * elements.length);
  arrays.forEach((array, i) => {
    if (array?.dtype !== dtype || shapeText(array.shape) !== shapeText(shape)) {
      throw new TypeError(
        `Cannot put elements together${at(path)}: the first is ${dtype} ${
          shapeText(shape)
        }, number ` +
          `${i} is ${describe(elements[i])}; make them alike, for example with padSequences`,
      );
    }
    all.set(array.data as Float32Array, i * size);
  });
  return { dtype, shape: [elements.length, ...shape], data: all } as unknown as NdArray;
}

function isInt32(value: unknown): boolean {
  return Number.isInteger(value) && Math.abs(value as number) <= 0x7fffffff;
}

function requireAll(
  elements: readonly unknown[],
  path: string,
  accept: (element: unknown) => boolean,
  wanted = "the same",
): void {
  const odd = elements.findIndex((element) => !accept(element));
  if (odd < 0) return;
  throw new TypeError(
    `Cannot put elements together${at(path)}: wanted ${wanted}, the first is ` +
      `${describe(elements[0])}, number ${odd} is ${describe(elements[odd])}`,
  );
}

/** Whether something is an object of fields, of no class. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function at(path: string): string {
  return path === "" ? "" : ` at "${path}"`;
}

function describe(value: unknown): string {
  if (isNdArray(value)) return `${value.dtype} ${shapeText(value.shape)}`;
  if (typeof value === "number" || value === null || value === undefined) return String(value);
  if (Array.isArray(value)) {
    const odd = value.findIndex((part) => typeof part !== "number" && !Array.isArray(part));
    return `an array of ${value.length}` +
      (odd < 0 ? "" : ` that has ${describe(value[odd])} at ${odd}`);
  }
  if (isRecord(value)) return `an object of ${Object.keys(value).join(", ") || "nothing"}`;
  return typeof value === "object" ? `a ${value.constructor.name}` : `a ${typeof value}`;
}
