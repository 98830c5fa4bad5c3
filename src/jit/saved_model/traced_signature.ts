/**
 * A function of JavaScript as TensorFlow functions for a SavedModel.
 *
 * @module
 */

import type { TensorflowBackend } from "../../engine/backend.ts";
import { ledger } from "../../engine/memory.ts";
import type * as tf from "../../engine/tf.ts";
import { GraphFunction } from "../../ffi/function.ts";
import { renameFunction } from "../../ffi/function_library.ts";
import { FailedRecording, type OutputSlot, record, type Recording } from "../recording.ts";
import { type Axis, type AxisNames, shapeIn, type Trial, trials } from "./axes.ts";
import { ExportTrace } from "./export_trace.ts";
import { mergeFunctions } from "./merge_functions.ts";
import { mergeShapes } from "./merge_shapes.ts";

/** A tensor that a signature is given. */
export interface SignatureInput {
  readonly name: string;
  /** Number of `TF_DataType`. */
  readonly dtype: number;
  /** Lengths of axes, or the names of those that have none; equal names are equal lengths. */
  readonly shape: readonly Axis[];
}

/** A function that becomes a signature. */
export interface SignatureSource {
  /** Its names in the model. */
  readonly names: readonly string[];
  readonly inputs: readonly SignatureInput[];
  /** Is given a tensor for each input, in order; its results are the outputs by name. */
  readonly fn: (tensors: readonly tf.Tensor[]) => tf.NamedTensorMap;
}

/** A tensor as a signature tells of it: -1 for an axis of any length. */
export interface NamedTensor {
  readonly name: string;
  readonly dtype: number;
  readonly shape: readonly number[] | null;
}

/** A signature as TensorFlow functions. */
export interface TracedSignature {
  readonly names: readonly string[];
  /** Name of the function. */
  readonly function: string;
  /** Encoded `FunctionDef`s: it, and those that it calls. */
  readonly definitions: readonly Uint8Array[];
  /** Its arguments, sorted by name. */
  readonly inputs: readonly NamedTensor[];
  /** Variables that it takes after its arguments. */
  readonly variables: readonly tf.Variable[];
  /** Its results, sorted by name. */
  readonly outputs: readonly NamedTensor[];
}

/**
 * Traces a function, as often as axes without a length ask for.
 *
 * @param name For TensorFlow: unique in the model.
 * @throws {TypeError} If there is no function for all lengths of the axes, or it makes variables.
 */
export function traceSignature(
  backend: TensorflowBackend,
  source: SignatureSource,
  name: string,
): TracedSignature {
  // Python flattens them in this order.
  const inputs = source.inputs.toSorted((a, b) => a.name < b.name ? -1 : 1);
  const places = source.inputs.map((input) => inputs.indexOf(input));
  const fn = (tensors: readonly tf.Tensor[]) => source.fn(places.map((place) => tensors[place]!));
  const named = inputs.flatMap(({ shape }) => shape.filter((axis) => typeof axis === "string"));
  const axes: AxisNames = [...new Set(named)];
  const tried = trials(axes).map((trial) => attempt(backend, { ...source, inputs, fn }, trial));
  const [first, ...others] = tried;
  const { functions, outputs, variables } = first!;
  const sameVariables = (one: readonly tf.Variable[]) =>
    one.length === variables.length && one.every((variable, i) => variable === variables[i]);
  if (
    others.some((other) =>
      other.functions.length !== functions.length || !sameVariables(other.variables) ||
      String(other.outputs.map((one) => one.name)) !== String(outputs.map((one) => one.name))
    )
  ) {
    throw new TypeError(
      `it runs other code for other lengths of ${axes.join(", ")}; give one of them a length`,
    );
  }
  return {
    names: source.names,
    function: name,
    definitions: functions.map((_, i) =>
      mergeFunctions(axes, tried.map((one) => renamed(one.functions, i, name)))
    ),
    inputs: inputs.map((input) => ({
      ...input,
      shape: input.shape.map((axis) => typeof axis === "string" ? -1 : axis),
    })),
    variables,
    outputs: outputs.map((output, i) => {
      const shape = mergeShapes(tried.map((one) => one.outputs[i]!.shape as number[]));
      return { ...output, shape: shape ?? null };
    }),
  };
}

/** What one trace has shown. */
interface Attempt {
  readonly functions: readonly { readonly name: string; readonly encoded: Uint8Array }[];
  readonly variables: readonly tf.Variable[];
  readonly outputs: readonly NamedTensor[];
}

function attempt(
  backend: TensorflowBackend,
  { inputs, fn }: SignatureSource,
  trial: Trial,
): Attempt {
  const recording = record(backend, fn, {
    args: inputs.map(({ dtype, shape }) => ({ dtype, shape: shapeIn(trial, shape) })),
    Tracing: ExportTrace,
  });
  const { trace } = recording;
  try {
    if (recording instanceof FailedRecording) throw recording.error;
    const [created] = recording.created;
    if (created !== undefined) {
      throw new TypeError(
        `it makes the variable ${created.variable.name}; call it once before it is saved, or make ` +
          "its variables outside of it",
      );
    }
    return functionsOf(recording);
  } finally {
    for (const { variable } of recording.created) variable.dispose();
    for (const one of trace.functions) one.dispose();
    ledger.noteGarbage(trace.size);
    trace.dispose();
  }
}

function functionsOf({ trace, outputs, result }: Recording): Attempt {
  const named = Object.entries(result as Record<string, OutputSlot>)
    .sort(([a], [b]) => a < b ? -1 : 1)
    .map(([name, { index }]) => ({ name, ...outputs[index]! }));
  const results = named.map(({ handle }) => trace.resultOf(handle));
  const variables = trace.inputs.flatMap(({ input }) =>
    input.kind === "variable" ? [input.variable] : []
  );
  using main = GraphFunction.fromGraph(trace.graph, "main", {
    inputs: trace.inputs.map(({ placeholder }) => placeholder),
    outputs: results,
    controlOutputs: trace.effects,
  });
  return {
    functions: [main, ...trace.functions].map((one) => ({
      name: one.name,
      encoded: one.toFunctionDef(),
    })),
    variables,
    outputs: named.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
  };
}

/** Function `i` under a name that is the same in each trace. */
function renamed(functions: Attempt["functions"], i: number, name: string): Uint8Array {
  const names = new Map(functions.map((one, j) => {
    const part = one.name.replace(/^jit_|_\d+$/g, "");
    return [one.name, j === 0 ? name : `${name}_${part}_${j}`];
  }));
  return renameFunction(functions[i]!.encoded, (known) => names.get(known) ?? known);
}
