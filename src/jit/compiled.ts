/**
 * A traced function as TensorFlow runs it.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import { mapTree } from "../core/tree.ts";
import type { TensorflowBackend } from "../engine/backend.ts";
import type * as tf from "../engine/tf.ts";
import type { VariableResource } from "../engine/variable_resource.ts";
import { FUNCTION_CALL, functionCall, GraphFunction } from "../ffi/function.ts";
import type { ProfiledArgument } from "../ffi/function_profiler.ts";
import { AttrKind, type OpAttr } from "../ffi/op_attrs.ts";
import { deleteTensor } from "../ffi/tensor.ts";
import { InitialValues } from "./initial_values.ts";
import { OutputSlot, type Recording } from "./recording.ts";
import type { TraceInput } from "./trace.ts";
import { resourceOf } from "./variables.ts";

/** How a recording is compiled. */
export interface CompileOptions {
  /** Name of the function, unique in the process. */
  readonly name: string;
  /** Whether XLA compiles it as a whole. */
  readonly xla: boolean;
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

/** What the function is given at one call. */
interface Given {
  readonly handles: bigint[];
  /** Handles that were made for this call. */
  readonly owned: bigint[];
  readonly resources: VariableResource[];
}

/** One trace of a function, compiled. */
export class Compiled {
  /** Nodes of the graph. */
  readonly nodes: number;

  readonly #backend: TensorflowBackend;
  readonly #recording: Recording;
  readonly #functions: readonly GraphFunction[];
  readonly #op: string;
  readonly #attrs: readonly OpAttr[];
  readonly #inputs: readonly TraceInput[];
  readonly #options: CompileOptions;
  #initial: InitialValues | undefined;

  /** Compiles `recording`, whose graph is freed. */
  constructor(backend: TensorflowBackend, recording: Recording, options: CompileOptions) {
    const { trace, outputs } = recording;
    this.#backend = backend;
    this.#recording = recording;
    this.#options = options;
    trace.finish();
    const results = outputs.map(({ handle }) => trace.resultOf(handle));
    this.nodes = trace.size;
    this.#inputs = trace.inputs.map(({ input }) => input);
    this.#initial = InitialValues.of(backend, recording, options.name);
    const main = GraphFunction.fromGraph(trace.graph, options.name, {
      inputs: trace.inputs.map(({ placeholder }) => placeholder),
      outputs: results,
      controlOutputs: trace.effects,
    });
    this.#functions = [main, ...trace.functions];
    for (const one of this.#functions) one.register(backend.eager);
    if (options.xla) {
      this.#op = options.name;
      this.#attrs = [{ name: "_XlaMustCompile", type: AttrKind.bool, value: true }];
    } else {
      this.#op = FUNCTION_CALL;
      this.#attrs = functionCall(options.name, {
        inputs: trace.inputs.map(({ placeholder }) => trace.graph.dtype(placeholder)),
        outputs: outputs.map(({ dtype }) => dtype),
        config: options.config,
      });
    }
    // Before the graph goes.
    this.#initial?.register();
    trace.dispose();
  }

  /** Whether the function must be traced anew: what it was compiled with is no longer so. */
  get isStale(): boolean {
    const { assumptions } = this.#recording.trace;
    return assumptions.some((holds) => !holds()) ||
      this.#inputs.some((input) => input.kind === "tensor" && !this.#backend.has(input.dataId));
  }

  /** Runs the function; the tensors in what it returns are new ones. */
  call(tensors: readonly tf.Tensor[], seed: BigInt64Array<ArrayBuffer>): unknown {
    const { eager } = this.#backend;
    this.#initialise(tensors, seed);
    const given = this.#gather(tensors, seed);
    let handles: bigint[];
    try {
      const count = eager.execute(
        this.#op,
        this.#attrs,
        given.handles,
        this.#recording.outputs.length,
      );
      handles = Array.from(eager.outputs.subarray(0, count));
    } finally {
      for (const handle of given.owned) eager.deleteTensor(handle);
    }
    return this.#finish(handles);
  }

