/**
 * Watching TensorFlow run a function.
 *
 * Contexts no longer note what their ops do (`TFE_ContextEnableRunMetadata` gives graphs at most),
 * sessions do. So the function is called in a session of its own, through the same op with the same
 * rewrites, on copies of the variables.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";
import { FUNCTION_CALL, functionCall, type GraphFunction } from "./function.ts";
import { Graph, type NodeOptions, type Output } from "./graph.ts";
import type { SessionConfig } from "./config.ts";
import { AttrKind, type OpAttr } from "./op_attrs.ts";
import type { KernelRun, NodeRun, TraceDetail } from "./run_metadata.ts";
import { type Feed, Session } from "./session.ts";

/** What is given for an argument of the function. */
export interface ProfiledArgument {
  /** Number of `TF_DataType` of the value. */
  dtype: number;
  /** Axis lengths of the value. */
  shape: readonly number[];
  /** The value: a `TF_Tensor*`, which the caller owns and keeps until the profiler is disposed. */
  tensor: bigint;
  /** Whether the function takes a variable that holds the value, and may change it. */
  variable: boolean;
}

/** How a function is watched. */
export interface FunctionProfilerOptions {
  /** Functions that it calls, and theirs. Default: none. */
  callees?: readonly GraphFunction[];
  /** Its arguments, in order. */
  inputs: readonly ProfiledArgument[];
  /** Dtypes of its results. */
  outputs: readonly number[];
  /** An encoded `ConfigProto` for the rewrites of its graph. Default: TensorFlow's usual ones. */
  config?: Uint8Array;
  /** Compile it by XLA, which runs as one op. Default: false. */
  xla?: boolean;
  /** Device of the variables and the call. Default: TensorFlow's choice. */
  device?: string | null;
  /** What TensorFlow notes. Default: `"ops"`. */
  detail?: TraceDetail;
  /** The session's threads and devices. */
  session?: SessionConfig;
}

/** What happened in one call of the function. */
export interface FunctionTrace {
  /** Ops of the function's rewritten graph and of those that it calls, arguments and results too. */
  nodes: NodeRun[];
  /** Kernels on GPUs, if they were asked for. */
  kernels: KernelRun[];
  /** How long the whole call took, in nanoseconds. */
  duration: number;
}

/** Put before the names of the session's own nodes, to tell them from the function's. */
const OWN = "tensaur_profiler_";
const OWN_NODE = new RegExp(`^(_arg_|_retval_)?${OWN}`);
/** Where each graph begins and ends. */
const FRAME = new Set(["_SOURCE", "_SINK"]);
const CALL = `${OWN}call`;

/** Calls a function again and again, in a session of its own, and reports what ran. */
export class FunctionProfiler {
  readonly #graph: Graph;
  readonly #session: Session;
  readonly #feeds: readonly Feed[];
  readonly #call: bigint;
  readonly #detail: TraceDetail;

  /**
   * Prepares calls of `fn`; its variables start with the values given.
   *
   * @throws {TensorFlowError} If the arguments are not those that the function takes.
   */
  constructor(fn: GraphFunction, options: FunctionProfilerOptions) {
    const graph = this.#graph = new Graph(fn.library);
    this.#detail = options.detail ?? "ops";
    try {
      for (const callee of options.callees ?? []) callee.copyTo(graph);
      fn.copyTo(graph);
      const { given, feeds, assignments, placed } = addArguments(graph, options);
      const attrs: OpAttr[] = functionCall(fn.name, {
        inputs: options.inputs.map((input) => input.variable ? DType.resource : input.dtype),
        outputs: options.outputs,
        config: options.config ?? new Uint8Array(),
      });
      if (options.xla) attrs.push({ name: "_XlaMustCompile", type: AttrKind.bool, value: true });
      this.#call = graph.addNode(FUNCTION_CALL, { name: CALL, inputs: given, attrs, ...placed });
      // The call's own configuration says how the function is rewritten, as in an eager context.
      this.#session = Session.open(graph, { ...options.session, rewrites: false });
      this.#feeds = feeds.filter(({ initial }) => !initial).map(({ feed }) => feed);
      const initial = feeds.filter(({ initial }) => initial).map(({ feed }) => feed);
      if (initial.length > 0) this.#session.run(initial, [], assignments);
    } catch (error) {
      graph.dispose();
      throw error;
    }
  }

  /** Calls the function without watching; returns how long that took, in milliseconds. */
  run(): number {
    const start = performance.now();
    this.#session.run(this.#feeds, [], [this.#call]);
    return performance.now() - start;
  }

  /**
   * Calls the function and reports what ran in it.
   *
   * @throws {TensorFlowError} If an op fails.
   */
  trace(): FunctionTrace {
    const request = { feeds: this.#feeds, fetches: [], targets: [this.#call] };
    const { trace } = this.#session.trace({ ...request, detail: this.#detail });
    const call = trace.nodes.find(({ name }) => name === CALL);
    return {
      nodes: trace.nodes.filter(({ name }) => !OWN_NODE.test(name) && !FRAME.has(name)),
      kernels: trace.kernels,
      duration: call?.duration ?? 0,
    };
  }

  /** Frees the session with its copies of the variables. */
  dispose(): void {
    this.#session.dispose();
    this.#graph.dispose();
  }

  /** Frees the session at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

/** The outputs that stand for the arguments, and what feeds them: once, or at each call. */
function addArguments(graph: Graph, { inputs, device = null }: FunctionProfilerOptions) {
  const placed: Pick<NodeOptions, "device"> = device === null ? {} : { device };
  const assignments: bigint[] = [];
  const given: Output[] = [];
  const feeds: { feed: Feed; initial: boolean }[] = [];
  inputs.forEach(({ dtype, shape, tensor, variable }, i) => {
    const value = graph.placeholder(dtype, shape, `${OWN}value_${i}`);
    feeds.push({ feed: { output: value, tensor }, initial: variable });
    if (!variable) {
      given.push(value);
      return;
    }
    const name = `${OWN}variable_${i}`;
    const attrs: OpAttr[] = [
      { name: "dtype", type: AttrKind.type, value: dtype },
      { name: "shape", type: AttrKind.shape, value: shape },
      { name: "shared_name", type: AttrKind.string, value: name },
    ];
    const resource = {
      operation: graph.addNode("VarHandleOp", { name, attrs, ...placed }),
      index: 0,
    };
    given.push(resource);
    assignments.push(
      graph.addNode("AssignVariableOp", { inputs: [resource, value], attrs: attrs.slice(0, 1) }),
    );
  });
  return { given, feeds, assignments, placed };
}
