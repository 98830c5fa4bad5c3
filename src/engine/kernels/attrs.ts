/** Builders for the attributes of TensorFlow's ops. @module */

import { AttrKind, type OpAttr } from "../../ffi/op_attrs.ts";

/**
 * No attributes: TensorFlow takes an op's element types from its inputs.
 *
 * Not for ops whose inputs are lists (`Pack`, `ConcatV2`, `AddN`): they want `N` and `T` stated.
 */
export const NO_ATTRS: readonly OpAttr[] = [];

/** An element type, as a number of `TF_DataType`. */
export function type(name: string, value: number): OpAttr {
  return { name, type: AttrKind.type, value };
}

/** An integer. */
export function int(name: string, value: number): OpAttr {
  return { name, type: AttrKind.int, value };
}

/** A list of integers. */
export function ints(name: string, value: readonly number[]): OpAttr {
  return { name, type: AttrKind.int, value };
}

/** A number. */
export function float(name: string, value: number): OpAttr {
  return { name, type: AttrKind.float, value };
}

/** A truth value. */
export function bool(name: string, value: boolean): OpAttr {
  return { name, type: AttrKind.bool, value };
}

/** A text. */
export function text(name: string, value: string): OpAttr {
  return { name, type: AttrKind.string, value };
}

/** A list of texts. */
export function texts(name: string, value: readonly string[]): OpAttr {
  return { name, type: AttrKind.string, value };
}
