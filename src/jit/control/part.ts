/**
 * Running the functions that a branch or a loop was given, so that their traces see the ops.
 *
 * @module
 */

import type { TensorflowBackend } from "../../engine/backend.ts";
import { givenTo, pullBack, withTape } from "../../engine/gradients/tape.ts";
import { BACKEND } from "../../engine/info.ts";
import * as tf from "../../engine/tf.ts";
import { coreEngine } from "../engine_state.ts";
import { Trace } from "../trace.ts";
import type { BackwardTrace } from "./backward_trace.ts";
import type { ChildTrace, ValueType } from "./child_trace.ts";
import { typeOf } from "./tensor_list.ts";

/** The trace that is under way, and the backend whose ops it notes. */
export interface Tracing {
  readonly backend: TensorflowBackend;
  readonly trace: Trace;
}

/** The trace that is under way, undefined when ops run at once. */
export function tracing(): Tracing | undefined {
  if (tf.getBackend() !== BACKEND) return undefined;
  const backend = tf.backend() as TensorflowBackend;
  return backend.context instanceof Trace ? { backend, trace: backend.context } : undefined;
}

/** The tensor behind a handle of the trace under way. */
export function tensorAt({ backend, trace }: Tracing, handle: bigint): tf.Tensor {
  const { dtype, shape } = typeOf(trace, handle);
  return backend.fromKnown(handle, { dtype, shape: [...shape] });
}

/** Whether a gradient can flow through a tensor. */
export function isDifferentiable({ dtype }: { readonly dtype: string }): boolean {
  return dtype === "float32" || dtype === "complex64";
}

/** What a part has made. */
export interface TracedPart {
  /** Handles of its results. */
  readonly outputs: readonly bigint[];
  /** The tensors from around that it uses and a gradient can flow to. */
  readonly captured: readonly tf.Tensor[];
  /** All the tensors from around that it uses, as far as a tape has noted it. */
  readonly used: readonly tf.Tensor[];
  /** On the way back, the gradient of each tensor that it was given, undefined where none flows, */
  readonly byGiven: readonly (bigint | undefined)[];
  /** and of each that it uses from around. */
  readonly byCaptured: readonly (bigint | undefined)[];
}

const NO_GRADIENTS = { captured: [], used: [], byGiven: [], byCaptured: [] };

/** The way back through a part. */
export interface PartBack {
  readonly trace: BackwardTrace;
  /** Adds the gradient of a result to it; returns its handle there. */
  cotangent(output: number, type: ValueType): bigint;
}

/** How a part is traced. */
export interface PartOptions {
  /** What it is for, as errors call it. */
  readonly construct: string;
  /** Calls the function; returns its results. */
  readonly run: (standIns: readonly tf.Tensor[]) => tf.Tensor[];
  /** Handles of what it is given. */
  readonly given: readonly bigint[];
  /** The way back, made when there is one; undefined where no gradient is wanted. */
  readonly backward?: () => PartBack;
}

/** Traces a part, and its gradients if they are wanted. */
export function tracePart(
  backend: TensorflowBackend,
  trace: ChildTrace,
  { construct, run, given, backward }: PartOptions,
): TracedPart {
  return inPart({ backend, trace }, () => {
    const standIns = given.map((handle) => tensorAt({ backend, trace }, handle));
    // Copies, which cost nothing here: what is returned twice, or is not made here, has a name of its own.
    const results = () =>
      withoutEffects(construct, () => run(standIns)).map((output) => tf.clone(output));
    const handles = (tensors: readonly tf.Tensor[]) =>
      tensors.map((tensor) => backend.handleOf(tensor));
    if (backward === undefined) {
      return { ...NO_GRADIENTS, outputs: handles(results()) };
    }
    return withTape(results, (made, noted) => {
      const outputs = handles(made);
      const used = givenTo(noted).filter(({ dataId }) =>
        backend.has(dataId) && backend.recordOf(dataId).owner !== trace
      );
      const captured = used.filter(isDifferentiable);
      const given = standIns.filter(isDifferentiable);
      const xs = [...given, ...captured];
      const ys = made.flatMap((output, i) => isDifferentiable(output) ? [{ output, i }] : []);
      if (xs.length === 0 || ys.length === 0) return { ...NO_GRADIENTS, outputs };
      const back = backward();
      backend.context = back.trace;
      try {
        const dys = ys.map(({ i }) =>
          tensorAt({ backend, trace: back.trace }, back.cotangent(i, typeOf(trace, outputs[i]!)))
        );
        const found = pullBack(noted, { xs, ys: ys.map(({ output }) => output), dys });
        const gradients = found.map((one) => one === undefined ? undefined : backend.handleOf(one));
        return {
          outputs,
          captured,
          used,
          byGiven: standIns.map((standIn) => gradients[given.indexOf(standIn)]),
          byCaptured: gradients.slice(given.length),
        };
      } finally {
        backend.context = trace;
      }
    });
  });
}

/** Runs `fn` as a part of its own: its ops go to `trace`, and no tape around notes them. */
function inPart<T>({ backend, trace }: Tracing, fn: () => T): T {
  const engine = coreEngine();
  const { state } = engine;
  const { context } = backend;
  const { activeTape, gradientDepth, kernelDepth } = state;
  backend.context = trace;
  Object.assign(state, { activeTape: null, gradientDepth: 0, kernelDepth: 0 });
  engine.startScope("jit");
  try {
    return fn();
  } finally {
    engine.endScope();
    Object.assign(state, { activeTape, gradientDepth, kernelDepth });
    backend.context = context;
  }
}

/**
 * Runs `fn`, which may be traced and run once, or not and run many times, so that it must not matter.
 *
 * @throws {TypeError} If it changes a variable, makes one, or disposes what was made outside of it.
 */
export function withoutEffects<T>(construct: string, fn: () => T): T {
  const engine = coreEngine();
  const { disposeTensor, makeVariable } = engine;
  const first = engine.nextTensorId();
  engine.disposeTensor = (tensor) => {
    if (tensor instanceof tf.Variable) {
      throw new TypeError(
        `Cannot assign or dispose the variable ${tensor.name} inside ${construct}: return the new ` +
          "value from there, and assign it outside",
      );
    }
    if (tensor.id < first) {
      throw new TypeError(
        `Cannot dispose a ${tensor.dtype} tensor of shape [${tensor.shape}] inside ${construct}: it ` +
          "was made outside; dispose it there",
      );
    }
    disposeTensor.call(engine, tensor);
  };
  engine.makeVariable = () => {
    throw new TypeError(`Cannot make a variable inside ${construct}: make it outside`);
  };
  try {
    return fn();
  } finally {
    Object.assign(engine, { disposeTensor, makeVariable });
  }
}
