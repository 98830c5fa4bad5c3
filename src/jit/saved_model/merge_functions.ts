/**
 * One function for axes of any length, made of the same function traced with several lengths.
 *
 * The traces must have the same nodes. They may differ in shapes, where -1 is put, and in constants of
 * whole numbers that are sums of products of the axes, such as the target of a reshape: nodes that
 * compute them take their place.
 *
 * @module
 */

import { readFunctionDef } from "../../ffi/function_library.ts";
import {
  fieldBytes,
  fieldInt,
  messageFields,
  messageMap,
  MessageWriter,
  repeatedBytes,
} from "../../ffi/protobuf.ts";
import { type AxisNames, termsOf } from "./axes.ts";
import { type AxisSource, ComputedConstants } from "./computed_constants.ts";
import { encodeEntry, intAttr, Node } from "./encode.ts";
import { addConstant } from "./merge_constants.ts";
import { mergeAttr, shapesOf } from "./merge_shapes.ts";

/** Attributes that may say that any length goes. */
const ANY: ReadonlyMap<string, Uint8Array> = new Map([
  ["TensorListStack.num_elements", intAttr(-1)],
]);

/** Numbers of the fields of a `FunctionDef`. */
const Fn = { signature: 1, node: 3, ret: 4, attr: 5, controlRet: 6, argAttr: 7 } as const;

/**
 * Makes the one function of its traces.
 *
 * @param names Axes without a length.
 * @param tried Encoded `FunctionDef`s, one for each of `trials(names)`, under one name.
 * @throws {TypeError} If they differ otherwise; the message ends a sentence.
 */
export function mergeFunctions(names: AxisNames, tried: readonly Uint8Array[]): Uint8Array {
  const [first] = tried;
  if (tried.length === 1) return first!;
  const differ = () => {
    throw new TypeError(
      `it runs other ops for other lengths of ${names.join(", ")}; give one of them a length`,
    );
  };
  const same = (field: number) => {
    const [one, ...others] = tried.map((each) => repeatedBytes(each, field).map(String).sort());
    if (others.some((other) => String(other) !== String(one))) differ();
  };
  for (const field of [Fn.signature, Fn.ret, Fn.attr, Fn.controlRet]) same(field);
  const argAttrs = mergeArgumentAttrs(tried) ?? differ();
  const constants = new ComputedConstants(axisSources(names, tried));
  const nodes = tried.map((each) => readFunctionDef(each).nodes);
  const merged = new MessageWriter();
  for (const { number, encoded } of messageFields(first!)) {
    if (number !== Fn.node && number !== Fn.argAttr) merged.encoded(encoded);
  }
  if (nodes.some(({ length }) => length !== nodes[0]!.length)) differ();
  const encodedNodes = repeatedBytes(first!, Fn.node);
  nodes[0]!.forEach((node, i) => {
    const all = nodes.map((each) => each[i]!);
    const alike = all.every((one) =>
      one.name === node.name && one.op === node.op && String(one.inputs) === String(node.inputs)
    );
    if (!alike) differ();
    const kept = new MessageWriter();
    for (const { number, encoded } of messageFields(encodedNodes[i]!)) {
      if (number !== Node.attr) kept.encoded(encoded);
    }
    for (const key of node.attrs.values.keys()) {
      const values = all.map(({ attrs }) => attrs.values.get(key) ?? new Uint8Array());
      const attr = mergeAttr(values) ?? ANY.get(`${node.op}.${key}`);
      if (attr !== undefined) kept.bytes(Node.attr, encodeEntry(key, attr));
      else if (node.op === "Const" && addConstant(constants, names, node.name, values)) return;
      else {
        throw new TypeError(
          `the ${key === "value" ? "contents" : `attribute ${key}`} of its node ${node.name} ` +
            `(${node.op}) cannot be had from the lengths of ${
              names.join(", ")
            }; give one of them a length`,
        );
      }
    }
    merged.bytes(Fn.node, kept.finish());
  });
  for (const node of constants.nodes) merged.bytes(Fn.node, node);
  for (const entry of argAttrs) merged.bytes(Fn.argAttr, entry);
  return merged.finish();
}

/** Entries for the attributes of arguments, by the argument's number. */
function argumentAttrs(definition: Uint8Array): Map<number, Map<string, Uint8Array>> {
  return new Map(
    repeatedBytes(definition, Fn.argAttr).map((entry) => [
      fieldInt(entry, 1),
      messageMap(fieldBytes(entry, 2) ?? new Uint8Array(), 1),
    ]),
  );
}

function mergeArgumentAttrs(tried: readonly Uint8Array[]): Uint8Array[] | undefined {
  const all = tried.map(argumentAttrs);
  const entries: Uint8Array[] = [];
  for (const [argument, attrs] of all[0]!) {
    const entry = new MessageWriter();
    for (const key of attrs.keys()) {
      const attr = mergeAttr(all.map((each) => each.get(argument)?.get(key) ?? new Uint8Array()));
      if (attr === undefined) return undefined;
      entry.bytes(1, encodeEntry(key, attr));
    }
    entries.push(new MessageWriter().varint(1, argument).bytes(2, entry.finish()).finish());
  }
  return entries;
}

/** Arguments whose shapes tell the lengths of axes. */
function axisSources(names: AxisNames, tried: readonly Uint8Array[]): Map<string, AxisSource> {
  const found = new Map<string, AxisSource>();
  const all = tried.map(argumentAttrs);
  readFunctionDef(tried[0]!).inputs.forEach(({ name: argument, dtype }, i) => {
    const shapes = all.map((attrs) => shapesOf(attrs.get(i)?.get("_output_shapes") ?? NONE)[0]);
    shapes[0]?.forEach((_, axis) => {
      const terms = termsOf(names, shapes.map((shape) => shape?.[axis] ?? 0)) ?? [];
      const [{ factor, axes } = { factor: 0, axes: [] }, ...others] = terms;
      const [name] = axes;
      if (name === undefined || axes.length > 1 || factor !== 1 || others.length > 0) return;
      if (!found.has(name)) found.set(name, { argument, dtype, axis });
    });
  });
  return found;
}

const NONE = new Uint8Array();
