/**
 * A traced function as TensorFlow runs it.
 *
 * @module
 */

import { mapTree } from "../core/tree.ts";
import type { TensorflowBackend } from "../engine/backend.ts";
import type * as tf from "../engine/tf.ts";
import { GraphFunction, namedCall } from "../ffi/function.ts";
import type { ProfiledArgument } from "../ffi/function_profiler.ts";
import { AttrKind, type OpAttr } from "../ffi/op_attrs.ts";
import { deleteTensor } from "../ffi/tensor.ts";
import { type CallArguments, CallInputs } from "./call_inputs.ts";
import { coreEngine } from "./engine_state.ts";
import { OutputSlot, type RecordedOutput, type Recording } from "./recording.ts";
import type { HostChoice, TraceInput } from "./trace_inputs.ts";
import { xlaError } from "./xla_error.ts";
import { requireRest, Turn } from "./variable_uses.ts";

/** How a recording is compiled. */
export interface CompileOptions {
  /** Name for people. */
  readonly label: string;
  /** Name of the function, unique in the process. */
  readonly name: string;
  /** Whether XLA compiles it as a whole. */
  readonly xla: boolean;
  /** Ops that XLA lacks, and the lines that note them. */
  readonly lacking: ReadonlyMap<string, string>;
  /** An encoded `ConfigProto` for TensorFlow's rewrites of the graph. */
  readonly config: Uint8Array;
}

/** What one call would run. */
export interface InspectedCall extends CompileOptions {
  /** The function, and those that it calls. */
  readonly functions: readonly GraphFunction[];
  /** What it would be given, valid while it is looked at. */
  readonly inputs: readonly ProfiledArgument[];
  /** Dtypes of its results. */
  readonly outputs: readonly number[];
}

/** Frees what was compiled for a function that nobody holds any more. */
const forgotten = new FinalizationRegistry<readonly GraphFunction[]>((functions) => {
  for (const one of functions) one.dispose();
});

/** One trace of a function, compiled. */
export class Compiled {
  /** Nodes of the graph. */
  readonly nodes: number;
  /** Choices of JavaScript that the trace goes by. */
  readonly choices: readonly HostChoice[];

  readonly #backend: TensorflowBackend;
  readonly #functions: readonly GraphFunction[];
  readonly #attrs: readonly OpAttr[];
  readonly #inputs: readonly TraceInput[];
  readonly #outputs: readonly RecordedOutput[];
  readonly #result: unknown;
  readonly #assigned: ReadonlySet<tf.Variable>;
  readonly #assumptions: readonly (() => boolean)[];
  readonly #afterCall: readonly (() => void)[];
  readonly #options: CompileOptions;
  #running = 0;
  #disposed = false;

