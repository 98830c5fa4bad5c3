/**
 * Loops as nodes of a graph.
 *
 * @module
 */

import { DType } from "../../core/dtype.ts";
import type { Output } from "../../ffi/graph.ts";
import { AttrKind } from "../../ffi/op_attrs.ts";
import type { Trace } from "../trace.ts";
import { ChildTrace, type ValueType } from "./child_trace.ts";
import { addFunction, functionAttr, LOWERED, reach, shapesAttr, typesAttr } from "./functions.ts";
import { computeOutside, invariantOutputs } from "./invariants.ts";
import { typeOf } from "./tensor_list.ts";

/** Turns that may overlap where they do not need each other: TensorFlow's own default. */
const PARALLEL_TURNS = 10;

/** An int32 scalar. */
export const COUNT: ValueType = { dtype: DType.int32, shape: [] };

/** A value that goes from turn to turn. */
export interface LoopVariable {
  /** Where a turn finds it, in the body. */
  readonly input: bigint;
  /** What it is after a turn, in the body. */
  readonly next: bigint;
  /** Makes its first value, in the trace that the loop is added to. */
  readonly initial: () => bigint;
}

/** Decides before each turn whether it comes. */
export interface LoopCondition {
  readonly trace: ChildTrace;
  /** Where it finds variables, by their inputs in the body. */
  readonly inputs: ReadonlyMap<bigint, Output>;
  /** A bool scalar. */
  readonly result: Output;
}

/** A loop to add to a trace. */
export interface LoopOptions {
  /** What the names of its functions begin with. */
  readonly name: string;
  readonly body: ChildTrace;
  /** The trace that the body's inputs are values of. */
  readonly around: Trace;
  /** The variables, those that are not needed too. */
  readonly variables: readonly LoopVariable[];
  /** Inputs of the variables that are wanted in the end. */
  readonly wanted: readonly bigint[];
  readonly condition: LoopCondition;
}

/** A value that stays as it is, and where body and condition find it. */
interface Invariant {
  body?: Output;
  condition?: Output;
}

/**
 * Adds a loop to `into`: to `around`, or a trace that has its values.
 *
 * @returns Handles of the variables after the last turn, by their inputs.
 */
export function addLoop(into: Trace, options: LoopOptions): Map<bigint, bigint> {
  const { name, body, condition } = options;
  const variables = neededOf(options);
  const invariants = invariantsOf(into, options, variables);
  const handles = [...variables.map(({ initial }) => initial()), ...invariants.keys()];
  const types = handles.map((handle) => typeOf(into, handle));
  const stay = [...invariants.values()];
  const bodyInputs = [
    ...variables.map(({ input }) => body.outputOf(input)),
    ...stay.map((one, i) => one.body ?? slot(body, types[variables.length + i]!)),
  ];
  const conditionInputs = [
    ...variables.map(({ input }) => condition.inputs.get(input)),
    ...stay.map((one) => one.condition),
  ].map((output, i) => output ?? slot(condition.trace, types[i]!));
  const bodyName = addFunction(into, body.graph, {
    name: `${name}_body`,
    inputs: bodyInputs,
    outputs: [
      ...variables.map(({ next }) => body.outputOf(next)),
      ...bodyInputs.slice(variables.length),
    ],
  });
  const conditionName = addFunction(into, condition.trace.graph, {
    name: `${name}_condition`,
    inputs: conditionInputs,
    outputs: [condition.result],
  });
  const attrs = [
    typesAttr("T", types),
    functionAttr("body", bodyName),
    functionAttr("cond", conditionName),
    shapesAttr(types),
    { name: "parallel_iterations", type: AttrKind.int, value: PARALLEL_TURNS },
    LOWERED,
  ];
  into.execute("StatelessWhile", attrs, handles, handles.length);
  return new Map(variables.map(({ input }, i) => [input, into.outputs[i]!]));
}

/** The variables without which there is no turn or no wanted result. */
function neededOf({ body, variables, wanted, condition }: LoopOptions): LoopVariable[] {
  const inputs = variables.map(({ input }) => body.outputOf(input));
  const chosen = new Set(
    variables.filter(({ input }) => wanted.includes(input) || condition.inputs.has(input)),
  );
  for (;;) {
    const nexts = [...chosen].map(({ next }) => body.outputOf(next));
    const used = reach(body.graph, nexts, inputs).inputs;
    const more = variables.filter((one) =>
      !chosen.has(one) && used.has(body.outputOf(one.input).operation)
    );
    if (more.length === 0) return variables.filter((one) => chosen.has(one));
    for (const one of more) chosen.add(one);
  }
}

/** What the loop uses of the trace around it and does not change, by handles in `into`. */
function invariantsOf(
  into: Trace,
  { body, around, condition }: LoopOptions,
  variables: readonly LoopVariable[],
): Map<bigint, Invariant> {
  const invariants = new Map<bigint, Invariant>();
  const slots = variables.map(({ input }) => body.outputOf(input));
  const nexts = variables.map(({ next }) => body.outputOf(next));
  const hoisted = invariantOutputs({ body, slots, nexts });
  computeOutside(into, { body, around, outputs: hoisted })
    .forEach((handle, i) => invariants.set(handle, { body: hoisted[i]! }));
  const captured = body.inputs.map(({ placeholder }) => placeholder);
  const used = reach(body.graph, nexts, [...slots, ...hoisted, ...captured]).inputs;
  for (const { input, placeholder } of body.inputs) {
    if (input.kind !== "parent" || !used.has(placeholder.operation)) continue;
    invariants.set(into.handleFrom(around, input.handle), { body: placeholder });
  }
  for (const { input, placeholder } of condition.trace.inputs) {
    if (input.kind !== "parent") continue;
    invariants.set(input.handle, { ...invariants.get(input.handle), condition: placeholder });
  }
  return invariants;
}

function slot(trace: ChildTrace, type: ValueType): Output {
  return trace.outputOf(trace.addSlot(type));
}

/**
 * The condition of a loop that counts its turns.
 *
 * @param counter The counter's input in the body.
 * @param turns How many there are: a number, or a handle of an int32 scalar in `into`.
 */
export function countTo(into: Trace, counter: bigint, turns: number | bigint): LoopCondition {
  const trace = new ChildTrace(into, {
    construct: "a loop's condition",
    makeSeed: (part) => part.captureOuter(into.drawSeed()),
  });
  const count = trace.addSlot(COUNT);
  const end = typeof turns === "number" ? integer(trace, turns) : trace.captureOuter(turns);
  trace.execute("Less", [], [count, end], 1);
  return {
    trace,
    inputs: new Map([[counter, trace.outputOf(count)]]),
    result: trace.outputOf(trace.outputs[0]!),
  };
}

/** An int32 scalar of this value. */
export function integer(trace: Trace, value: number): bigint {
  return trace.createTensor(DType.int32, [], Int32Array.of(value));
}
