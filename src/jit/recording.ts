/**
 * Running a function once so that a trace sees its ops.
 *
 * @module
 */

import { mapTree } from "../core/tree.ts";
import type { TensorflowBackend } from "../engine/backend.ts";
import * as tf from "../engine/tf.ts";
import { coreEngine, EngineState, setData } from "./engine_state.ts";
import { opLoops } from "./control/op_loop.ts";
import { traceOptimizers } from "./optimizers.ts";
import type { ArgumentTensor } from "./signature.ts";
import { Trace } from "./trace.ts";
import type { TracedVariable } from "./trace_inputs.ts";
import type { TraceOptions } from "./trace_options.ts";

/** A tensor that the traced function returns. */
export interface RecordedOutput {
  readonly handle: bigint;
  readonly shape: number[];
  readonly dtype: number;
}

/** A variable that the traced function made, and the handle of the value that it began with. */
export interface CreatedVariable {
  readonly variable: tf.Variable;
  readonly initial: bigint;
  /** The data id that it has until then. */
  readonly dataId: object;
  readonly dtype: number;
}

/** What a trace of a function found out. */
export interface Recording {
  readonly trace: Trace;
  /** What the function returned, an {@linkcode OutputSlot} in place of each tensor. */
  readonly result: unknown;
  readonly outputs: readonly RecordedOutput[];
  /** Variables that the function assigns. */
  readonly assigned: ReadonlySet<tf.Variable>;
  readonly created: readonly CreatedVariable[];
}

/** Stands in a result for the output with this index. */
export class OutputSlot {
  /** Makes the place of output `index`. */
  constructor(readonly index: number) {}
}

/** A trace that failed; the variables that were made before it did must still get their values. */
export class FailedRecording {
  /** Notes what is left of `trace`. */
  constructor(
    readonly trace: Trace,
    readonly created: readonly CreatedVariable[],
    readonly error: unknown,
  ) {}
}

/** The function to trace, on stand-ins for its tensors. */
export type Traceable = (tensors: readonly tf.Tensor[]) => unknown;

/** How a function is traced. */
export type RecordOptions =
  & Pick<
    TraceOptions,
    "precision" | "lossScale" | "clusters" | "corners" | "xla" | "lacks"
  >
  & {
    /** Dtypes and shapes of the tensors that the function is given. */
    readonly args: readonly ArgumentTensor[];
    /** What notes its ops; a plain trace unless told. */
    readonly Tracing?: typeof Trace;
  };

/** Traces `fn`; afterwards everything is as if it had not run, but for the variables that it made. */
export function record(
  backend: TensorflowBackend,
  fn: Traceable,
  { args, Tracing = Trace, ...options }: RecordOptions,
): Recording | FailedRecording {
  traceOptimizers();
  const state = new EngineState(backend);
  const trace = new Tracing(backend.eager, {
    ...options,
    variables: state.variables,
    loops: opLoops,
  });
  const creation = watchVariables(backend, trace);
  backend.context = trace;
  try {
    const standIns = args.map(({ dtype, shape }, index) =>
      backend.fromKnown(trace.addInput({ kind: "argument", index }, { dtype, shape }), {
        dtype,
        shape: [...shape],
      })
    );
    state.refuseDisposal();
    const returned = fn(standIns);
    refusePromise(returned);
    refuseDisposed(state, creation.created);
    const outputs: RecordedOutput[] = [];
    const result = mapTree(returned, (leaf) => {
      if (!(leaf instanceof tf.Tensor) || leaf instanceof tf.Variable) return leaf;
      const handle = backend.handleOf(leaf);
      outputs.push({ handle, shape: trace.shape(handle), dtype: trace.dtype(handle) });
      return new OutputSlot(outputs.length - 1);
    });
    const { created } = creation;
    const changed = [
      ...state.assigned().map(({ variable }) => variable),
      ...created.map(({ variable }) => variable),
    ].map((variable) => endValue(backend, trace, variable))
      .filter(({ traced, after }) => after !== traced.before);
    // What variables held before is read before anything changes them.
    for (
      const handle of [
        ...outputs.map(({ handle }) => handle),
        ...changed.map(({ after }) => after),
      ]
    ) {
      if (!trace.updates.has(handle)) trace.outputOf(handle);
    }
    const assigned = assignVariables(trace, changed);
    trace.finish();
    return { trace, result, outputs, assigned, created };
  } catch (error) {
    return new FailedRecording(trace, creation.created, error);
  } finally {
    creation.stop();
    backend.context = backend.eager;
    state.revived();
    state.restore();
    for (const { variable, dataId } of creation.created) variable.dataId = dataId;
  }
}

function refusePromise(returned: unknown): void {
  if (!(returned instanceof Promise)) return;
  // Whatever it fails of later is a consequence.
  returned.catch(() => undefined);
  throw new TypeError(
    "Cannot compile an async function: jit traces a function from its first line to its last at " +
      "once; leave await out of it, or compile the synchronous part",
  );
}

function refuseDisposed(state: EngineState, created: readonly CreatedVariable[]): void {
  const disposed = [
    ...state.revived(),
    ...created.map(({ variable }) => variable).filter(({ isDisposed }) => isDisposed),
  ];
  const [variable] = disposed;
  if (variable === undefined) return;
  throw new TypeError(
    `Cannot dispose the variable ${variable.name} inside a function that jit traces: the compiled ` +
      "function would use it at the next call; dispose it outside",
  );
}

/** Tells the trace of variables that the function makes. */
function watchVariables(
  backend: TensorflowBackend,
  trace: Trace,
): { readonly created: CreatedVariable[]; stop(): void } {
  const engine = coreEngine();
  const { makeVariable } = engine;
  const created: CreatedVariable[] = [];
  engine.makeVariable = (...args) => {
    const variable = makeVariable.apply(engine, args);
    const initial = backend.handleOf(variable);
    const [dtype, shape] = [trace.dtype(initial), trace.shape(initial)];
    const { before } = trace.captureVariable(variable, { dtype, shape });
    const value = backend.fromKnown(before, { shape, dtype });
    setData(backend, variable, value.dataId);
    created.push({ variable, initial, dataId: value.dataId, dtype });
    return variable;
  };
  return {
    created,
    stop: () => {
      engine.makeVariable = makeVariable;
    },
  };
}

/** A variable and the handle of the value that it has at the end of the function. */
interface ChangedVariable {
  readonly variable: tf.Variable;
  readonly traced: TracedVariable;
  readonly after: bigint;
}

function endValue(
  backend: TensorflowBackend,
  trace: Trace,
  variable: tf.Variable,
): ChangedVariable {
  const after = backend.handleOf(variable);
  const traced = trace.variables.get(variable) ??
    trace.captureVariable(variable, { dtype: trace.dtype(after), shape: trace.shape(after) });
  return { variable, traced, after };
}

/** Adds the nodes that give variables the values that they have at the end of the function. */
function assignVariables(trace: Trace, changed: readonly ChangedVariable[]): Set<tf.Variable> {
  for (const { variable, traced, after } of changed) {
    if (trace.updates.has(after, variable)) continue;
    const operation = trace.addNode("AssignVariableOp", {
      attrs: [],
      inputs: [traced.resource, trace.outputOf(after)],
      controlInputs: trace.updates.usesOf(traced),
    });
    trace.effects.push(operation);
  }
  return new Set(changed.map(({ variable }) => variable));
}
