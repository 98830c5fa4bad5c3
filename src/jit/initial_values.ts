/**
 * First values of variables that a traced function makes, such as an optimizer's moments.
 *
 * @module
 */

import type { TensorflowBackend } from "../engine/backend.ts";
import * as tf from "../engine/tf.ts";
import { FUNCTION_CALL, functionCall, GraphFunction } from "../ffi/function.ts";
import type { Output } from "../ffi/graph.ts";
import { coreEngine, setData } from "./engine_state.ts";
import type { CreatedVariable, FailedRecording, Recording } from "./recording.ts";
import type { TraceInput } from "./trace.ts";

/** Variables whose first values one function computes. */
interface Batch {
  readonly created: readonly CreatedVariable[];
  readonly compute: GraphFunction;
  readonly inputs: readonly TraceInput[];
  readonly inputTypes: readonly number[];
}

/** Handles for the inputs of a function, and those among them that are to be deleted. */
type Gather = (inputs: readonly TraceInput[]) => {
  readonly handles: readonly bigint[];
  readonly owned: readonly bigint[];
};

/** Computes the first values of the variables that a trace has made. */
export class InitialValues {
  readonly #backend: TensorflowBackend;
  readonly #batches: readonly Batch[];

  private constructor(backend: TensorflowBackend, batches: readonly Batch[]) {
    this.#backend = backend;
    this.#batches = batches;
  }

  /** What gives the variables of a recording their first values; undefined if it has made none. */
  static of(
    backend: TensorflowBackend,
    { trace, created }: Recording | FailedRecording,
    name: string,
  ): InitialValues | undefined {
    if (created.length === 0) return undefined;
    const own = new Set(created.map(({ variable }) => trace.variables.get(variable)!.resource));
    const ownOperations = new Set([...own].map(({ operation }) => operation));
    // Those that need no other new variable come first and together; the rest one by one in turn.
    const together: CreatedVariable[] = [];
    const apart: CreatedVariable[][] = [];
    for (const one of created) {
      const needed = trace.graph.neededBy([trace.outputOf(one.initial)]);
      if ([...ownOperations].some((operation) => needed.has(operation))) apart.push([one]);
      else together.push(one);
    }
    const groups = together.length > 0 ? [together, ...apart] : apart;
    const batches = groups.map((group, i): Batch => {
      const outputs = group.map(({ initial }) => trace.resultOf(initial));
      const needed = trace.graph.neededBy(outputs);
      const inputs = trace.inputs.filter(({ placeholder }) => needed.has(placeholder.operation));
      const placeholders = inputs.map(({ placeholder }): Output => placeholder);
      for (const { operation } of placeholders) needed.delete(operation);
      return {
        created: group,
        compute: GraphFunction.fromGraph(trace.graph, `${name}_initial_${i}`, {
          inputs: placeholders,
          outputs,
          operations: [...needed],
        }),
        inputs: inputs.map(({ input }) => input),
        inputTypes: placeholders.map((placeholder) => trace.graph.dtype(placeholder)),
      };
    });
    return new InitialValues(backend, batches);
  }

  /** Makes the functions callable. */
  register(): void {
    for (const { compute } of this.#batches) compute.register(this.#backend.eager);
  }

  /** Gives the variables their first values. */
  assign(gather: Gather): void {
    const { eager } = this.#backend;
    for (const { created, compute, inputs, inputTypes } of this.#batches) {
      const { handles, owned } = gather(inputs);
      const outputs = created.map(({ dtype }) => dtype);
      const attrs = functionCall(compute.name, { inputs: inputTypes, outputs });
      let count: number;
      try {
        count = eager.execute(FUNCTION_CALL, attrs, handles, created.length);
      } finally {
        for (const handle of owned) eager.deleteTensor(handle);
      }
      const made = Array.from(eager.outputs.subarray(0, count));
      made.forEach((handle, i) => this.#give(created[i]!, handle));
    }
  }

  #give({ variable, dtype }: CreatedVariable, handle: bigint): void {
    const value = this.#backend.fromKnown(handle, { shape: variable.shape, dtype });
    // The trace's end has put tfjs's counts back to where the variable was not.
    const { state } = coreEngine();
    state.numTensors++;
    state.numBytes += tf.util.sizeFromShape(variable.shape) *
      tf.util.bytesPerElement(variable.dtype);
    setData(this.#backend, variable, value.dataId);
    value.dispose();
  }

  /** Frees the functions. */
  dispose(): void {
    for (const { compute } of this.#batches) compute.dispose();
  }
}
