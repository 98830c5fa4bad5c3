/** Attributes of a node that its inputs do not decide. @module */

import type { OpAttr } from "../ffi/op_attrs.ts";
import type { OpDefinition } from "../ffi/op_definition.ts";

/** Names of attributes that the inputs decide: a graph refuses one that says other, eager TensorFlow does not. */
const decided = new WeakMap<OpDefinition, ReadonlySet<string>>();

/** `attrs` without those that follow from the inputs. */
export function freeAttrs(definition: OpDefinition, attrs: readonly OpAttr[]): readonly OpAttr[] {
  if (attrs.length === 0) return attrs;
  let names = decided.get(definition);
  if (names === undefined) {
    names = new Set(
      definition.inputs.map(({ typeAttr }) => typeAttr).filter((name) => name !== ""),
    );
    decided.set(definition, names);
  }
  const known = names;
  return attrs.some(({ name }) => known.has(name))
    ? attrs.filter(({ name }) => !known.has(name))
    : attrs;
}
