/**
 * Encoded attributes, shapes and nodes (`attr_value.proto`, `tensor_shape.proto`, `node_def.proto` in
 * `tensorflow/core/framework`).
 *
 * @module
 */

import { MessageWriter } from "../../ffi/protobuf.ts";

/** Numbers of the fields of a `NodeDef`. */
export const Node = { name: 1, op: 2, input: 3, device: 4, attr: 5 } as const;

/** Numbers of the fields of an `AttrValue` and of its list. */
export const Value = { list: 1, int: 3, type: 6, shape: 7, tensor: 8 } as const;

/** A `TensorShapeProto`: -1 for an axis of any length, null if any rank goes. */
export function encodeShape(shape: readonly number[] | null): Uint8Array<ArrayBuffer> {
  const message = new MessageWriter();
  if (shape === null) return message.varint(3, true).finish();
  for (const length of shape) message.message(2, (axis) => axis.varint(1, length));
  return message.finish();
}

/** An entry of a map from texts to messages. */
export function encodeEntry(key: string, value: Uint8Array): Uint8Array<ArrayBuffer> {
  return new MessageWriter().text(1, key).bytes(2, value).finish();
}

/** The attribute of a dtype. */
export function typeAttr(dtype: number): Uint8Array<ArrayBuffer> {
  return new MessageWriter().varint(Value.type, dtype).finish();
}

/** The attribute of an integer. */
export function intAttr(value: number): Uint8Array<ArrayBuffer> {
  return new MessageWriter().varint(Value.int, value).finish();
}

/** The attribute of a tensor of int32: a scalar, or a vector. */
export function int32Attr(value: number | readonly number[]): Uint8Array<ArrayBuffer> {
  const values = typeof value === "number" ? [value] : value;
  const shape = encodeShape(typeof value === "number" ? [] : [value.length]);
  const content = new Uint8Array(Int32Array.from(values).buffer);
  return new MessageWriter().message(
    Value.tensor,
    (tensor) => tensor.varint(1, 3).bytes(2, shape).bytes(4, content),
  ).finish();
}

/** A node. */
export interface NodeFields {
  readonly name: string;
  readonly op: string;
  readonly inputs?: readonly string[];
  readonly attrs?: Readonly<Record<string, Uint8Array>>;
}

/** A `NodeDef`. */
export function encodeNode({ name, op, inputs = [], attrs = {} }: NodeFields): Uint8Array {
  const node = new MessageWriter().text(Node.name, name).text(Node.op, op);
  for (const input of inputs) node.text(Node.input, input);
  for (const [key, value] of Object.entries(attrs)) node.bytes(Node.attr, encodeEntry(key, value));
  return node.finish();
}
