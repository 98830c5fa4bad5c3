/**
 * Lists of tensors, in which TensorFlow's loops collect what they compute, undone into the tensors
 * themselves.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import type { EncodedNode } from "./function_library.ts";
import type { Graph, Output } from "./graph.ts";
import { AttrKind } from "./op_attrs.ts";
import type { StaticValues } from "./static_values.ts";

/** Tensors of a list; undefined for one that was not set. */
export interface TensorList {
  /** The tensors, in order. */
  readonly list: readonly (Output | undefined)[];
}

/** What an op on a list is given. */
export interface TensorListCall {
  /** The op. */
  node: EncodedNode;
  /** Its inputs. */
  inputs: readonly (Output | TensorList)[];
  /** Integers that are known. */
  known: StaticValues;
}

/**
 * Does an op on lists.
 *
 * @returns Its result; undefined if the op is none of these, or a length or index is not known.
 */
export function runTensorList(
  graph: Graph,
  { node, inputs, known }: TensorListCall,
): Output | TensorList | undefined {
  const number = (at: number) => {
    const input = inputs[at];
    return input === undefined || "list" in input ? undefined : known.scalar(input);
  };
  const [first] = inputs;
  if (first === undefined) return undefined;
  if (!("list" in first)) {
    if (node.op === "TensorListReserve") {
      const length = number(1);
      return length === undefined ? undefined : { list: new Array(length).fill(undefined) };
    }
    if (node.op !== "TensorListFromTensor") return undefined;
    const list = unpack(graph, first);
    return list === undefined ? undefined : { list };
  }
  const { list } = first;
  switch (node.op) {
    case "TensorListGetItem": {
      const index = number(1);
      return index === undefined ? undefined : list[index];
    }
    case "TensorListSetItem": {
      const [index, item] = [number(1), inputs[2]];
      if (index === undefined || item === undefined || "list" in item) return undefined;
      const changed = [...list];
      changed[index] = item;
      return { list: changed };
    }
    case "TensorListPushBack": {
      const item = inputs[1];
      return item === undefined || "list" in item ? undefined : { list: [...list, item] };
    }
    case "TensorListLength":
      return graph.constant(DType.int32, [], Int32Array.of(list.length));
    case "TensorListStack":
      return pack(graph, list);
    case "Identity":
      return first;
    default:
      return undefined;
  }
}

function unpack(graph: Graph, tensor: Output): Output[] | undefined {
  const length = graph.shape(tensor)?.[0] ?? -1;
  if (length < 0) return undefined;
  const attrs = [{ name: "num", type: AttrKind.int, value: length }];
  const operation = graph.addNode("Unpack", { inputs: [tensor], attrs });
  return Array.from({ length }, (_, index) => ({ operation, index }));
}

function pack(graph: Graph, list: readonly (Output | undefined)[]): Output | undefined {
  const inputs = list.filter((item) => item !== undefined);
  if (inputs.length !== list.length || inputs.length === 0) return undefined;
  return { operation: graph.addNode("Pack", { inputs }), index: 0 };
}
