/**
 * What a loop's body computes and what is the same in each turn: it is computed once, outside.
 *
 * @module
 */

import { DType } from "../../core/dtype.ts";
import { functionCall } from "../../ffi/function.ts";
import type { Graph, Output } from "../../ffi/graph.ts";
import type { Trace } from "../trace.ts";
import type { ChildTrace } from "./child_trace.ts";
import { addFunction, reach } from "./functions.ts";

/** Types of data; of other types are shapes and axes, which must stay constants where they are used. */
const DATA: ReadonlySet<number> = new Set([
  DType.float32,
  DType.float16,
  DType.bfloat16,
  DType.complex64,
  DType.variant,
]);

function keyOf({ operation, index }: Output): string {
  return `${operation}:${index}`;
}

/** Operations that depend on those given, these too. */
export function dependents(graph: Graph, roots: readonly Output[]): Set<bigint> {
  const found = new Set(roots.map(({ operation }) => operation));
  // Operations come after their inputs.
  for (const operation of graph.operations()) {
    if (graph.inputsOf(operation).some((input) => found.has(input.operation))) found.add(operation);
  }
  return found;
}

/** A loop's body, and what goes from turn to turn. */
export interface BodyGraph {
  readonly body: ChildTrace;
  /** Where the body finds what goes from turn to turn, */
  readonly slots: readonly Output[];
  /** and what that is after a turn. */
  readonly nexts: readonly Output[];
}

/**
 * The outputs that are the same in each turn, that depend on something from around, and that what
 * changes is computed from.
 */
export function invariantOutputs({ body, slots, nexts }: BodyGraph): Output[] {
  const { graph } = body;
  const captured = body.inputs.map(({ placeholder }) => placeholder);
  const { operations } = reach(graph, nexts, [...slots, ...captured]);
  const varying = dependents(graph, slots);
  const fromAround = dependents(graph, captured);
  const placeholders = new Set(captured.map(({ operation }) => operation));
  const found = new Map<string, Output>();
  const add = (output: Output) => {
    const { operation } = output;
    if (varying.has(operation) || placeholders.has(operation)) return;
    if (fromAround.has(operation) && DATA.has(graph.dtype(output))) {
      found.set(keyOf(output), output);
    }
  };
  for (const operation of operations) {
    if (varying.has(operation)) graph.inputsOf(operation).forEach(add);
  }
  nexts.forEach(add);
  return [...found.values()];
}

/** Outputs of a loop's body that are the same in each turn. */
export interface Outside {
  readonly body: ChildTrace;
  /** The trace that the body's inputs are values of. */
  readonly around: Trace;
  readonly outputs: readonly Output[];
}

/** What was computed outside already, by trace and body. */
const known = new WeakMap<Trace, WeakMap<ChildTrace, Map<string, bigint>>>();

/**
 * Computes outputs of a loop's body outside of it: each once, the way there and the way back may want
 * the same.
 *
 * @returns Their handles in `into`: the trace around, or one that has its values.
 */
export function computeOutside(into: Trace, { body, around, outputs }: Outside): bigint[] {
  const bodies = known.get(into) ?? new WeakMap<ChildTrace, Map<string, bigint>>();
  known.set(into, bodies);
  const handles = bodies.get(body) ?? new Map<string, bigint>();
  bodies.set(body, handles);
  const missing = outputs.filter((output) => !handles.has(keyOf(output)));
  if (missing.length > 0) {
    compute(into, { body, around, outputs: missing })
      .forEach((handle, i) => handles.set(keyOf(missing[i]!), handle));
  }
  return outputs.map((output) => handles.get(keyOf(output))!);
}

function compute(into: Trace, { body, around, outputs }: Outside): bigint[] {
  const { graph } = body;
  const captured = body.inputs.map(({ placeholder }) => placeholder);
  const used = reach(graph, outputs, captured).inputs;
  const inputs = body.inputs.flatMap(({ input, placeholder }) =>
    input.kind === "parent" && used.has(placeholder.operation)
      ? [{ handle: into.handleFrom(around, input.handle), placeholder }]
      : []
  );
  const name = addFunction(into, graph, {
    name: "loop_invariants",
    inputs: inputs.map(({ placeholder }) => placeholder),
    outputs,
  });
  const attrs = functionCall(name, {
    inputs: inputs.map(({ handle }) => into.dtype(handle)),
    outputs: outputs.map((output) => graph.dtype(output)),
  });
  into.execute("PartitionedCall", attrs, inputs.map(({ handle }) => handle), outputs.length);
  const made = Array.from(into.outputs.subarray(0, outputs.length));
  return made.map((handle, i) => {
    const output = outputs[i]!;
    const shape = graph.dtype(output) === DType.variant ? [] : graph.shape(output)!;
    return into.enterKnown(into.outputOf(handle), { dtype: graph.dtype(output), shape });
  });
}
