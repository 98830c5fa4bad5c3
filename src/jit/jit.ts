/**
 * Compiled functions.
 *
 * @module
 */

import type { TensorflowBackend } from "../engine/backend.ts";
import { BACKEND } from "../engine/info.ts";
import { isTracing } from "../engine/op_context.ts";
import * as tf from "../engine/tf.ts";
import { type Bucket, checkBuckets, pad } from "./buckets.ts";
import type { InspectedCall } from "./compiled.ts";
import type { LossScaleState } from "./loss_scale.ts";
import { type Precision, PRECISIONS } from "./precision.ts";
import { TraceCache, type TraceCacheOptions } from "./trace_cache.ts";
import { signatureOf, withTensors } from "./signature.ts";
import { xlaError } from "./xla_error.ts";
import type { XlaMode } from "./xla_policy.ts";

/** How often a function may call itself: a recursion that ends by itself does so before. */
const MAX_DEPTH = 1_000;

/** How a function is compiled. */
export interface JitOptions {
  /** Name in errors, warnings and statistics. Default: the function's own. */
  readonly name?: string;
  /**
   * Whether XLA compiles the function as a whole: `true` (an error where it cannot), `false` (large
   * formulas alone, each on its own), or `"auto"`: as a whole on a GPU, unless it cannot, which is said
   * once, and formulas alone on a CPU. TensorFlow keeps what XLA has compiled until the process ends,
   * about a megabyte for each trace. Default: `"auto"`.
   */
  readonly xla?: boolean | "auto";
  /**
   * Number format of matrix products and convolutions; the rest stays in float32, and so do weights.
   * `"bfloat16"` needs no more; with `"float16"` the loss that an optimizer minimises is scaled, and a
   * step whose gradients overflow changes nothing but the scale. Default: `"float32"`.
   */
  readonly precision?: Precision;
  /**
   * Decides the random numbers that the function draws, an integer. The same seed gives the same
   * numbers in the first call, others in the second and so on. Default: drawn at random.
   */
  readonly seed?: number;
  /**
   * Arguments whose length varies: they are padded to one of a few lengths, each of which has a trace.
   * The function sees the padded tensors. Default: each length has its own trace.
   */
  readonly buckets?: Bucket | readonly Bucket[];
  /** Compiled traces to keep; past it the one that was not used longest goes. Default: 64. */
  readonly maxTraces?: number;
}

/** What a compiled function has done so far. */
export interface JitStats {
  /** Calls so far. */
  readonly calls: number;
  /** Times that the function was traced. */
  readonly traces: number;
  /** Traces that are kept. */
  readonly cached: number;
  /** Time spent tracing, in milliseconds. */
  readonly traceMs: number;
  /** Nodes in the graph of the last trace. */
  readonly nodes: number;
  /** How much of the last trace goes through XLA: all of it, its large formulas, or nothing. */
  readonly xla: XlaMode;
  /** What the loss is multiplied by at present, with the precision float16; else 1. */
  readonly lossScale: number;
}

/** How one call is made. */
export interface RunOptions {
  /**
   * Ends the wait for other runs, and the run itself between two turns of a loop (`jit.while`,
   * `jit.scan`) or two functions that it calls; any other work it ends first. Then the promise is
   * rejected with the signal's reason; what was assigned by then stays so.
   */
  readonly signal?: AbortSignal;
}

/** A compiled function: called like the one that it was made of. */
export interface JitFunction<Args extends unknown[], Result> {
  (...args: Args): Result;
  /**
   * Runs the function on another thread; this one goes on meanwhile. Runs that change the same
   * variables take turns, in the order of their calls; until they have ended nobody else can use
   * those variables.
   */
  run(args: Args, options?: RunOptions): Promise<Result>;
  /** What the function has done so far. */
  stats(): JitStats;
  /** The seed and how many calls have drawn from it: all that decides the next random numbers. */
  random: { seed: number; calls: number };
  /**
   * The scale of the loss with the precision float16 and how long it has held: all that decides the next
   * one; undefined where nothing is scaled. May be set.
   */
  scaling: LossScaleState | undefined;
  /** Frees the compiled traces; a later call makes them anew. */
  dispose(): void;
  /** The same, at the end of a `using` block. */
  [Symbol.dispose](): void;
}

