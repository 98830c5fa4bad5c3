/**
 * A signature of a SavedModel as two functions: one that computes, one that goes back.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import type { EagerContext } from "./eager.ts";
import { type FlatSignature, flattenSignature } from "./flatten.ts";
import { FUNCTION_CALL, functionCall, GraphFunction } from "./function.ts";
import type { Graph, Output } from "./graph.ts";
import type { OpAttr } from "./op_attrs.ts";
import { TensorFlowError } from "./status.ts";
import type { SavedModelSession, SavedVariable } from "./saved_model.ts";

/** What a forward pass gives. */
export interface ForwardPass {
  /** The signature's outputs, in its order; the caller owns their handles. */
  outputs: bigint[];
  /** What the way back needs besides the arguments; the caller owns these handles too. */
  saved: bigint[];
}

/** dtypes through which gradients flow. */
const FLOATS: ReadonlySet<number> = new Set([
  DType.float32,
  DType.float64,
  DType.float16,
  DType.bfloat16,
]);

let nextId = 0;

/** A signature that runs in an eager context and can be differentiated there. */
export class DifferentiableSignature {
  /** The variables that it reads, in the order of the arguments that follow the inputs. */
  readonly variables: readonly SavedVariable[];
  readonly #context: EagerContext;
  readonly #flat: FlatSignature;
  readonly #arguments: Output[];
  readonly #forward: GraphFunction;
  readonly #forwardCall: OpAttr[];
  #withSaved: Backward | undefined;
  #refusal: Error | undefined;

  /**
   * Prepares the signature `name` of `model` for running in `context`.
   *
   * @throws {TypeError} If it cannot be flattened: see {@linkcode flattenSignature}.
   */
  constructor(context: EagerContext, model: SavedModelSession, name: string) {
    const flat = flattenSignature(model, name);
    this.#context = context;
    this.#flat = flat;
    this.#arguments = [...flat.inputs, ...flat.variables.map(({ value }) => value)];
    this.variables = flat.variables.map(({ variable }) => variable);
    for (const called of flat.functions) called.register(context);
    const { graph, outputs } = flat;
    const inputs = this.#arguments;
    this.#forward = GraphFunction.fromGraph(graph, `SavedModel_${nextId++}`, { inputs, outputs });
    this.#forward.register(context);
    this.#forwardCall = callOf(graph, this.#forward, inputs, outputs);
  }