  /** Runs the function on another thread. */
  async callAsync(
    tensors: readonly tf.Tensor[],
    seed: BigInt64Array<ArrayBuffer>,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const { eager } = this.#backend;
    this.#initialise(tensors, seed);
    const given = this.#gather(tensors, seed);
    for (const resource of given.resources) resource.inUse++;
    let handles: bigint[];
    try {
      handles = await eager.executeAsync(this.#op, this.#attrs, given.handles, {
        maxOutputs: this.#recording.outputs.length,
        signal,
      });
    } finally {
      for (const resource of given.resources) resource.inUse--;
      for (const handle of given.owned) eager.deleteTensor(handle);
    }
    return this.#finish(handles);
  }

  /**
   * Lets `use` see what a call would run, and on what; nothing is run, drawn or assigned.
   *
   * @throws {Error} If a call on another thread is changing a variable.
   */
  inspect<T>(
    tensors: readonly tf.Tensor[],
    seed: BigInt64Array<ArrayBuffer>,
    use: (call: InspectedCall) => T,
  ): T {
    const { eager } = this.#backend;
    this.#initialise(tensors, seed);
    const given = this.#gather(tensors, seed);
    const inputs: ProfiledArgument[] = [];
    try {
      let variables = 0;
      this.#inputs.forEach(({ kind }, i) => {
        const variable = kind === "variable";
        const handle = variable ? given.resources[variables++]!.read(eager) : given.handles[i]!;
        if (variable) given.owned.push(handle);
        const [dtype, shape] = [eager.dtype(handle), eager.shape(handle)];
        inputs.push({ dtype, shape, tensor: eager.toHost(handle), variable });
      });
      const { outputs } = this.#recording;
      return use({
        functions: this.#functions,
        inputs,
        outputs: outputs.map(({ dtype }) => dtype),
        ...this.#options,
      });
    } finally {
      for (const { tensor } of inputs) deleteTensor(eager.library, tensor);
      for (const handle of given.owned) eager.deleteTensor(handle);
    }
  }

  /** Frees the compiled function. */
  dispose(): void {
    this.#initial?.dispose();
    for (const one of this.#functions) one.dispose();
  }

  #initialise(tensors: readonly tf.Tensor[], seed: BigInt64Array<ArrayBuffer>): void {
    if (this.#initial === undefined) return;
    this.#initial.assign((inputs) => this.#gather(tensors, seed, inputs));
    this.#initial.dispose();
    this.#initial = undefined;
  }

  #gather(
    tensors: readonly tf.Tensor[],
    seed: BigInt64Array<ArrayBuffer>,
    inputs: readonly TraceInput[] = this.#inputs,
  ): Given {
    const backend = this.#backend;
    const given: Given = { handles: [], owned: [], resources: [] };
    const own = (handle: bigint) => {
      given.owned.push(handle);
      return handle;
    };
    try {
      for (const input of inputs) {
        given.handles.push(this.#handleFor(input, { tensors, seed, own, given }));
      }
    } catch (error) {
      for (const handle of given.owned) backend.eager.deleteTensor(handle);
      throw error;
    }
    return given;
  }

  #handleFor(
    input: TraceInput,
    { tensors, seed, own, given }: {
      tensors: readonly tf.Tensor[];
      seed: BigInt64Array<ArrayBuffer>;
      own: (handle: bigint) => bigint;
      given: Given;
    },
  ): bigint {
    const { eager } = this.#backend;
    switch (input.kind) {
      case "argument":
        return this.#backend.handleOf(tensors[input.index]!);
      case "tensor":
        return this.#backend.eagerHandleOf(this.#backend.recordOf(input.dataId));
      case "variable": {
        const { variable } = input;
        const assigned = this.#recording.assigned.has(variable);
        const resource = resourceOf(this.#backend, variable, assigned);
        given.resources.push(resource);
        return resource.handle;
      }
      case "seed":
        return own(eager.createTensor(DType.int64, [2], seed));
      case "number":
        return own(eager.createTensor(DType.float32, [], Float32Array.of(input.value())));
      default:
        throw new Error(
          "Internal: a function that stands alone has an input from a trace around it",
        );
    }
  }

  #finish(handles: readonly bigint[]): unknown {
    const { result, outputs, trace } = this.#recording;
    const tensors = handles.map((handle, i) => this.#backend.fromKnown(handle, outputs[i]!));
    for (const effect of trace.afterCall) effect();
    return mapTree(result, (leaf) => leaf instanceof OutputSlot ? tensors[leaf.index] : leaf);
  }
}
