/**
 * The one place that turns a `TF_Status` into an error.
 *
 * @module
 */

import { DisposedError } from "./native.ts";
import { readCString } from "./strings.ts";
import type { Symbols } from "./symbols.ts";

/** Names of `TF_Code`, by number (`tensorflow/c/tf_status.h`). */
export const CODES = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
] as const;

/** Name of a TensorFlow status code. */
export type StatusCode = typeof CODES[number];

/** What was being done when TensorFlow reported a failure. */
export interface StatusContext {
  /** Name of the op or of the C call. */
  op: string;
  /** One text per input, such as `float32[2,3]`. */
  inputs?: string[];
}

/** TensorFlow refused a call. The message carries the op, what it was given, and TensorFlow's reason. */
export class TensorFlowError extends Error {
  /** Name of the class. */
  override name = "TensorFlowError";
  /** TensorFlow's status code. */
  readonly code: StatusCode;
  /** Op or C call that failed. */
  readonly op: string;
  /** TensorFlow's reason alone. */
  readonly reason: string;

  /** Makes the error for a failure of `context.op` that TensorFlow explains by `reason`. */
  constructor(code: StatusCode, reason: string, context: StatusContext) {
    const given = context.inputs === undefined ? "" : `(${context.inputs.join(", ")})`;
    const tidied = tidyReason(reason);
    super(`Cannot run ${context.op}${given}: ${tidied} [${code}]`);
    this.code = code;
    this.op = context.op;
    this.reason = tidied;
  }
}

/** Drops the node markers and stack hints that TensorFlow writes for Python users. */
function tidyReason(reason: string): string {
  return reason
    .replace(/\{\{(?:function_node|node) [^}]*\}\}\s*/g, "")
    .replace(/\s*\[\[[^\]]*\]\]/g, "")
    .replace(/\s*\[Op:\w+\](?: name:.*)?\s*$/, "")
    .trim();
}

/** A `TF_Status` that lives as long as the library and is reused by every call on one thread. */
export class Status {
  /** The `TF_Status*`, for calls that take one; a {@linkcode DisposedError} once it is disposed. */
  readonly handle: bigint;
  readonly #symbols: Symbols;
  #disposed = false;

  /** Makes a status of its own in the library behind `symbols`. */
  constructor(symbols: Symbols) {
    this.#symbols = symbols;
    this.handle = symbols.TF_NewStatus();
  }

  /** Whether the last call that was given this status went well. */
  get ok(): boolean {
    return this.#symbols.TF_GetCode(this.handle) === 0;
  }

  /**
   * Throws if the last call failed; `context` is asked for only then.
   *
   * @throws {TensorFlowError} If the status is not OK.
   */
  check(context: () => StatusContext): void {
    if (this.#symbols.TF_GetCode(this.handle) !== 0) this.take()(context);
  }

  /** Clears a failure, to be thrown by calling the result once native objects are put in order. */
  take(): (context: () => StatusContext) => never {
    const code = this.#symbols.TF_GetCode(this.handle);
    const reason = readCString(this.#symbols.TF_Message(this.handle));
    // A status keeps its failure until a call overwrites it, and not every call does.
    this.#symbols.TF_SetStatus(this.handle, 0, EMPTY);
    return (context) => {
      throw new TensorFlowError(CODES[code] ?? "UNKNOWN", reason, context());
    };
  }

  /** Frees the status; a second call does nothing. */
  dispose(): void {
    if (this.#disposed) return;
    this.#symbols.TF_DeleteStatus(this.handle);
    this.#disposed = true;
    // Every op asks for the handle several times: a getter from the start costs 4% of a small op.
    Object.defineProperty(this, "handle", { get: refuseDisposed });
  }

  /** Frees the status at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}

const EMPTY = new Uint8Array(1);

function refuseDisposed(): never {
  throw new DisposedError("Cannot use this status: it has been disposed");
}
