/**
 * Lists of tensors in a graph: what a loop reads turn by turn, and what it leaves.
 *
 * A list holds its tensors by reference, so that putting one in and taking it out copies nothing.
 *
 * @module
 */

import { DType } from "../../core/dtype.ts";
import { AttrKind, type OpAttr } from "../../ffi/op_attrs.ts";
import type { Trace } from "../trace.ts";
import type { ValueType } from "./child_trace.ts";

/** The type of a list as TensorFlow sees it. */
export const LIST: ValueType = { dtype: DType.variant, shape: [] };

/** What a list holds. */
export interface ListType {
  readonly element: ValueType;
  /** What its elements hold, if they are lists. */
  readonly inner: ListType | undefined;
  /** How many elements there are at most; null where that is open. */
  readonly limit: number | null;
}

const lists = new WeakMap<Trace, Map<bigint, ListType>>();

/** What the list behind a handle holds; undefined if it is none that was made in `trace`. */
export function listTypeOf(trace: Trace, handle: bigint): ListType | undefined {
  return lists.get(trace)?.get(handle);
}

/** Notes what the list behind a handle holds. */
export function noteList(trace: Trace, handle: bigint, type: ListType): void {
  let known = lists.get(trace);
  if (known === undefined) lists.set(trace, known = new Map());
  known.set(handle, type);
}

/** An empty list, for {@linkcode push}. */
export function emptyList(trace: Trace, type: ListType): bigint {
  const inputs = [shapeOf(trace, type.element), integer(trace, type.limit ?? -1)];
  const list = run(trace, "EmptyTensorList", inputs, [elementType(type.element)]);
  noteList(trace, list, type);
  return list;
}

/** A list that nobody reads; one of lists has one, without which XLA does not know how large it is. */
export function unreadList(trace: Trace, type: ListType): bigint {
  const list = emptyList(trace, type);
  return type.inner === undefined ? list : push(trace, list, unreadList(trace, type.inner));
}

/** A list of `length` places, for {@linkcode setItem}. */
export function reserveList(trace: Trace, element: ValueType, length: number): bigint {
  const inputs = [shapeOf(trace, element), integer(trace, length)];
  const list = run(trace, "TensorListReserve", inputs, [elementType(element)]);
  noteList(trace, list, { element, inner: undefined, limit: length });
  return list;
}

/** A list of the parts of a tensor along its first axis. */
export function listOf(trace: Trace, tensor: bigint): bigint {
  const [length, ...shape] = trace.shape(tensor);
  const element = { dtype: trace.dtype(tensor), shape };
  const inputs = [tensor, shapeOf(trace, element)];
  const list = run(trace, "TensorListFromTensor", inputs, [elementType(element)]);
  noteList(trace, list, { element, inner: undefined, limit: length! });
  return list;
}

/** The tensors of a list of `length` as one, along a new first axis. */
export function stack(
  trace: Trace,
  list: bigint,
  { element, length }: { element: ValueType; length: number },
): bigint {
  const attrs = [elementType(element), { name: "num_elements", type: AttrKind.int, value: length }];
  return run(trace, "TensorListStack", [list, shapeOf(trace, element)], attrs);
}

/** The list with another tensor at its end. */
export function push(trace: Trace, list: bigint, value: bigint): bigint {
  return run(trace, "TensorListPushBack", [list, value], [elementType(typeOf(trace, value))]);
}

/** The list without the tensor at its end, and that tensor. */
export function pop(
  trace: Trace,
  list: bigint,
  element: ValueType,
): { rest: bigint; value: bigint } {
  const attrs = [elementType(element)];
  trace.execute("TensorListPopBack", attrs, [list, shapeOf(trace, element)], 2);
  const [rest, value] = trace.outputs as unknown as [bigint, bigint];
  // TensorFlow does not tell the shape.
  return { rest, value: trace.enterKnown(trace.outputOf(value), element) };
}

/** The list with another tensor at place `index`. */
export function setItem(
  trace: Trace,
  list: bigint,
  { index, value }: { index: bigint; value: bigint },
): bigint {
  const attrs = [elementType(typeOf(trace, value))];
  return run(trace, "TensorListSetItem", [list, index, value], attrs);
}

/** The tensor at place `index` of a list. */
export function getItem(
  trace: Trace,
  list: bigint,
  { index, element }: { index: bigint; element: ValueType },
): bigint {
  const inputs = [list, index, shapeOf(trace, element)];
  return run(trace, "TensorListGetItem", inputs, [elementType(element)]);
}

/** Dtype and shape of a traced value. */
export function typeOf(trace: Trace, handle: bigint): ValueType {
  return { dtype: trace.dtype(handle), shape: trace.shape(handle) };
}

function elementType({ dtype }: ValueType): OpAttr {
  return { name: "element_dtype", type: AttrKind.type, value: dtype };
}

function shapeOf(trace: Trace, { shape }: ValueType): bigint {
  return trace.createTensor(DType.int32, [shape.length], Int32Array.from(shape));
}

function integer(trace: Trace, value: number): bigint {
  return trace.createTensor(DType.int32, [], Int32Array.of(value));
}

function run(
  trace: Trace,
  op: string,
  inputs: readonly bigint[],
  attrs: readonly OpAttr[],
): bigint {
  trace.execute(op, attrs, inputs, 1);
  return trace.outputs[0]!;
}
