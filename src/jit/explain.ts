/**
 * `jit.explain`.
 *
 * @module
 */

import { BACKEND, shortDeviceName } from "../engine/info.ts";
import type { TensorflowBackend } from "../engine/backend.ts";
import * as tf from "../engine/tf.ts";
import { encodeConfig } from "../ffi/config.ts";
import { FunctionProfiler, type FunctionTrace } from "../ffi/function_profiler.ts";
import { ClusterCosts } from "./cluster_costs.ts";
import { DefinedNodes } from "./defined_nodes.ts";
import { Explanation, type ExplanationData } from "./explanation.ts";
import type { InspectedCall } from "./compiled.ts";
import { compile, inspectorOf } from "./jit.ts";
import { median, profiledNodes } from "./profile.ts";
import { summarize } from "./summary.ts";

/** Calls before times are taken: the first compiles, the second finds memory and threads ready. */
const WARM_UP = 2;

/** Calls are timed until they have taken this long, */
const TIMED_MS = 500;
/** but so many at least and at most. */
const LEAST_RUNS = 3;
const MOST_RUNS = 20;

/**
 * Says what a compiled function does: its ops as TensorFlow runs them, with arithmetic operations,
 * bytes, and time of each, measured by TensorFlow itself.
 *
 * The function is traced for these arguments and runs some times, for about a second after TensorFlow
 * has prepared it, on copies of its variables: nothing is assigned, no random numbers are drawn, and
 * no call is counted. Variables that it makes, an optimizer's, are there afterwards with their first
 * values. Times of ops are taken while TensorFlow keeps notes, which slows small ops; the time of a
 * call is taken without.
 *
 * Arithmetic operations are counted by what an op means, a multiplication with an addition as two; bytes
 * are those of the tensors that it takes and gives. Ops without a rule are named, not guessed. A
 * function that XLA compiles has one time, that of its launch.
 *
 * @param fn A function, or one that `jit` has compiled, with its options then.
 * @param args What it is called with.
 * @returns The report: data, with tables as its text.
 * @throws {Error} On another engine than TensorFlow, and inside of another compiled function.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { engine, jit, tf } from "tensaur";
 *
 * await tf.ready();
 * if (engine.info().engine === "tensorflow") {
 *   const product = (a: tf.Tensor2D, b: tf.Tensor2D) => tf.matMul(a, b);
 *   const report = jit.explain(product, tf.ones([64, 128]), tf.ones([128, 32]));
 *   assertEquals(report.flops, 2 * 64 * 128 * 32);
 *   assertEquals(String(report).startsWith("product: "), true);
 * }
 * ```
 */
export function explain<Args extends unknown[]>(
  fn: (...args: Args) => unknown,
  ...args: Args
): Explanation {
  const inspect = inspectorOf(fn);
  if (inspect !== undefined) return explained(inspect(args, explainCall), fn.name);
  using compiled = compile(fn);
  return explained(inspectorOf(compiled)!(args, explainCall), fn.name);
}

function explained(found: { result: ExplanationData } | undefined, name: string): Explanation {
  if (found !== undefined) return new Explanation(found.result);
  const where = tf.getBackend() === BACKEND
    ? "inside of a compiled function or a gradient; call jit.explain outside of it"
    : `on the engine ${tf.getBackend()}, which runs functions as they are; ` +
      'choose TensorFlow, engine.use({ engine: "tensorflow" })';
  throw new Error(`Cannot explain ${name || "a function"} ${where}`);
}

/** Runs and times what one call would run. */
function explainCall(call: InspectedCall): ExplanationData {
  const [main, ...callees] = call.functions;
  const { eager } = tf.backend() as TensorflowBackend;
  const settings = {
    callees,
    inputs: call.inputs,
    outputs: call.outputs,
    device: eager.device,
    detail: eager.devices.some(({ type }) => type === "GPU") ? "kernels" as const : "ops" as const,
    session: eager.options,
  };
  const { callMs, traces } = measure(
    new FunctionProfiler(main!, { ...settings, config: call.config, xla: call.xla }),
  );
  // What XLA makes of the ops cannot be seen, but what it was given can.
  const shown = call.xla
    ? [traceOnce(
      new FunctionProfiler(main!, { ...settings, config: encodeConfig({ rewrites: false }) }),
    )]
    : traces;
  const defined = new DefinedNodes(call.functions.map((fn) => fn.toFunctionDef()));
  const clusters = new ClusterCosts(call.functions);
  const nodes = profiledNodes(shown, {
    defined,
    functions: new Set(call.functions.map(({ name }) => name)),
    clusterCost: (node) => clusters.costOf(node),
  })
    .map((node) => call.xla ? { ...node, ms: null } : node);
  return summarize(nodes, {
    name: call.label,
    version: main!.library.version,
    devices: [...new Set(shown[0]!.nodes.map(({ device }) => shortDeviceName(device)))],
    xla: call.xla,
    runs: traces.length,
    callMs,
    notedMs: median(traces.map(({ duration }) => duration)) / 1e6,
  });
}

/** Times calls without notes and then with them. */
function measure(profiler: FunctionProfiler): { callMs: number; traces: FunctionTrace[] } {
  try {
    for (let i = 0; i < WARM_UP; i++) profiler.run();
    const times = repeatedly(() => profiler.run());
    return { callMs: median(times), traces: repeatedly(() => profiler.trace()) };
  } finally {
    profiler.dispose();
  }
}

/** Results of `fn`, called until the time is up. */
function repeatedly<T>(fn: () => T): T[] {
  const results: T[] = [];
  const end = performance.now() + TIMED_MS;
  while (results.length < LEAST_RUNS || results.length < MOST_RUNS && performance.now() < end) {
    results.push(fn());
  }
  return results;
}

function traceOnce(profiler: FunctionProfiler): FunctionTrace {
  try {
    return profiler.trace();
  } finally {
    profiler.dispose();
  }
}
