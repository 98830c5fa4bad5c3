/**
 * Definitions of ops (`OpDef` in `tensorflow/core/framework/op_def.proto`).
 *
 * @module
 */

import { fieldBytes, fieldInt, fieldText, messageFields, repeatedBytes } from "./protobuf.ts";

/** An argument or a result of an op. */
export interface OpArgument {
  /** Name, such as `"values"`. */
  name: string;
  /** Number of `TF_DataType`, 0 where an attribute gives the type. */
  dtype: number;
  /** Attribute that gives the type, else empty. */
  typeAttr: string;
  /** Attribute that gives the length of a list of one type, else empty. */
  numberAttr: string;
  /** Attribute that gives the types of a list of several types, else empty. */
  typeListAttr: string;
  /** Whether it is a reference to a variable of TensorFlow 1. */
  isRef: boolean;
}

/** An attribute of an op. */
export interface OpAttribute {
  /** Name, such as `"T"`. */
  name: string;
  /** Type, such as `"type"`, `"int"`, `"list(shape)"` or `"func"`. */
  type: string;
  /** The encoded value that it has unless told; undefined if it must be told. */
  default: Uint8Array | undefined;
}

/** What an op takes and gives. */
export interface OpDefinition {
  /** Name, such as `"MatMul"`. */
  name: string;
  /** Arguments in order. */
  inputs: OpArgument[];
  /** Results in order. */
  outputs: OpArgument[];
  /** Attributes in order. */
  attrs: OpAttribute[];
  /** Whether it has state or effects, so that equal calls may differ. */
  isStateful: boolean;
}

/** Numbers of the fields of `OpDef`. */
const Op = { name: 1, input: 2, output: 3, attr: 4, isStateful: 17 } as const;
const Arg = { name: 1, type: 3, typeAttr: 4, numberAttr: 5, typeListAttr: 6, isRef: 16 } as const;

/** Whether an argument takes any number of inputs. */
export function isListArgument({ numberAttr, typeListAttr }: OpArgument): boolean {
  return numberAttr !== "" || typeListAttr !== "";
}

/** Decodes an `OpDef`. */
export function readOpDefinition(message: Uint8Array): OpDefinition {
  return {
    name: fieldText(message, Op.name),
    inputs: repeatedBytes(message, Op.input).map(readArgument),
    outputs: repeatedBytes(message, Op.output).map(readArgument),
    attrs: repeatedBytes(message, Op.attr).map((attr) => ({
      name: fieldText(attr, 1),
      type: fieldText(attr, 2),
      default: fieldBytes(attr, 3),
    })),
    isStateful: fieldInt(message, Op.isStateful) !== 0,
  };
}

function readArgument(message: Uint8Array): OpArgument {
  const argument: OpArgument = {
    name: "",
    dtype: 0,
    typeAttr: "",
    numberAttr: "",
    typeListAttr: "",
    isRef: false,
  };
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  for (const { number, varint, bytes } of messageFields(message)) {
    if (number === Arg.name) argument.name = text(bytes);
    else if (number === Arg.type) argument.dtype = Number(varint);
    else if (number === Arg.typeAttr) argument.typeAttr = text(bytes);
    else if (number === Arg.numberAttr) argument.numberAttr = text(bytes);
    else if (number === Arg.typeListAttr) argument.typeListAttr = text(bytes);
    else if (number === Arg.isRef) argument.isRef = varint !== 0n;
  }
  return argument;
}
