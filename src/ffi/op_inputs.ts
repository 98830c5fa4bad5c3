/**
 * What the definition of an op says of the inputs and attributes that a node of it is given.
 *
 * @module
 */

import { attrValueInt, attrValueTypes } from "./attr_value.ts";
import { AttrKind, type OpAttr } from "./op_attrs.ts";
import { isListArgument, type OpArgument, type OpDefinition } from "./op_definition.ts";
import type { Output } from "./output.ts";

/**
 * Sorts a row of inputs into single ones and lists, as `definition` asks.
 *
 * @throws {TypeError} If there are too few or too many.
 */
export function groupInputs(
  definition: OpDefinition,
  attrs: readonly OpAttr[],
  inputs: readonly Output[],
): (Output | Output[])[] {
  const lists = definition.inputs.filter(isListArgument).length;
  // The length of the only list need not be given: it takes what the others leave.
  const rest = inputs.length - (definition.inputs.length - lists);
  let next = 0;
  const groups = definition.inputs.map((argument) => {
    if (!isListArgument(argument)) return inputs[next++]!;
    const length = listLength(argument, attrs) ?? (lists === 1 ? rest : undefined);
    if (length === undefined) {
      throw new TypeError(
        `Cannot add ${definition.name} to a graph: the attribute ` +
          `"${argument.numberAttr || argument.typeListAttr}" is needed to know how many ` +
          `of the inputs are "${argument.name}"`,
      );
    }
    const group = inputs.slice(next, next + length);
    next += length;
    return group;
  });
  if (next !== inputs.length || rest < 0) {
    const names = definition.inputs.map((argument) =>
      isListArgument(argument) ? `${argument.name}...` : argument.name
    );
    const wanted = rest >= 0 ? next : `${lists > 0 ? "at least " : ""}${names.length - lists}`;
    throw new TypeError(
      `Cannot add ${definition.name} to a graph: it takes (${names.join(", ")}), ` +
        `that is ${wanted} inputs, and was given ${inputs.length}`,
    );
  }
  return groups;
}

/**
 * Why an op has no such attribute; undefined if it has. TensorFlow ignores attributes that it does not
 * know; those with `_` first are free.
 */
export function whyUnknownAttr(definition: OpDefinition, name: string): string | undefined {
  if (name.startsWith("_") || definition.attrs.some((attr) => attr.name === name)) return undefined;
  const known = definition.attrs.map((attr) => attr.name).join(", ") || "none";
  return `it has no attribute "${name}" (it has ${known})`;
}

function listLength(argument: OpArgument, attrs: readonly OpAttr[]): number | undefined {
  const wanted = argument.numberAttr || argument.typeListAttr;
  const attr = attrs.find(({ name }) => name === wanted);
  if (attr === undefined) return undefined;
  if (attr.type === AttrKind.proto) {
    const encoded = attr.value as Uint8Array;
    return argument.numberAttr ? attrValueInt(encoded) : attrValueTypes(encoded).length;
  }
  const length = Array.isArray(attr.value) ? attr.value.length : Number(attr.value);
  return Number.isInteger(length) && length >= 0 ? length : undefined;
}
