/**
 * Setting attributes on a node of a graph under construction.
 *
 * @module
 */

import type { Library } from "./library.ts";
import {
  attrBytes,
  attrInt,
  AttrKind,
  attrList,
  attrStrings,
  type AttrValue,
  type OpAttr,
} from "./op_attrs.ts";
import { cString } from "./strings.ts";
import { int64Array } from "./tensor.ts";

/** What `attr` must be for {@linkcode setGraphAttr} not to throw; the text says what is wrong. */
export function whyNotAttr({ name, type, value }: OpAttr): string | undefined {
  const list = Array.isArray(value);
  switch (type) {
    case AttrKind.shape:
      return list ? undefined : `attribute "${name}" is a shape: give a list of axis lengths`;
    case AttrKind.string:
    case AttrKind.func:
    case AttrKind.proto: {
      const texts = list ? value : [value];
      const good = texts.every((text) => typeof text === "string" || text instanceof Uint8Array);
      return good && (type === AttrKind.string || !list)
        ? undefined
        : `attribute "${name}" was given ${String(value)} where text or bytes are wanted`;
    }
    case AttrKind.int:
    case AttrKind.float:
    case AttrKind.bool:
    case AttrKind.type: {
      const numbers = (list ? value : [value]) as readonly unknown[];
      const good = numbers.every((one) =>
        typeof one === "boolean" || typeof one === "bigint" ||
        (typeof one === "number" && (type === AttrKind.float || Number.isFinite(one)))
      );
      return good ? undefined : `attribute "${name}" was given ${String(value)}, not a number`;
    }
    case AttrKind.tensor:
      return typeof value === "bigint"
        ? undefined
        : `attribute "${name}" is a tensor: give its TF_Tensor pointer`;
    default:
      return `attribute "${name}" has the unknown kind ${type}`;
  }
}

/** Sets `attr` on the node `description`. Failures show up in the library's status. */
export function setGraphAttr(library: Library, description: bigint, attr: OpAttr): void {
  const { symbols, status } = library;
  const name = cString(attr.name);
  const { type: kind, value } = attr;
  if (kind === AttrKind.shape) {
    const dims = value as readonly number[];
    return symbols.TF_SetAttrShape(description, name, int64Array(dims), dims.length);
  }
  if (Array.isArray(value)) return setGraphList(library, description, attr);
  const single = value as Exclude<AttrValue, readonly unknown[]>;
  switch (kind) {
    case AttrKind.type:
      return symbols.TF_SetAttrType(description, name, Number(single));
    case AttrKind.int:
      return symbols.TF_SetAttrInt(description, name, attrInt(single));
    case AttrKind.float:
      return symbols.TF_SetAttrFloat(description, name, Number(single));
    case AttrKind.bool:
      return symbols.TF_SetAttrBool(description, name, single ? 1 : 0);
    case AttrKind.tensor:
      return symbols.TF_SetAttrTensor(description, name, single as bigint, status.handle);
    default: {
      const bytes = attrBytes(single);
      const length = BigInt(bytes.byteLength);
      if (kind === AttrKind.func) {
        return symbols.TF_SetAttrFuncName(description, name, bytes, length);
      }
      if (kind === AttrKind.proto) {
        return symbols.TF_SetAttrValueProto(description, name, bytes, length, status.handle);
      }
      return symbols.TF_SetAttrString(description, name, bytes, length);
    }
  }
}

function setGraphList({ symbols }: Library, description: bigint, attr: OpAttr): void {
  const name = cString(attr.name);
  const values = attr.value as readonly AttrValue[];
  const count = values.length;
  switch (attr.type) {
    case AttrKind.string:
      return attrStrings(values, ({ pointers, lengths }) => {
        symbols.TF_SetAttrStringList(description, name, pointers, lengths, count);
      });
    case AttrKind.int:
      return symbols.TF_SetAttrIntList(description, name, attrList(AttrKind.int, values), count);
    case AttrKind.float:
      return symbols.TF_SetAttrFloatList(
        description,
        name,
        attrList(AttrKind.float, values),
        count,
      );
    case AttrKind.bool:
      return symbols.TF_SetAttrBoolList(description, name, attrList(AttrKind.bool, values), count);
    default:
      return symbols.TF_SetAttrTypeList(description, name, attrList(AttrKind.type, values), count);
  }
}