  /** Compiles `recording`, whose graph the caller frees. */
  constructor(backend: TensorflowBackend, recording: Recording, options: CompileOptions) {
    const { trace, outputs, result, assigned } = recording;
    this.#backend = backend;
    this.#options = options;
    this.#outputs = outputs;
    this.#result = result;
    this.#assigned = assigned;
    this.#assumptions = trace.assumptions;
    this.choices = trace.choices;
    this.#afterCall = trace.afterCall;
    const results = outputs.map(({ handle }) => trace.resultOf(handle));
    this.nodes = trace.size;
    this.#inputs = trace.inputs.map(({ input }) => input);
    const main = GraphFunction.fromGraph(trace.graph, options.name, {
      inputs: trace.inputs.map(({ placeholder }) => placeholder),
      outputs: results,
      controlOutputs: trace.effects,
    });
    this.#functions = [main, ...trace.functions];
    try {
      for (const one of this.#functions) one.register(backend.eager);
    } catch (error) {
      this.#free();
      throw error;
    }
    forgotten.register(this, this.#functions, this);
    this.#attrs = options.xla
      ? [{ name: "_XlaMustCompile", type: AttrKind.bool, value: true }]
      : namedCall(options.config);
  }

  /** Whether XLA compiles the function as a whole. */
  get isWhole(): boolean {
    return this.#options.xla;
  }

  /** Why the function must be traced anew: what was compiled is no longer so. Undefined if it is. */
  get staleness(): string | undefined {
    if (this.#assumptions.some((holds) => !holds())) {
      return "a setting of an optimizer that it uses has changed";
    }
    // tf.disposeVariables() does not mark them; another engine may have the data for now.
    const { tensorInfo } = coreEngine().state;
    for (const input of this.#inputs) {
      if (input.kind === "tensor" && !tensorInfo.has(input.dataId)) {
        return "a tensor that it uses has been disposed";
      }
      if (input.kind === "variable" && !tensorInfo.has(input.variable.dataId)) {
        return `the variable ${input.variable.name}, which it uses, has been disposed`;
      }
    }
    return undefined;
  }

  /** Runs the function; the tensors in what it returns are new ones. */
  call(given: CallArguments): unknown {
    const { eager } = this.#backend;
    using inputs = this.#take(given);
    requireRest(inputs.variables, this.#options.label);
    let count: number;
    try {
      count = eager.execute(
        this.#options.name,
        this.#attrs,
        inputs.handles,
        this.#outputs.length,
      );
    } catch (error) {
      throw this.#explained(error);
    }
    return this.#finish(Array.from(eager.outputs.subarray(0, count)));
  }

  /** Refuses a run that was called for before a run ahead of it made JavaScript choose otherwise. */
  #requireChoices(): void {
    if (this.choices.every(({ value, chosen }) => value() === chosen)) return;
    throw new Error(
      `Cannot run ${this.#options.label}: a run before it has changed what it does, as with an ` +
        "optimizer that accumulates gradients; await each run before the next",
    );
  }

  /**
   * Runs the function on another thread, after those calls there that use the same variables.
   *
   * @throws The signal's reason, if it is aborted before the function has ended.
   */
  async callAsync(given: CallArguments, signal: AbortSignal | undefined): Promise<unknown> {
    using inputs = this.#take(given, true);
    using turn = new Turn(inputs.variables);
    // Whoever disposes this meanwhile must wait.
    this.#running++;
    try {
      await turn.come(signal);
      this.#requireChoices();
      inputs.askNumbers();
      const handles = await this.#backend.eager.executeAsync(
        this.#options.name,
        this.#attrs,
        inputs.handles,
        { maxOutputs: this.#outputs.length, signal },
      );
      return this.#finish(handles);
    } catch (error) {
      throw this.#explained(error);
    } finally {
      this.#running--;
      if (this.#disposed) this.#free();
    }
  }

  /**
   * Lets `use` see what a call would run, and on what; nothing is run, drawn or assigned.
   *
   * @throws {Error} If a call on another thread is changing a variable.
   */
  inspect<T>(given: CallArguments, use: (call: InspectedCall) => T): T {
    const { eager } = this.#backend;
    using taken = this.#take(given);
    const inputs: ProfiledArgument[] = [];
    try {
      const variables = taken.variables.values();
      this.#inputs.forEach(({ kind }, i) => {
        const variable = kind === "variable";
        const handle = variable
          ? taken.own(variables.next().value!.resource.read(eager))
          : taken.handles[i]!;
        const [dtype, shape] = [eager.dtype(handle), eager.shape(handle)];
        inputs.push({ dtype, shape, tensor: eager.toHost(handle), variable });
      });
      return use({
        functions: this.#functions,
        inputs,
        outputs: this.#outputs.map(({ dtype }) => dtype),
        ...this.#options,
      });
    } finally {
      for (const { tensor } of inputs) deleteTensor(eager.library, tensor);
    }
  }

  /** Frees the compiled function, once it has ended on other threads. */
  dispose(): void {
    this.#disposed = true;
    this.#free();
  }

  #explained(error: unknown): unknown {
    const { xla, label, lacking } = this.#options;
    return xla ? xlaError(error, label, lacking) : error;
  }

  #free(): void {
    if (this.#running > 0) return;
    forgotten.unregister(this);
    for (const one of this.#functions) one.dispose();
  }

  #take(given: CallArguments, held = false): CallInputs {
    const assigned = this.#assigned;
    return new CallInputs(this.#backend, this.#inputs, given, { assigned, held });
  }

  #finish(handles: readonly bigint[]): unknown {
    const tensors = handles.map((handle, i) => this.#backend.fromKnown(handle, this.#outputs[i]!));
    for (const effect of this.#afterCall) effect();
    return mapTree(
      this.#result,
      (leaf) => leaf instanceof OutputSlot ? tensors[leaf.index] : leaf,
    );
  }
}
