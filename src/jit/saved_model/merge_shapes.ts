/**
 * One attribute in the place of several that differ in the lengths of axes.
 *
 * @module
 */

import { readShape } from "../../ffi/attr_value.ts";
import { editFields, fieldBytes, repeatedBytes } from "../../ffi/protobuf.ts";
import { encodeShape, Value } from "./encode.ts";

/** Number of the field with shapes in an attribute's list. */
const LIST_SHAPE = 7;

type Shape = number[] | null;

/** Whether two encoded messages are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** A shape with -1 for the axes in which `shapes` differ; undefined if they differ in rank. */
export function mergeShapes(shapes: readonly Shape[]): Shape | undefined {
  const [first, ...rest] = shapes;
  if (first === undefined || rest.some((shape) => shape?.length !== first?.length)) {
    return undefined;
  }
  if (first === null) return null;
  return first.map((length, axis) => rest.every((shape) => shape![axis] === length) ? length : -1);
}

/** The attribute that `values` are but for lengths of axes; undefined if they differ otherwise. */
export function mergeAttr(values: readonly Uint8Array[]): Uint8Array | undefined {
  const [first] = values;
  if (values.every((value) => sameBytes(value, first!))) return first;
  const all = values.map(shapesOf);
  if (all.some((shapes) => shapes.length !== all[0]!.length)) return undefined;
  const merged = all[0]!.map((_, i) => mergeShapes(all.map((shapes) => shapes[i]!)));
  if (merged.includes(undefined)) return undefined;
  const [result, ...others] = values.map((value) => withShapes(value, merged as Shape[]));
  return others.every((other) => sameBytes(other, result!)) ? result : undefined;
}

/** The shapes in an attribute, in order. */
export function shapesOf(value: Uint8Array): Shape[] {
  const list = fieldBytes(value, Value.list) ?? new Uint8Array();
  return [...repeatedBytes(value, Value.shape), ...repeatedBytes(list, LIST_SHAPE)].map(readShape);
}

function withShapes(value: Uint8Array, shapes: readonly Shape[]): Uint8Array {
  let next = 0;
  const shape = () => encodeShape(shapes[next++]!);
  return editFields(value, {
    [Value.shape]: shape,
    [Value.list]: (list) => editFields(list, { [LIST_SHAPE]: shape }),
  });
}
