/**
 * The compiled traces of one function.
 *
 * @module
 */

import type { TensorflowBackend } from "../engine/backend.ts";
import * as tf from "../engine/tf.ts";
import { encodeConfig } from "../ffi/config.ts";
import { Compiled } from "./compiled.ts";
import { FailedRecording, record, type Traceable } from "./recording.ts";
import { argumentTensors } from "./signature.ts";

/** Traces that are kept unless told. */
const MAX_TRACES = 64;

/** Past this many traces of one function something is amiss. */
const MANY_TRACES = 8;

let compiledFunctions = 0;

/** What a call asks of the cache. */
interface Call {
  /** Tells apart calls that need a trace of their own. */
  readonly key: string;
  readonly tensors: readonly tf.Tensor[];
}

/** Compiled traces by the signature of their arguments; the one that was not used longest goes. */
export class TraceCache {
  readonly #name: string;
  readonly #xla: boolean;
  readonly #limit: number;
  readonly #traces = new Map<string, Compiled>();
  #made = 0;
  #milliseconds = 0;
  #nodes = 0;

  /** Makes an empty cache for the function called `name`. */
  constructor(
    name: string,
    { xla = false, maxTraces = MAX_TRACES }: { xla?: boolean; maxTraces?: number },
  ) {
    this.#name = name;
    this.#xla = xla;
    this.#limit = maxTraces;
  }

  /** The compiled trace for a call; `fn` is traced if there is none yet. */
  get(backend: TensorflowBackend, call: Call, fn: Traceable): Compiled {
    const key = backend.eager.device === null ? call.key : `${backend.eager.device} ${call.key}`;
    let compiled = this.#traces.get(key);
    if (compiled !== undefined) {
      // The Map's order is the order of use.
      this.#traces.delete(key);
      if (!compiled.isStale) {
        this.#traces.set(key, compiled);
        return compiled;
      }
      compiled.dispose();
    }
    compiled = this.#trace(backend, call, fn);
    this.#traces.set(key, compiled);
    this.#trim();
    return compiled;
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
  }

  #trace(backend: TensorflowBackend, { tensors }: Call, fn: Traceable): Compiled {
    const start = performance.now();
    const recording = record(backend, argumentTensors(tensors), fn);
    if (recording instanceof FailedRecording) {
      recording.trace.dispose();
      throw recording.error;
    }
    const name = `jit_${this.#name.replaceAll(/\W/g, "_")}_${compiledFunctions++}`;
    const compiled = new Compiled(backend, recording, {
      name,
      xla: this.#xla,
      config: encodeConfig({}),
    });
    this.#milliseconds += performance.now() - start;
    this.#nodes = compiled.nodes;
    this.#made++;
    if (this.#made === MANY_TRACES) this.#warn();
    return compiled;
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
      } ms): each new shape, dtype or value that is no tensor makes another trace`,
    );
  }
}
