/**
 * Branches as nodes of a graph.
 *
 * @module
 */

import type { Output } from "../../ffi/graph.ts";
import type { Trace } from "../trace.ts";
import type { ChildTrace, ValueType } from "./child_trace.ts";
import { addFunction, functionAttr, LOWERED, reach, shapesAttr, typesAttr } from "./functions.ts";
import { typeOf } from "./tensor_list.ts";

/** Something for the branch that is taken if the predicate holds, and for the other one. */
export type Both<T> = readonly [T, T];

/** A value that both branches are given. */
export interface BranchInput {
  /** Makes it, in the trace that the branches are added to. */
  readonly make: () => bigint;
  /** Where the branches find it; undefined where one does not. */
  readonly inputs: Both<bigint | undefined>;
}

/** Branches to add to a trace. */
export interface BranchesOptions {
  /** What the names of their functions begin with. */
  readonly name: string;
  /** A bool scalar. */
  readonly predicate: bigint;
  readonly branches: Both<ChildTrace>;
  /** The trace that the branches' inputs are values of. */
  readonly around: Trace;
  /** What they are given besides. */
  readonly given: readonly BranchInput[];
  /** Their results. */
  readonly outputs: Both<readonly bigint[]>;
}

/**
 * Adds two branches to `into`: to `around`, or a trace that has its values.
 *
 * @returns Handles of the results of the one that is taken.
 */
export function addBranches(into: Trace, options: BranchesOptions): bigint[] {
  const { name, predicate, branches, outputs } = options;
  const results = outputs[0].map((handle) => typeOf(branches[0], handle));
  if (results.length === 0) return [];
  const inputs = inputsOf(into, options);
  const handles = inputs.map(({ make }) => make());
  const types = handles.map((handle) => typeOf(into, handle));
  const [ifTrue, ifFalse] = branches.map((branch, side) =>
    addFunction(into, branch.graph, {
      name: `${name}_${side === 0 ? "true" : "false"}`,
      inputs: inputs.map((input, i) => input.inputs[side] ?? slot(branch, types[i]!)),
      outputs: outputs[side]!.map((handle) => branch.outputOf(handle)),
    })
  );
  const attrs = [
    typesAttr("Tin", types),
    typesAttr("Tout", results),
    functionAttr("then_branch", ifTrue!),
    functionAttr("else_branch", ifFalse!),
    shapesAttr(results),
    LOWERED,
  ];
  into.execute("StatelessIf", attrs, [predicate, ...handles], results.length);
  return Array.from(into.outputs.subarray(0, results.length));
}

/** An input of both branches, and where they find it. */
interface Input {
  readonly make: () => bigint;
  readonly inputs: [Output | undefined, Output | undefined];
}

/** The inputs that a branch needs. */
function inputsOf(into: Trace, { branches, around, given, outputs }: BranchesOptions): Input[] {
  const inputs: Input[] = given.map(({ make, inputs }) => ({
    make,
    inputs: [find(branches[0], inputs[0]), find(branches[1], inputs[1])],
  }));
  const known = new Map<bigint, Input>();
  branches.forEach((branch, side) => {
    for (const { input, placeholder } of branch.inputs) {
      if (input.kind !== "parent") continue;
      const handle = into.handleFrom(around, input.handle);
      let one = known.get(handle);
      if (one === undefined) {
        known.set(
          handle,
          one = { make: () => handle, inputs: [undefined, undefined] },
        );
      }
      one.inputs[side] = placeholder;
    }
  });
  inputs.push(...known.values());
  const needed = branches.map((branch, side) => {
    const ends = inputs.flatMap(({ inputs }) => inputs[side] ?? []);
    return reach(branch.graph, outputs[side]!.map((handle) => branch.outputOf(handle)), ends)
      .inputs;
  });
  return inputs.filter(({ inputs }) =>
    needed.some((operations, side) => operations.has(inputs[side]?.operation ?? 0n))
  );
}

function find(branch: ChildTrace, handle: bigint | undefined): Output | undefined {
  return handle === undefined ? undefined : branch.outputOf(handle);
}

function slot(trace: ChildTrace, type: ValueType): Output {
  return trace.outputOf(trace.addSlot(type));
}
