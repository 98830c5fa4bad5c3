/**
 * Parts of graphs as functions that nodes call.
 *
 * @module
 */

import { GraphFunction } from "../../ffi/function.ts";
import type { Graph, Output } from "../../ffi/graph.ts";
import { AttrKind, type OpAttr } from "../../ffi/op_attrs.ts";
import { MessageWriter } from "../../ffi/protobuf.ts";
import type { Trace } from "../trace.ts";
import type { ValueType } from "./child_trace.ts";

/** Fields of `AttrValue` and its list in TensorFlow's `attr_value.proto`. */
const Value = { list: 1, listShape: 7 } as const;

/** What {@linkcode reach} has found. */
export interface Reach {
  /** Operations that compute the outputs, without those of the inputs. */
  readonly operations: Set<bigint>;
  /** Operations of the inputs that are needed. */
  readonly inputs: Set<bigint>;
}

/** What `outputs` need of a graph, down to `inputs`. */
export function reach(graph: Graph, outputs: readonly Output[], inputs: readonly Output[]): Reach {
  const ends = new Set(inputs.map(({ operation }) => operation));
  const reached = new Set(outputs.map(({ operation }) => operation));
  // A set is walked in the order in which it grows.
  for (const operation of reached) {
    if (ends.has(operation)) continue;
    for (const input of graph.inputsOf(operation)) reached.add(input.operation);
  }
  return { operations: reached.difference(ends), inputs: reached.intersection(ends) };
}

let made = 0;

/** What of a graph becomes a function, and what its name begins with. */
export interface PartFunction {
  readonly name: string;
  readonly inputs: readonly Output[];
  readonly outputs: readonly Output[];
}

/** Makes a function of a part of `graph`, which belongs to what `trace` is a part of; returns its name. */
export function addFunction(
  trace: Trace,
  graph: Graph,
  { name, inputs, outputs }: PartFunction,
): string {
  const { operations } = reach(graph, outputs, inputs);
  const one = GraphFunction.fromGraph(graph, `jit_${name}_${made++}`, {
    inputs,
    outputs,
    operations: [...operations],
  });
  trace.functions.push(one);
  return one.name;
}

/** An attribute that names a function. */
export function functionAttr(name: string, value: string): OpAttr {
  return { name, type: AttrKind.func, value };
}

/** An attribute that is a list of dtypes. */
export function typesAttr(name: string, types: readonly ValueType[]): OpAttr {
  return { name, type: AttrKind.type, value: types.map(({ dtype }) => dtype) };
}

/** The attribute `output_shapes`. */
export function shapesAttr(types: readonly ValueType[]): OpAttr {
  const value = new MessageWriter().message(Value.list, (list) => {
    for (const { shape } of types) {
      list.message(Value.listShape, (message) => {
        for (const length of shape) message.message(2, (axis) => axis.varint(1, length));
      });
    }
  });
  return { name: "output_shapes", type: AttrKind.proto, value: value.finish() };
}

/** Lets TensorFlow turn a construct into plain nodes, whose values pass without copies. */
export const LOWERED: OpAttr = {
  name: "_lower_using_switch_merge",
  type: AttrKind.bool,
  value: true,
};