  /**
   * Computes the outputs.
   *
   * @param given Handles of the inputs, then of the variables' values.
   */
  run(given: readonly bigint[]): bigint[] {
    const { outputs } = this.#flat;
    return execute(this.#context, this.#forwardCall, given, outputs.length);
  }

  /** Why there is no way back: an op without a gradient in TensorFlow's C++ library. */
  whyNot(): Error | undefined {
    if (this.#withSaved !== undefined || this.#refusal !== undefined) return this.#refusal;
    try {
      this.#backward();
    } catch (error) {
      if (!(error instanceof TensorFlowError)) throw error;
      this.#refusal = error;
    }
    return this.#refusal;
  }

  /**
   * Computes the outputs and keeps what {@linkcode DifferentiableSignature.backward} needs.
   *
   * @throws {TensorFlowError} If there is no way back: see {@linkcode DifferentiableSignature.whyNot}.
   */
  forward(given: readonly bigint[]): ForwardPass {
    const { call, saved } = this.#backward();
    const count = this.#flat.outputs.length;
    const all = execute(this.#context, call, given, count + saved.length);
    return { outputs: all.slice(0, count), saved: all.slice(count) };
  }

  /**
   * Computes the gradients of all inputs and variables.
   *
   * @param given What the forward pass was given.
   * @param saved What it kept.
   * @param dys Gradient of each output that is a float, in order; of others anything.
   * @returns A handle for each of `given`, or null where no gradient flows.
   */
  backward(
    given: readonly bigint[],
    saved: readonly bigint[],
    dys: readonly bigint[],
  ): (bigint | null)[] {
    const back = this.#backward();
    const inputs = [
      ...back.passed.map((index) => given[index]!),
      ...saved,
      ...back.floatOutputs.map((index) => dys[index]!),
    ];
    const gradients = back.gradients.filter((index) => index !== null).length;
    const handles = execute(this.#context, back.backCall, inputs, gradients);
    return back.gradients.map((index) => index === null ? null : handles[index]!);
  }

  /** Frees the functions and the graph. */
  dispose(): void {
    this.#withSaved?.functions.forEach((each) => each.dispose());
    this.#forward.dispose();
    for (const called of this.#flat.functions) called.dispose();
    this.#flat.graph.dispose();
  }

  /** Adds the gradients to the graph, and cuts it in two where they take over. */
  #backward(): Backward {
    if (this.#withSaved !== undefined) return this.#withSaved;
    if (this.#refusal !== undefined) throw this.#refusal;
    const { graph, outputs } = this.#flat;
    const given = this.#arguments;
    const before = new Set(graph.operations());
    const floatOutputs = indices(outputs, (output) => FLOATS.has(graph.dtype(output)));
    const floatArguments = indices(given, (argument) => FLOATS.has(graph.dtype(argument)));
    const dys = floatOutputs.map((index, i) => {
      const output = outputs[index]!;
      return graph.placeholder(graph.dtype(output), graph.shape(output), `tensaur_dy_${i}`);
    });
    const gradients = graph.addGradients(
      floatOutputs.map((index) => outputs[index]!),
      floatArguments.map((index) => given[index]!),
      dys,
    );
    const dyNodes = new Set(dys.map(({ operation }) => operation));
    const added = graph.operations().filter((one) => !before.has(one) && !dyNodes.has(one));
    const found = gradients.filter((gradient) => gradient !== null);
    const crossing = taken(graph, added, [...found], before);
    const isArgument = (output: Output) => given.findIndex((argument) => same(argument, output));
    const passed = crossing.map(isArgument).filter((index) => index >= 0);
    const saved = crossing.filter((output) => isArgument(output) < 0);

    const id = nextId++;
    const argumentNodes = new Set(given.map(({ operation }) => operation));
    const forward = GraphFunction.fromGraph(graph, `SavedModelForward_${id}`, {
      inputs: given,
      outputs: [...outputs, ...saved],
      operations: [...before].filter((operation) => !argumentNodes.has(operation)),
    });
    const backInputs = [...passed.map((index) => given[index]!), ...saved, ...dys];
    const backward = GraphFunction.fromGraph(graph, `SavedModelBackward_${id}`, {
      inputs: backInputs,
      outputs: found,
      operations: added,
    });
    forward.register(this.#context);
    backward.register(this.#context);
    let next = 0;
    const flowing = new Map(
      floatArguments.map((index, i) => [index, gradients[i] === null ? null : next++]),
    );
    this.#withSaved = {
      functions: [forward, backward],
      call: callOf(graph, forward, given, [...outputs, ...saved]),
      backCall: callOf(graph, backward, backInputs, found),
      saved,
      passed,
      floatOutputs,
      gradients: given.map((_, index) => flowing.get(index) ?? null),
    };
    return this.#withSaved;
  }
}

interface Backward {
  functions: GraphFunction[];
  call: OpAttr[];
  backCall: OpAttr[];
  /** Tensors of the forward pass that the way back needs. */
  saved: Output[];
  /** Arguments that it needs, by index. */
  passed: number[];
  /** Outputs that have gradients, by index. */
  floatOutputs: number[];
  /** For each argument the index of its gradient among the results. */
  gradients: (number | null)[];
}

/** Outputs of `before` that `operations` take, or that stand among the results themselves. */
function taken(
  graph: Graph,
  operations: readonly bigint[],
  results: readonly Output[],
  before: ReadonlySet<bigint>,
): Output[] {
  const crossing = new Map<string, Output>();
  const inputs = operations.flatMap((operation) => graph.inputsOf(operation));
  for (const output of [...inputs, ...results]) {
    const key = `${output.operation}:${output.index}`;
    if (before.has(output.operation)) crossing.set(key, output);
  }
  return [...crossing.values()];
}

function indices<T>(items: readonly T[], wanted: (item: T) => boolean): number[] {
  return items.flatMap((item, index) => wanted(item) ? [index] : []);
}

function same(a: Output, b: Output): boolean {
  return a.operation === b.operation && a.index === b.index;
}

function callOf(
  graph: Graph,
  called: GraphFunction,
  inputs: readonly Output[],
  outputs: readonly Output[],
): OpAttr[] {
  const dtype = (output: Output) => graph.dtype(output);
  return functionCall(called.name, { inputs: inputs.map(dtype), outputs: outputs.map(dtype) });
}

function execute(
  context: EagerContext,
  attrs: readonly OpAttr[],
  inputs: readonly bigint[],
  outputs: number,
): bigint[] {
  const count = context.execute(FUNCTION_CALL, attrs, inputs, outputs);
  return Array.from(context.outputs.subarray(0, count));
}
