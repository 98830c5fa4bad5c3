/**
 * Attributes of an op, and setting them on an eager op.
 *
 * @module
 */

import type { Library } from "./library.ts";
import { cString, utf8 } from "./strings.ts";
import { int64Array } from "./tensor.ts";

/** Kinds of attribute; the numbers are those of `TF_AttrType`, and of tfjs-node's binding. */
export const AttrKind = {
  string: 0,
  int: 1,
  float: 2,
  bool: 3,
  type: 4,
  shape: 5,
  tensor: 6,
  func: 8,
  /** Ours, with no number in C: any attribute as an encoded `AttrValue`. */
  proto: 100,
} as const;

/** Value of an attribute: a list where the op takes a list. */
export type AttrValue =
  | string
  | number
  | bigint
  | boolean
  | Uint8Array
  | readonly (string | number | bigint | boolean)[];

/** An attribute of an op. */
export interface OpAttr {
  /** Name in the op's definition, such as `"T"`. */
  name: string;
  /** One of {@linkcode AttrKind}. */
  type: number;
  /** Value, or list of values. */
  value: AttrValue;
}

/** Whole number for an attribute; a fraction is cut off, as C does. */
export function attrInt(value: AttrValue): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number" && Number.isFinite(value)) {
    return BigInt(Math.trunc(value));
  }
  throw new TypeError(`an integer attribute was given ${String(value)}`);
}

/** Bytes of a text or byte attribute. */
export function attrBytes(value: AttrValue): Uint8Array<ArrayBuffer> {
  if (value instanceof Uint8Array) return value as Uint8Array<ArrayBuffer>;
  if (typeof value === "string") return utf8(value);
  throw new TypeError(`a string attribute was given ${String(value)}`);
}

/** A list attribute as the C arrays that the calls for lists take. */
export function attrList(
  kind: number,
  values: readonly AttrValue[],
): Uint8Array<ArrayBuffer> {
  // An empty list still needs an address.
  const length = Math.max(values.length, 1);
  switch (kind) {
    case AttrKind.int: {
      const array = new BigInt64Array(length);
      values.forEach((value, i) => array[i] = attrInt(value));
      return new Uint8Array(array.buffer);
    }
    case AttrKind.float:
      return new Uint8Array(
        Float32Array.from(padded(values, length), Number).buffer,
      );
    case AttrKind.bool:
      return Uint8Array.from(padded(values, length), (value) => value ? 1 : 0);
    case AttrKind.type:
      return new Uint8Array(
        Int32Array.from(padded(values, length), Number).buffer,
      );
    default:
      throw new TypeError(`lists of attribute kind ${kind} are not supported`);
  }
}

function padded(
  values: readonly AttrValue[],
  length: number,
): readonly AttrValue[] {
  return values.length === length ? values : [0];
}

/** A list of texts as C takes it; valid during the call that it was made for. */
export interface StringArrays {
  /** Address of each text. */
  pointers: Uint8Array<ArrayBuffer>;
  /** Bytes of each text. */
  lengths: Uint8Array<ArrayBuffer>;
  /** How many texts there are. */
  count: number;
}

/** Texts that C reads through their addresses, which do not keep them from being collected. */
const inUse = new Set<readonly Uint8Array[]>();

/** Lets `use` have a list of texts as the pointer and length arrays that C takes. */
export function attrStrings<T>(
  values: readonly AttrValue[],
  use: (arrays: StringArrays) => T,
): T {
  const texts = values.map(attrBytes);
  const count = texts.length;
  const pointers = new BigUint64Array(Math.max(count, 1));
  const lengths = new BigUint64Array(Math.max(count, 1));
  texts.forEach((bytes, i) => {
    pointers[i] = Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes));
    lengths[i] = BigInt(bytes.byteLength);
  });
  inUse.add(texts);
  try {
    return use({
      pointers: new Uint8Array(pointers.buffer),
      lengths: new Uint8Array(lengths.buffer),
      count,
    });
  } finally {
    inUse.delete(texts);
  }
}

/** Sets `attr` on the eager op `op`. Failures show up in the library's status. */
export function setEagerAttr(library: Library, op: bigint, attr: OpAttr): void {
  const { symbols, status } = library;
  const name = cString(attr.name);
  const { type: kind, value } = attr;
  if (kind === AttrKind.shape) {
    const dims = value as readonly number[];
    symbols.TFE_OpSetAttrShape(
      op,
      name,
      int64Array(dims),
      dims.length,
      status.handle,
    );
    return;
  }
  if (Array.isArray(value)) return setEagerList(library, op, attr, value);
  const single = value as Exclude<AttrValue, readonly unknown[]>;
  switch (kind) {
    case AttrKind.type:
      return symbols.TFE_OpSetAttrType(op, name, single as number);
    case AttrKind.int:
      return symbols.TFE_OpSetAttrInt(op, name, attrInt(single));
    case AttrKind.float:
      return symbols.TFE_OpSetAttrFloat(op, name, single as number);
    case AttrKind.bool:
      return symbols.TFE_OpSetAttrBool(op, name, single ? 1 : 0);
    case AttrKind.string: {
      const bytes = attrBytes(single);
      return symbols.TFE_OpSetAttrString(
        op,
        name,
        bytes,
        BigInt(bytes.byteLength),
      );
    }
    case AttrKind.tensor:
      return symbols.TFE_OpSetAttrTensor(
        op,
        name,
        single as bigint,
        status.handle,
      );
    case AttrKind.func: {
      const bytes = attrBytes(single);
      return symbols.TFE_OpSetAttrFunctionName(
        op,
        name,
        bytes,
        BigInt(bytes.byteLength),
      );
    }
    case AttrKind.proto: {
      const bytes = attrBytes(single);
      return symbols.TFE_OpSetAttrValueProto(
        op,
        name,
        bytes,
        BigInt(bytes.byteLength),
        status.handle,
      );
    }
    default:
      throw new TypeError(
        `attribute "${attr.name}" has the unknown kind ${kind}`,
      );
  }
}

function setEagerList(
  { symbols }: Library,
  op: bigint,
  attr: OpAttr,
  values: readonly AttrValue[],
): void {
  const name = cString(attr.name);
  const kind = attr.type;
  const count = values.length;
  switch (kind) {
    case AttrKind.string:
      return attrStrings(values, ({ pointers, lengths }) => {
        symbols.TFE_OpSetAttrStringList(op, name, pointers, lengths, count);
      });
    case AttrKind.int:
      return symbols.TFE_OpSetAttrIntList(
        op,
        name,
        attrList(kind, values),
        count,
      );
    case AttrKind.float:
      return symbols.TFE_OpSetAttrFloatList(
        op,
        name,
        attrList(kind, values),
        count,
      );
    case AttrKind.bool:
      return symbols.TFE_OpSetAttrBoolList(
        op,
        name,
        attrList(kind, values),
        count,
      );
    case AttrKind.type:
      return symbols.TFE_OpSetAttrTypeList(
        op,
        name,
        attrList(kind, values),
        count,
      );
    default:
      throw new TypeError(
        `attribute "${attr.name}" was given a list, which its kind ${kind} is not`,
      );
  }
}
