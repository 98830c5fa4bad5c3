/**
 * Batches taken apart.
 *
 * @module
 */

import { isNdArray, type NdArray } from "../../core/nd_array.ts";
import { shapeSize } from "../../core/shape.ts";

/**
 * The elements of a batch: arrays without their leading axis, as views, and single values of lists.
 *
 * @throws {TypeError} When it is no batch, or its parts count different numbers of elements.
 */
export function unstack(batch: unknown): unknown[] {
  if (isNdArray(batch)) return unstackArray(batch);
  if (Array.isArray(batch)) return batch;
  if (typeof batch !== "object" || batch === null) {
    throw new TypeError(`Cannot unbatch: wanted arrays or objects of them, got a ${typeof batch}`);
  }
  const parts = Object.entries(batch).map(([name, part]) => [name, unstack(part)] as const);
  const counts = new Set(parts.map(([, elements]) => elements.length));
  if (counts.size > 1) {
    const found = parts.map(([name, { length }]) => `${name} ${length}`).join(", ");
    throw new TypeError(`Cannot unbatch: the parts have different numbers of elements: ${found}`);
  }
  const [count = 0] = counts;
  return Array.from(
    { length: count },
    (_, i) => Object.fromEntries(parts.map(([name, elements]) => [name, elements[i]])),
  );
}

function unstackArray({ dtype, shape, data }: NdArray): NdArray[] {
  const [count, ...inner] = shape;
  if (count === undefined) {
    throw new TypeError("Cannot unbatch: a single value has no leading axis");
  }
  const size = shapeSize(inner);
  return Array.from({ length: count }, (_, i) => ({
    dtype,
    shape: inner,
    data: data.subarray(i * size, (i + 1) * size),
  } as NdArray));
}
