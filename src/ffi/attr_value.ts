/**
 * Encoded attribute values (`AttrValue` in `tensorflow/core/framework/attr_value.proto`).
 *
 * @module
 */

import {
  editFields,
  fieldBytes,
  fieldInt,
  messageFields,
  messageMap,
  messageText,
  repeatedBytes,
  repeatedInts,
} from "./protobuf.ts";

/** Numbers of the fields of `AttrValue`, and of its list, that are read here. */
const Value = { list: 1, text: 2, int: 3, bool: 5, type: 6, shape: 7, func: 10 } as const;
const List = { text: 2, int: 3, type: 6, func: 9 } as const;

/** Attributes of a node, by name; what it lacks reads as 0, empty or null. */
export class NodeAttrs {
  /** Encoded `AttrValue`s by name. */
  readonly values: Map<string, Uint8Array>;

  /** Attributes of an encoded `NodeDef`. */
  constructor(node: Uint8Array) {
    this.values = messageMap(node, 5);
  }

  /** The integer `name`. */
  int(name: string): number {
    return attrValueInt(this.#value(name));
  }

  /** The list of integers `name`. */
  ints(name: string): number[] {
    return repeatedInts(fieldBytes(this.#value(name), Value.list) ?? NONE, List.int);
  }

  /** The flag `name`. */
  bool(name: string): boolean {
    return fieldInt(this.#value(name), Value.bool) !== 0;
  }

  /** The list of texts `name`. */
  texts(name: string): string[] {
    return repeatedBytes(fieldBytes(this.#value(name), Value.list) ?? NONE, List.text)
      .map(messageText);
  }

  /** The text `name`. */
  text(name: string): string {
    return messageText(fieldBytes(this.#value(name), Value.text));
  }

  /** The dtype `name`, as a number of `TF_DataType`. */
  type(name: string): number {
    return fieldInt(this.#value(name), Value.type);
  }

  /** The list of dtypes `name`. */
  types(name: string): number[] {
    return attrValueTypes(this.#value(name));
  }

  /** The shape `name`: -1 for an unknown axis; null if not even the rank is known. */
  shape(name: string): number[] | null {
    return readShape(fieldBytes(this.#value(name), Value.shape));
  }

  /** Name of the function `name`, undefined if there is none. */
  func(name: string): string | undefined {
    const named = fieldBytes(this.#value(name), Value.func);
    return named === undefined ? undefined : messageText(fieldBytes(named, 1));
  }

  #value(name: string): Uint8Array {
    return this.values.get(name) ?? NONE;
  }
}

/** The integer in an encoded attribute. */
export function attrValueInt(value: Uint8Array): number {
  return fieldInt(value, Value.int);
}

/** The list of dtypes in an encoded attribute. */
export function attrValueTypes(value: Uint8Array): number[] {
  return repeatedInts(fieldBytes(value, Value.list) ?? NONE, List.type);
}

/** Decodes a `TensorShapeProto`; null if the rank is not known. */
export function readShape(message: Uint8Array | undefined): number[] | null {
  if (message === undefined || fieldInt(message, 3) !== 0) return null;
  const shape: number[] = [];
  for (const { number, bytes } of messageFields(message)) {
    if (number === 2) shape.push(fieldInt(bytes, 1));
  }
  return shape;
}

/** Names of the functions in an encoded attribute. */
export function attrFunctions(value: Uint8Array): string[] {
  const list = fieldBytes(value, Value.list) ?? NONE;
  return [...repeatedBytes(value, Value.func), ...repeatedBytes(list, List.func)]
    .map((named) => messageText(fieldBytes(named, 1)));
}

/** The attribute with every function's name replaced, at any depth. */
export function renameAttrFunctions(
  value: Uint8Array,
  rename: (name: string) => string,
): Uint8Array<ArrayBuffer> {
  const named = (message: Uint8Array) =>
    editFields(message, {
      1: (name) => new TextEncoder().encode(rename(messageText(name))),
      2: (entry) => editFields(entry, { 2: (inner) => renameAttrFunctions(inner, rename) }),
    });
  return editFields(value, {
    [Value.func]: named,
    [Value.list]: (list) => editFields(list, { [List.func]: named }),
  });
}

const NONE = new Uint8Array();