/** Compiles `fn`; see `jit` in this folder's `mod.ts`. */
export function compile<Args extends unknown[], Result>(
  fn: (...args: Args) => Result,
  options: JitOptions & Pick<TraceCacheOptions, "modeOf"> = {},
): JitFunction<Args, Result> {
  checkOptions(fn, options);
  const label = options.name ?? (fn.name || "function");
  const cache = new TraceCache(label, options);
  const buckets = [options.buckets ?? []].flat();
  checkBuckets(buckets);
  const random = { seed: options.seed ?? Math.floor(Math.random() * 2 ** 31), calls: 0 };
  let calls = 0;
  const lookUp = (backend: TensorflowBackend, args: Args) => {
    const { tensors, key } = signatureOf(args);
    const seed = BigInt64Array.of(BigInt(random.seed), BigInt(random.calls));
    const call = { key, args, tensors, seed };
    const traceable = (standIns: readonly tf.Tensor[]) =>
      fn(...withTensors(args, standIns) as Args);
    const compiled = cache.get(backend, call, traceable);
    const inPlaceOf = (error: unknown) =>
      cache.inPlaceOf(compiled, error, { backend, call, fn: traceable });
    return { compiled, call, inPlaceOf };
  };
  const prepare = (backend: TensorflowBackend, args: Args) => {
    const found = lookUp(backend, args);
    calls++;
    random.calls++;
    return found;
  };
  const asItIs = nestable(label, fn);
  const jitted = (...args: Args): Result => {
    const backend = compilingBackend();
    if (backend === undefined) return asItIs(...args);
    const { args: padded, made, cut } = pad(args, buckets);
    try {
      const { compiled, call, inPlaceOf } = prepare(backend, padded as Args);
      try {
        return cut(compiled.call(call)) as Result;
      } catch (error) {
        const other = inPlaceOf(error);
        if (other === undefined) throw error;
        return cut(other.call(call)) as Result;
      }
    } finally {
      tf.dispose([...made]);
    }
  };
  const compiled: JitFunction<Args, Result> = Object.assign(jitted, {
    run: async (args: Args, { signal }: RunOptions = {}): Promise<Result> => {
      signal?.throwIfAborted();
      const backend = compilingBackend();
      if (backend === undefined) return asItIs(...args);
      const { args: padded, made, cut } = pad(args, buckets);
      try {
        const { compiled, call, inPlaceOf } = prepare(backend, padded as Args);
        try {
          return cut(await compiled.callAsync(call, signal)) as Result;
        } catch (error) {
          const other = inPlaceOf(error);
          if (other === undefined) throw error;
          return cut(await other.callAsync(call, signal)) as Result;
        }
      } finally {
        tf.dispose([...made]);
      }
    },
    stats: (): JitStats => ({ calls, ...cache.stats(), lossScale: cache.lossScale }),
    random,
    scaling: undefined,
    dispose: () => cache.clear(),
    [Symbol.dispose]: () => cache.clear(),
  });
  Object.defineProperty(compiled, "scaling", {
    enumerable: true,
    get: () => cache.scaling,
    set: (state: LossScaleState | undefined) => {
      cache.scaling = state;
    },
  });
  inspectors.set(compiled, (args, use) => {
    const backend = compilingBackend();
    if (backend === undefined) return undefined;
    const { compiled, call, inPlaceOf } = lookUp(backend, args as Args);
    try {
      return { result: compiled.inspect(call, use) };
    } catch (error) {
      const other = inPlaceOf(xlaError(error, label));
      if (other === undefined) throw error;
      return { result: other.inspect(call, use) };
    }
  });
  return compiled;
}

/** Lets `use` see what a call with `args` would run; undefined where nothing is compiled. */
type Inspector = <T>(
  args: readonly unknown[],
  use: (call: InspectedCall) => T,
) => { result: T } | undefined;

const inspectors = new WeakMap<object, Inspector>();

/** How to look into a function that {@linkcode compile} made; undefined for any other. */
export function inspectorOf(fn: object): Inspector | undefined {
  return inspectors.get(fn);
}

/** `fn` as a part of another trace, or on a tape; stops it if it calls itself without end. */
function nestable<Args extends unknown[], Result>(
  label: string,
  fn: (...args: Args) => Result,
): (...args: Args) => Result {
  let depth = 0;
  return (...args) => {
    warnOfEngine();
    if (depth >= MAX_DEPTH) {
      throw new RangeError(
        `Cannot trace ${label}: it has called itself ${MAX_DEPTH} times. What ends a recursion must be ` +
          "known while it is traced, as numbers are and tensors are not; see jit.while() for the others",
      );
    }
    depth++;
    try {
      return fn(...args);
    } finally {
      depth--;
    }
  };
}

/** TensorFlow's backend, if calls are to be compiled now. */
function compilingBackend(): TensorflowBackend | undefined {
  if (tf.getBackend() !== BACKEND) return undefined;
  // Debugging looks at every op's result.
  if (tf.env().getBool("DEBUG")) return undefined;
  const backend = tf.backend() as TensorflowBackend;
  // Inside another trace the function becomes part of it. A tape outside of one needs each op.
  const { gradientDepth } = tf.engine().state;
  return isTracing(backend.context) || gradientDepth > 0 ? undefined : backend;
}

let warned = false;

/** Says once per process that an engine cannot compile. */
function warnOfEngine(): void {
  const name = tf.getBackend();
  if (warned || name === BACKEND || !name) return;
  warned = true;
  tf.backend_util.warn(
    `jit runs functions as they are on the engine ${name}: only TensorFlow can compile them`,
  );
}

function checkOptions(fn: unknown, { precision, seed, maxTraces, xla }: JitOptions): void {
  if (typeof fn !== "function") {
    throw new TypeError(`Cannot compile ${String(fn)}: jit wants a function`);
  }
  if (precision !== undefined && !PRECISIONS.includes(precision)) {
    throw new TypeError(
      `Cannot compile: precision must be one of ${PRECISIONS.join(", ")}, current value is ` +
        `${JSON.stringify(precision)}`,
    );
  }
  if (xla !== undefined && typeof xla !== "boolean" && xla !== "auto") {
    throw new TypeError(
      `Cannot compile: xla must be true, false or "auto", current value is ${JSON.stringify(xla)}`,
    );
  }
  if (seed !== undefined && !Number.isSafeInteger(seed)) {
    throw new RangeError(`Cannot compile: seed must be an integer, current value is ${seed}`);
  }
  if (maxTraces !== undefined && !(Number.isInteger(maxTraces) && maxTraces >= 1)) {
    throw new RangeError(
      `Cannot compile: maxTraces must be a positive integer, current value is ${maxTraces}`,
    );
  }
}
