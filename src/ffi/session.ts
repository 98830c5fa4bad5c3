/**
 * Sessions: running parts of a graph.
 *
 * @module
 */

import { readBuffer, withBuffer } from "./buffer.ts";
import { encodeConfig, type SessionConfig } from "./config.ts";
import type { Graph } from "./graph.ts";
import { type Output, outputArray } from "./output.ts";
import type { Library } from "./library.ts";
import { Native } from "./native.ts";
import {
  encodeRunOptions,
  readRunMetadata,
  type RunTrace,
  type TraceDetail,
} from "./run_metadata.ts";

/** A value given to a graph for one run. */
export interface Feed {
  /** Output whose value is replaced, mostly a placeholder. */
  output: Output;
  /** A `TF_Tensor*`, which the caller still owns. */
  tensor: bigint;
}

/** What to run, and how closely to look. */
export interface TraceRequest {
  /** Values of placeholders. */
  feeds: readonly Feed[];
  /** Outputs to compute. */
  fetches: readonly Output[];
  /** Operations to run for their effect. Default: none. */
  targets?: readonly bigint[];
  /** What TensorFlow notes. Default: `"ops"`. */
  detail?: TraceDetail;
}

/** A run with its `TF_Buffer*`s, which may be 0. */
interface SessionRun {
  feeds: readonly Feed[];
  fetches: readonly Output[];
  targets: readonly bigint[];
  options: bigint;
  metadata: bigint;
}

/** Makes `TF_SessionOptions` of `config`, lets `use` have them, and deletes them. */
export function withSessionOptions<T>(
  library: Library,
  config: SessionConfig,
  use: (options: bigint) => T,
): T {
  const { symbols, status } = library;
  const encoded = encodeConfig(config);
  const options = symbols.TF_NewSessionOptions();
  try {
    symbols.TF_SetConfig(options, encoded, BigInt(encoded.byteLength), status.handle);
    status.check(() => ({ op: "TF_SetConfig" }));
    return use(options);
  } finally {
    symbols.TF_DeleteSessionOptions(options);
  }
}

/** A `TF_Session` on a graph, with the graph's variables. */
export class Session {
  /** Graph that the session runs; nodes added later count too. */
  readonly graph: Graph;
  readonly #native: Native;

  /** Takes over the `TF_Session*` `session` on `graph`. */
  constructor(graph: Graph, session: bigint) {
    const { symbols, status } = graph.library;
    this.graph = graph;
    this.#native = new Native("session", session, (pointer) => {
      symbols.TF_CloseSession(pointer, status.handle);
      symbols.TF_DeleteSession(pointer, status.handle);
      // There is nobody left to tell that closing failed.
      if (!status.ok) status.take();
    });
  }

  /**
   * Makes a session on `graph`.
   *
   * @throws {TensorFlowError} If TensorFlow refuses the configuration.
   */
  static open(graph: Graph, config: SessionConfig = {}): Session {
    const { symbols, status } = graph.library;
    return withSessionOptions(graph.library, config, (options) => {
      const session = symbols.TF_NewSession(graph.handle, options, status.handle);
      status.check(() => ({ op: "TF_NewSession" }));
      return new Session(graph, session);
    });
  }

  /**
   * Runs what the `fetches` and `targets` need.
   *
   * @param fetches Outputs to compute.
   * @param targets Operations to run for their effect.
   * @returns One `TF_Tensor*` per fetch, which the caller deletes.
   * @throws {TensorFlowError} If a placeholder is not fed, or an op fails.
   */
  run(
    feeds: readonly Feed[],
    fetches: readonly Output[],
    targets: readonly bigint[] = [],
  ): bigint[] {
    return this.#run({ feeds, fetches, targets, options: 0n, metadata: 0n });
  }

  /**
   * {@linkcode Session.run} with TensorFlow's notes about each op that ran, which cost time themselves.
   *
   * @throws {TensorFlowError} If a placeholder is not fed, or an op fails.
   */
  trace(request: TraceRequest): { results: bigint[]; trace: RunTrace } {
    const { library } = this.graph;
    const { feeds, fetches, targets = [], detail = "ops" } = request;
    let results: bigint[] = [];
    const encoded = readBuffer(
      library,
      (metadata) =>
        withBuffer(library, encodeRunOptions(detail), (options) => {
          results = this.#run({ feeds, fetches, targets, options, metadata });
        }),
      () => ({ op: "a traced session" }),
    );
    return { results, trace: readRunMetadata(encoded) };
  }

  #run({ feeds, fetches, targets, options, metadata }: SessionRun): bigint[] {
    const { symbols, status } = this.graph.library;
    const tensors = new BigUint64Array(Math.max(fetches.length, 1));
    symbols.TF_SessionRun(
      this.#native.pointer,
      options,
      outputArray(feeds.map(({ output }) => output)),
      pointers(feeds.map(({ tensor }) => tensor)),
      feeds.length,
      outputArray(fetches),
      new Uint8Array(tensors.buffer),
      fetches.length,
      pointers(targets),
      targets.length,
      metadata,
      status.handle,
    );
    status.check(() => ({
      op: "a session",
      inputs: feeds.map(({ output }) => this.graph.describe(output)),
    }));
    return [...tensors.subarray(0, fetches.length)];
  }

  /** Closes the session and frees it with its variables; the graph stays. */
  dispose(): void {
    this.#native.dispose();
  }

  /** Frees the session at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

function pointers(values: readonly bigint[]): Uint8Array<ArrayBuffer> {
  const array = new BigUint64Array(Math.max(values.length, 1));
  array.set(values);
  return new Uint8Array(array.buffer);
}
