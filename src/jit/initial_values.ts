/**
 * First values of variables that a traced function makes, such as an optimizer's moments.
 *
 * @module
 */

import type { TensorflowBackend } from "../engine/backend.ts";
import { GraphFunction } from "../ffi/function.ts";
import { type CallArguments, CallInputs } from "./call_inputs.ts";
import { coreEngine } from "./engine_state.ts";
import { type CreatedVariable, FailedRecording, type Recording } from "./recording.ts";

/**
 * Computes the first values of the variables that a recording has made.
 *
 * @param call What the function was called with: the values may depend on it.
 * @param name For TensorFlow, unique in the process.
 * @throws {TypeError} If a value cannot be had before the function has run. The variables are disposed
 * then; after a recording that has failed nothing is thrown.
 */
export function giveInitialValues(
  backend: TensorflowBackend,
  recording: Recording | FailedRecording,
  { call, name }: { call: CallArguments; name: string },
): void {
  const created = recording.created.filter(({ variable }) => !variable.isDisposed);
  try {
    groupsOf(recording, created).forEach((group, i) => {
      give(backend, recording, { group, call, name: `${name}_initial_${i}` });
    });
  } catch (error) {
    for (const { variable } of created) variable.dispose();
    // If the function itself has failed, that is what is to be heard of.
    if (!(recording instanceof FailedRecording)) throw error;
  }
}

/** Those that need no other new variable come first and together; the rest one by one in turn. */
function groupsOf(
  { trace }: Recording | FailedRecording,
  created: readonly CreatedVariable[],
): CreatedVariable[][] {
  const own = new Set(
    created.map(({ variable }) => trace.variables.get(variable)!.resource.operation),
  );
  const together: CreatedVariable[] = [];
  const apart: CreatedVariable[][] = [];
  for (const one of created) {
    const needed = trace.graph.neededBy([trace.outputOf(one.initial)]);
    if (trace.updates.areReadBy(needed)) {
      throw new TypeError(
        `Cannot make the variable ${one.variable.name} inside a function that jit traces: its first ` +
          "value is one that the function has given another variable; make it before, outside",
      );
    }
    if ([...own].some((operation) => needed.has(operation))) apart.push([one]);
    else together.push(one);
  }
  return together.length > 0 ? [together, ...apart] : apart;
}

function give(
  backend: TensorflowBackend,
  { trace }: Recording | FailedRecording,
  { group, call, name }: { group: readonly CreatedVariable[]; call: CallArguments; name: string },
): void {
  const { eager } = backend;
  const outputs = group.map(({ initial }) => trace.resultOf(initial));
  const needed = trace.graph.neededBy(outputs);
  const given = trace.inputs.filter(({ placeholder }) => needed.has(placeholder.operation));
  const placeholders = given.map(({ placeholder }) => placeholder);
  for (const { operation } of placeholders) needed.delete(operation);
  using compute = GraphFunction.fromGraph(trace.graph, name, {
    inputs: placeholders,
    outputs,
    operations: [...needed],
  });
  compute.register(eager);
  using inputs = new CallInputs(backend, given.map(({ input }) => input), call);
  for (const { resource } of inputs.variables) resource.requireQuiet("read");
  const count = eager.execute(name, [], inputs.handles, group.length);
  const made = Array.from(eager.outputs.subarray(0, count));
  made.forEach((handle, i) => assign(backend, group[i]!, handle));
}

function assign(
  backend: TensorflowBackend,
  { variable, dtype }: CreatedVariable,
  handle: bigint,
): void {
  const value = backend.fromKnown(handle, { shape: variable.shape, dtype });
  // There is no old value to let go: the trace's end has put tfjs's counts back.
  variable.dataId = value.dataId;
  coreEngine().incRef(variable, backend);
  value.dispose();
}
