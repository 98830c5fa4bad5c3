/**
 * Functions in an encoded graph (`FunctionDef` in `tensorflow/core/framework/function.proto`).
 *
 * @module
 */

import { NodeAttrs, renameAttrFunctions } from "./attr_value.ts";
import { type OpArgument, readOpDefinition } from "./op_definition.ts";
import { editFields, fieldBytes, fieldText, messageText, repeatedBytes } from "./protobuf.ts";

/** A node as it is written in a `GraphDef` or a `FunctionDef`. */
export interface EncodedNode {
  /** Name, unique among its neighbours. */
  name: string;
  /** Op, or function, that it runs. */
  op: string;
  /** Inputs by name; `^` stands before those that only have to run first. */
  inputs: string[];
  /** Attributes. */
  attrs: NodeAttrs;
}

/** A function of an encoded graph. */
export interface EncodedFunction {
  /** Name under which nodes call it. */
  name: string;
  /** Its arguments, in order. */
  inputs: OpArgument[];
  /** Its results, in order. */
  outputs: OpArgument[];
  /** Where its results come from, in order: tensors as its nodes call them. */
  results: string[];
  /** Its nodes, in no order. */
  nodes: EncodedNode[];
  /** The `FunctionDef`. */
  encoded: Uint8Array;
}

/** Nodes of an encoded `GraphDef`. */
export function graphNodes(graphDef: Uint8Array): EncodedNode[] {
  return repeatedBytes(graphDef, 1).map(readNode);
}

/** Functions of an encoded `GraphDef`, by name. */
export function graphFunctions(graphDef: Uint8Array): Map<string, EncodedFunction> {
  const functions = new Map<string, EncodedFunction>();
  for (const encoded of repeatedBytes(fieldBytes(graphDef, 2) ?? new Uint8Array(), 1)) {
    const read = readFunctionDef(encoded);
    functions.set(read.name, read);
  }
  return functions;
}

/** Decodes a `FunctionDef`. */
export function readFunctionDef(encoded: Uint8Array): EncodedFunction {
  const signature = readOpDefinition(fieldBytes(encoded, 1) ?? new Uint8Array());
  const results = new Map(
    repeatedBytes(encoded, 4).map((entry) => [fieldText(entry, 1), fieldText(entry, 2)]),
  );
  return {
    name: signature.name,
    inputs: signature.inputs,
    outputs: signature.outputs,
    results: signature.outputs.map(({ name }) => results.get(name) ?? ""),
    nodes: repeatedBytes(encoded, 3).map(readNode),
    encoded,
  };
}

function readNode(message: Uint8Array): EncodedNode {
  return {
    name: fieldText(message, 1),
    op: fieldText(message, 2),
    inputs: repeatedBytes(message, 3).map(messageText),
    attrs: new NodeAttrs(message),
  };
}

/** A copy of an encoded `FunctionDef` in which it and the functions it calls have new names. */
export function renameFunction(
  encoded: Uint8Array,
  rename: (name: string) => string,
): Uint8Array<ArrayBuffer> {
  const text = (name: Uint8Array) => new TextEncoder().encode(rename(messageText(name)));
  return editFields(encoded, {
    1: (signature) => editFields(signature, { 1: text }),
    3: (node) =>
      editFields(node, {
        2: text,
        5: (entry) => editFields(entry, { 2: (value) => renameAttrFunctions(value, rename) }),
      }),
  });
}
