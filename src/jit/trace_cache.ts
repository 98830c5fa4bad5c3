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
import type { JitStats } from "./jit.ts";
import { FailedRecording, record, type Recording, type Traceable } from "./recording.ts";
import { Retraces } from "./retraces.ts";
import { refuseStrings, XlaRefusal } from "./xla_error.ts";
import { lacksOnDevice } from "./xla_kernels.ts";
import { functionDevice, whyNotWhole, type XlaMode, xlaMode } from "./xla_policy.ts";
import { argumentTensors } from "./signature.ts";
import type { HostChoice } from "./trace_inputs.ts";
import { startXla } from "./start_xla.ts";

/** Traces that are kept unless told. */
const MAX_TRACES = 64;

let compiledFunctions = 0;

/** What a call asks of the cache. */
interface Call extends CallArguments {
  /** Tells apart calls that need a trace of their own. */
  readonly key: string;
  readonly args: readonly unknown[];
}

/** How traces are made and kept; see `JitOptions`. */
export interface TraceCacheOptions {
  readonly xla?: boolean | "auto";
  readonly precision?: Precision;
  readonly maxTraces?: number;
  /** How much goes through XLA; as {@linkcode xlaMode} says unless told. */
  readonly modeOf?: typeof xlaMode;
}

/** How one trace is made. */
interface TraceRequest {
  readonly fn: Traceable;
  /** Why an older trace no longer holds. */
  readonly why: string | undefined;
  readonly mode: XlaMode;
  /** Type of the device that the function runs on. */
  readonly device: string;
}

/** Compiled traces by the signature of their arguments; the one that was not used longest goes. */
export class TraceCache {
  readonly #name: string;
  readonly #xla: boolean | "auto";
  readonly #modeOf: typeof xlaMode;
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
  #mode: XlaMode = "none";
  /** Whether XLA could not compile the function as a whole. */
  #refused = false;
  #corners = true;

  /** Makes an empty cache for the function called `name`. */
  constructor(
    name: string,
    { xla = "auto", precision = "float32", maxTraces = MAX_TRACES, modeOf = xlaMode }:
      TraceCacheOptions,
  ) {
    this.#name = name;
    this.#xla = xla;
    this.#modeOf = modeOf;
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

  /**
   * The trace to take in place of one that XLA could not compile, where nobody has asked for XLA;
   * undefined where `error` is to be heard.
   */
  inPlaceOf(
    refused: Compiled,
    error: unknown,
    { backend, call, fn }: { backend: TensorflowBackend; call: Call; fn: Traceable },
  ): Compiled | undefined {
    if (this.#xla !== "auto" || !(error instanceof XlaRefusal) || !refused.isWhole) {
      return undefined;
    }
    this.#refuse(error.message);
    for (const [key, compiled] of this.#traces) {
      if (compiled === refused) this.#traces.delete(key);
    }
    refused.dispose();
    return this.get(backend, call, fn);
  }

  /** Notes that XLA does not compile the function as a whole, and says so once. */
  #refuse(why: string): void {
    if (this.#refused) return;
    this.#refused = true;
    tf.backend_util.warn(
      `jit runs ${this.#name} without XLA as a whole: ${why}. Large formulas in it still go through ` +
        "XLA; { xla: false } takes this for granted",
    );
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
  stats(): Pick<JitStats, "traces" | "cached" | "traceMs" | "nodes" | "xla"> {
    return {
      traces: this.#made,
      cached: this.#traces.size,
      traceMs: this.#milliseconds,
      nodes: this.#nodes,
      xla: this.#mode,
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
    request: { fn: Traceable; why: string | undefined },
  ): Compiled {
    const start = performance.now();
    const works = startXla(backend.eager);
    const { type: device } = functionDevice(backend.eager);
    const modeNow = () =>
      this.#modeOf({
        option: this.#xla,
        device,
        works,
        traces: this.#made,
        refused: this.#refused,
      });
    let mode = modeNow();
    let compiled = this.#compile(backend, call, { ...request, mode, device });
    while (compiled === undefined) {
      mode = modeNow();
      compiled = this.#compile(backend, call, { ...request, mode, device });
    }
    this.#milliseconds += performance.now() - start;
    this.#nodes = compiled.nodes;
    this.#mode = mode;
    this.#made++;
    return compiled;
  }

  /**
   * Traces and compiles; undefined where it is to be done again: XLA turns out not to be able to and need
   * not, or images are wanted as a whole besides the corners that poolings read.
   */
  #compile(
    backend: TensorflowBackend,
    call: Call,
    { fn, why, mode, device }: TraceRequest,
  ): Compiled | undefined {
    if (this.#precision === "float16") this.#lossScale ??= new LossScale();
    const whole = mode === "whole";
    const recording = record(backend, fn, {
      args: argumentTensors(call.tensors),
      precision: this.#precision,
      lossScale: this.#lossScale,
      xla: whole,
      clusters: mode === "formulas",
      corners: this.#corners,
      ...(whole ? { lacks: lacksOnDevice(backend.eager.library, device) } : {}),
    });
    const { trace } = recording;
    const label = this.#name;
    const name = `jit_${label.replaceAll(/\W/g, "_")}_${compiledFunctions++}`;
    let kept = false;
    try {
      for (const one of trace.functions) one.register(backend.eager);
      giveInitialValues(backend, recording, { call, name });
      if (whole && this.#xla === "auto") {
        const refusal = refusalOf(recording, device);
        if (refusal !== undefined) {
          this.#refuse(refusal);
          return undefined;
        }
      }
      if (recording instanceof FailedRecording) throw explained(recording.error, label, why);
      if (this.#corners && trace.corners.areBesides(endsOf(recording))) {
        this.#corners = false;
        return undefined;
      }
      if (whole) refuseStrings(trace.stringsFrom, label);
      const options = {
        label,
        name,
        xla: whole,
        lacking: trace.lacking,
        config: encodeConfig({}),
      };
      const compiled = new Compiled(backend, recording, options);
      kept = true;
      return compiled;
    } finally {
      if (!kept) { for (const one of trace.functions) one.dispose(); }
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

/** Nodes whose results the function returns, or that have effects. */
function endsOf({ trace, outputs }: Recording): bigint[] {
  return [...outputs.map(({ handle }) => trace.outputOf(handle).operation), ...trace.effects];
}

/** Why XLA cannot compile a recording as a whole; undefined if it may. */
function refusalOf(recording: Recording | FailedRecording, device: string): string | undefined {
  if (recording instanceof FailedRecording) {
    return recording.error instanceof XlaRefusal ? recording.error.message : undefined;
  }
  const { trace } = recording;
  return whyNotWhole({
    device,
    lacking: trace.lacking,
    strings: trace.stringsFrom,
    variables: [...trace.variables].map(([{ name }, { before }]) => ({
      name,
      dtype: trace.dtype(before),
    })),
  });
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
