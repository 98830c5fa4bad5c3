/** Attributes as TensorFlow encodes them. */

import { NodeAttrs } from "../../../src/ffi/attr_value.ts";
import { MessageWriter } from "../../../src/ffi/protobuf.ts";

/** A text, a flag, or a list of integers. */
type Value = string | boolean | readonly number[];

/** The encoding of one value. */
function encode(value: Value): Uint8Array {
  const message = new MessageWriter();
  if (typeof value === "string") return message.text(2, value).finish();
  if (typeof value === "boolean") return message.varint(5, value).finish();
  return message.message(1, (list) => value.forEach((each) => list.varint(3, each))).finish();
}

/** A `NodeDef` with these attributes. */
export function encodeNode(attrs: Record<string, Value>): Uint8Array {
  const node = new MessageWriter();
  for (const [name, value] of Object.entries(attrs)) {
    node.message(5, (entry) => entry.text(1, name).bytes(2, encode(value)));
  }
  return node.finish();
}

/** The attributes of such a node. */
export function attrsOf(attrs: Record<string, Value>): NodeAttrs {
  return new NodeAttrs(encodeNode(attrs));
}
