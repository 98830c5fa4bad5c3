/**
 * The compiled traces of one function.
 *
 * @module
 */

import type { TensorflowBackend } from "../engine/backend.ts";
import { ledger } from "../engine/memory.ts";
import * as tf from "../engine/tf.ts";
import { encodeConfig } from "../ffi/config.ts";
import type { CallArguments } from "./call_inputs.ts";
import { Compiled } from "./compiled.ts";
import { giveInitialValues } from "./initial_values.ts";
import { LossScale, type LossScaleState } from "./loss_scale.ts";
import type { Precision } from "./precision.ts";
import { FailedRecording, record, type Traceable } from "./recording.ts";
import { Retraces } from "./retraces.ts";
import { refuseStrings } from "./xla_error.ts";
import { argumentTensors } from "./signature.ts";
import type { HostChoice } from "./trace.ts";
import { startXla } from "./start_xla.ts";

/** Traces that are kept unless told. */
const MAX_TRACES = 64;

/**
 * Traces of one function that have parts compiled by XLA. Each part takes XLA 50 ms, and a quarter of
 * a megabyte that TensorFlow never frees: too much for shapes that come once.
 */
const CLUSTERED_TRACES = 16;

let compiledFunctions = 0;

/** What a call asks of the cache. */
interface Call extends CallArguments {
  /** Tells apart calls that need a trace of their own. */
  readonly key: string;
  readonly args: readonly unknown[];
}

/** How traces are made and kept; see `JitOptions`. */
export interface TraceCacheOptions {
  readonly xla?: boolean;
  readonly precision?: Precision;
  readonly maxTraces?: number;
}

/** Compiled traces by the signature of their arguments; the one that was not used longest goes. */
export class TraceCache {
  readonly #name: string;
  readonly #xla: boolean;
  readonly #precision: Precision;
  readonly #limit: number;
  readonly #traces = new Map<string, Compiled>();
  /** Choices of JavaScript that traces of a signature go by. */
  readonly #choices = new Map<string, readonly HostChoice[]>();
  readonly #retraces = new Retraces();
  #lossScale: LossScale | undefined;
  #made = 0;
  #milliseconds = 0;
  #nodes = 0;

  /** Makes an empty cache for the function called `name`. */
  constructor(
    name: string,
    { xla = false, precision = "float32", maxTraces = MAX_TRACES }: TraceCacheOptions,
  ) {
    this.#name = name;
    this.#xla = xla;
    this.#precision = precision;
    this.#limit = maxTraces;
  }

  /** The compiled trace for a call; `fn` is traced if there is none yet. */
  get(backend: TensorflowBackend, call: Call, fn: Traceable): Compiled {
    const base = backend.eager.device === null ? call.key : `${backend.eager.device} ${call.key}`;
    const key = this.#keyOf(base);
    const kept = this.#traces.get(key);
    let why: string | undefined;
    if (kept !== undefined) {
      // The Map's order is the order of use.
      this.#traces.delete(key);
      why = kept.staleness;
      if (why === undefined) {
        this.#traces.set(key, kept);
        return kept;
      }
      kept.dispose();
    }
    const compiled = this.#trace(backend, call, { fn, why });
    if (compiled.choices.length > 0) this.#choices.set(base, compiled.choices);
    // Which choices there are is known only now.
    this.#traces.set(this.#keyOf(base), compiled);
    this.#trim();
    if (this.#retraces.note(call.args, why)) this.#warn();
    return compiled;
  }

  /** The key of a trace that is right for the choices of the moment. */
  #keyOf(base: string): string {
    const choices = this.#choices.get(base) ?? [];
    return [base, ...choices.map(({ value }) => value())].join(" | ");
  }

  /** What losses are multiplied by at present; 1 where nothing scales them. */
  get lossScale(): number {
    return this.#lossScale?.value ?? 1;
  }

  /** All that decides the next scales; undefined where nothing scales losses. May be set. */
  get scaling(): LossScaleState | undefined {
    return this.#lossScale?.state;
  }

  set scaling(state: LossScaleState | undefined) {
    if (state === undefined || this.#precision !== "float16") return;
    this.#lossScale ??= new LossScale();
    this.#lossScale.state = state;
  }

  /** Figures for statistics. */
  stats(): { traces: number; cached: number; traceMs: number; nodes: number } {
    return {
      traces: this.#made,
      cached: this.#traces.size,
      traceMs: this.#milliseconds,
      nodes: this.#nodes,
    };
  }

  /** Frees all traces. */
  clear(): void {
    for (const compiled of this.#traces.values()) compiled.dispose();
    this.#traces.clear();
    this.#choices.clear();
    this.#lossScale?.dispose();
    this.#lossScale = undefined;
  }

  #trace(
    backend: TensorflowBackend,
    call: Call,
    { fn, why }: { fn: Traceable; why: string | undefined },
  ): Compiled {
    const start = performance.now();
    const hasXla = startXla(backend.eager);
    if (this.#precision === "float16") this.#lossScale ??= new LossScale();
    const recording = record(backend, fn, {
      args: argumentTensors(call.tensors),
      precision: this.#precision,
      lossScale: this.#lossScale,
      xla: this.#xla,
      clusters: !this.#xla && this.#made < CLUSTERED_TRACES && hasXla,
    });
    const { trace } = recording;
    const label = this.#name;
    const name = `jit_${label.replaceAll(/\W/g, "_")}_${compiledFunctions++}`;
    try {
      for (const one of trace.functions) one.register(backend.eager);
      giveInitialValues(backend, recording, { call, name });
      if (recording instanceof FailedRecording) throw explained(recording.error, label, why);
      if (this.#xla) refuseStrings(trace.stringsFrom, label);
      const options = {
        label,
        name,
        xla: this.#xla,
        config: encodeConfig({}),
      };
      const compiled = new Compiled(backend, recording, options);
      this.#milliseconds += performance.now() - start;
      this.#nodes = compiled.nodes;
      this.#made++;
      return compiled;
    } catch (error) {
      for (const one of trace.functions) one.dispose();
      throw error;
    } finally {
      ledger.noteGarbage(trace.size);
      trace.dispose();
    }
  }

  #trim(): void {
    for (const [key, compiled] of this.#traces) {
      if (this.#traces.size <= this.#limit) return;
      this.#traces.delete(key);
      compiled.dispose();
    }
  }

  #warn(): void {
    tf.backend_util.warn(
      `jit has traced ${this.#name} ${this.#made} times (${
        Math.round(this.#milliseconds)
      } ms): ${this.#retraces.reason()}`,
    );
  }
}

/** What to say where `error` itself is not clear; `why` tells what was wrong with an older trace. */
function explained(error: unknown, name: string, why: string | undefined): unknown {
  if (!(error instanceof Error)) return error;
  if (error instanceof RangeError && error.message.includes("call stack")) {
    return new RangeError(
      `Cannot trace ${name}: it calls itself without end. What ends a recursion must be known while ` +
        "it is traced, as numbers are and tensors are not; see jit.while() for the others",
      { cause: error },
    );
  }
  return why !== undefined && error.message.includes("has been disposed")
    ? new Error(`Cannot call ${name}: ${why}`, { cause: error })
    : error;
}
