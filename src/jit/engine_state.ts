/**
 * What a trace changes in tfjs's engine, and putting it back.
 *
 * @module
 */

import * as tf from "../engine/tf.ts";
import type { TensorflowBackend } from "../engine/backend.ts";

/** The parts of tfjs's engine that traced code changes; its declarations hide some of them. */
export interface CoreEngine {
  state: {
    registeredVariables: Record<string, tf.Variable>;
    scopeStack: unknown[];
    activeScope: unknown;
    activeTape: unknown;
    numDataMovesStack: unknown[];
    tensorInfo: { has(dataId: object): boolean };
    numBytes: number;
    numTensors: number;
    numStringTensors: number;
    numDataBuffers: number;
    gradientDepth: number;
    kernelDepth: number;
    profiling: boolean;
  };
  makeVariable(
    initialValue: tf.Tensor,
    trainable?: boolean,
    name?: string,
    dtype?: tf.DataType,
  ): tf.Variable;
  disposeTensor(tensor: tf.Tensor): void;
  incRef(tensor: tf.Tensor, backend: TensorflowBackend): void;
  startScope(name: string): void;
  endScope(): void;
  nextTensorId(): number;
}

/** What is put back; ids of scopes and of nodes on the tape go on instead. */
const RESTORED = [
  "activeScope",
  "activeTape",
  "numBytes",
  "numTensors",
  "numStringTensors",
  "numDataBuffers",
  "gradientDepth",
  "kernelDepth",
  "profiling",
] as const;

/** tfjs's engine with the parts that a trace needs. */
export function coreEngine(): CoreEngine {
  return tf.engine() as unknown as CoreEngine;
}

/** Gives `variable` another value without tfjs's checks; its old one is let go. */
export function setData(
  backend: TensorflowBackend,
  variable: tf.Variable,
  dataId: object,
): void {
  const engine = coreEngine();
  engine.disposeTensor(variable);
  variable.dataId = dataId;
  engine.incRef(variable, backend);
}

/** A variable and the value that it had when the trace began. */
interface VariableBefore {
  readonly variable: tf.Variable;
  readonly dataId: object;
}

/**
 * The state of tfjs's engine before traced code runs.
 *
 * Values of variables need not be held: what was made outside of a trace, the backend neither counts
 * nor frees in it.
 */
export class EngineState {
  /** Variables by the data id of their value; no two share one, and no tensor shares it. */
  readonly variables = new Map<object, tf.Variable>();

  readonly #before: VariableBefore[] = [];
  readonly #values: unknown[];
  readonly #scopes: unknown[];
  readonly #moves: number;
  #stopRefusing = () => {};

  /** Notes the state, and opens a scope that what the code makes is tracked in. */
  constructor(backend: TensorflowBackend) {
    const engine = coreEngine();
    const { state } = engine;
    for (const variable of Object.values(state.registeredVariables)) {
      // A traced tensor is a variable's value if its data id says so: it must say so of no other.
      if (isShared(backend, variable)) ownValue(backend, variable);
      const { dataId } = variable;
      this.variables.set(dataId, variable);
      this.#before.push({ variable, dataId });
    }
    this.#values = RESTORED.map((name) => state[name]);
    this.#scopes = [...state.scopeStack];
    this.#moves = state.numDataMovesStack.length;
    // A scope around it would dispose what was never there.
    engine.startScope("jit");
    // The profiler reads values.
    state.profiling = false;
  }

  /**
   * Refuses from now on to dispose tensors that exist by now: the compiled function would do so at no
   * call.
   */
  refuseDisposal(): void {
    const engine = coreEngine();
    const { disposeTensor } = engine;
    const first = engine.nextTensorId();
    engine.disposeTensor = (tensor) => {
      // A variable gives its old value up when it is assigned.
      if (tensor.id < first && !(tensor instanceof tf.Variable)) {
        throw new TypeError(
          `Cannot dispose a ${tensor.dtype} tensor of shape [${tensor.shape}] inside a function ` +
            "that jit traces: it was made outside of it; dispose it where it was made",
        );
      }
      disposeTensor.call(engine, tensor);
    };
    this.#stopRefusing = () => {
      engine.disposeTensor = disposeTensor;
    };
  }

  /** The variables that have another value than before, with the data id of their value before. */
  assigned(): VariableBefore[] {
    return this.#before.filter(({ variable, dataId }) => variable.dataId !== dataId);
  }

  /** The variables that were disposed since, which are brought back. */
  revived(): tf.Variable[] {
    const { registeredVariables } = coreEngine().state;
    const variables = this.#before.map(({ variable }) => variable);
    const disposed = variables.filter((variable) =>
      registeredVariables[variable.name] !== variable
    );
    if (disposed.length === 0) return disposed;
    for (const variable of disposed) {
      (variable as unknown as { isDisposedInternal: boolean }).isDisposedInternal = false;
    }
    // In the order from before: optimizers that are given no list go by it.
    const later = { ...registeredVariables };
    for (const name of Object.keys(later)) delete registeredVariables[name];
    for (const variable of variables) registeredVariables[variable.name] = variable;
    Object.assign(registeredVariables, { ...later, ...registeredVariables });
    return disposed;
  }

  /** Puts everything back; the context must be the eager one again. */
  restore(): void {
    this.#stopRefusing();
    const { state } = coreEngine();
    for (const { variable, dataId } of this.#before) variable.dataId = dataId;
    state.scopeStack.splice(0, Infinity, ...this.#scopes);
    state.numDataMovesStack.length = this.#moves;
    RESTORED.forEach((name, i) => Object.assign(state, { [name]: this.#values[i] }));
  }
}

/** Whether other tensors have a variable's data. Those that a call is changing now nobody can read. */
function isShared(backend: TensorflowBackend, { dataId }: tf.Variable): boolean {
  if (backend.refCount(dataId) <= 1) return false;
  const { resource } = backend.recordOf(dataId);
  return resource === null || resource.writers === 0;
}

/** Gives a variable that shares its value with other tensors one of its own; nothing is copied. */
export function ownValue(backend: TensorflowBackend, variable: tf.Variable): void {
  const record = backend.recordOf(variable.dataId);
  const { shape, dtype } = record;
  const own = backend.fromKnown(backend.eager.share(backend.eagerHandleOf(record)), {
    shape,
    dtype,
  });
  setData(backend, variable, own.dataId);
  own.dispose();
}
