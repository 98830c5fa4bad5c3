/**
 * What session and child say to each other past the Jupyter protocol.
 *
 * @module
 */

/** The messages of comms, which connect cells and widgets in the page. */
export type CommType = "comm_open" | "comm_msg" | "comm_close";

/** One message of a comm, with the content that the Jupyter protocol gives it. */
export interface CommMessage {
  /** Its kind. */
  readonly type: CommType;
  /** What it says: `comm_id`, `data`, and of a `comm_open` the `target_name`. */
  readonly content: Record<string, unknown>;
  /** About the message. */
  readonly metadata?: Record<string, unknown>;
  /** Bytes that go with it. */
  readonly buffers?: readonly Uint8Array[];
}

/** From the session to the child. */
export type ToChild =
  | { readonly kind: "run"; readonly request: RunRequest }
  /** Stop what this run awaits. */
  | { readonly kind: "stop"; readonly serial: number }
  /** Give this run up although its code goes on. */
  | { readonly kind: "abandon"; readonly serial: number }
  | { readonly kind: "comm"; readonly message: Omit<CommMessage, "buffers"> };

/** From the child to the session. */
export type ToSession =
  /** Comes first; the secret of the session shows that it is the child. */
  | {
    readonly kind: "hello";
    readonly token: string;
    /** Whether the ends of runs are marked in the process's own output. */
    readonly marks: boolean;
  }
  /** Cells have opened a native library. */
  | { readonly kind: "library"; readonly path: string }
  /** The message `stop` has arrived. */
  | { readonly kind: "stopping"; readonly serial: number };

/** What the child is told at its start. */
export interface ChildSettings {
  /** Port of the session. */
  readonly port: number;
  /** Secret that the child shows, and that marks its texts. */
  readonly token: string;
  /** Path of the notebook, if it is known. */
  readonly notebook?: string;
  /** Directory that the child may make, and that the session removes. */
  readonly scratch: string;
}

/** A run of a cell. */
export interface RunRequest {
  /** Number of the run. */
  readonly serial: number;
  /** Number of the cell, as in `Out [3]`. */
  readonly count: number;
  /** JavaScript to evaluate. */
  readonly script: string;
  /** Whether the value is not shown. */
  readonly silent: boolean;
  /** Whether somebody answers `prompt()`. */
  readonly input: boolean;
}

/** How an error looks from within. */
export interface RunError {
  /** Its name. */
  readonly name: string;
  /** Its message. */
  readonly message: string;
  /** How Deno shows it: with stack, cause and properties. */
  readonly inspected: string;
  /** The awaits of cells that it came through, the innermost first. */
  readonly passages: readonly (readonly [serial: number, offset: number])[];
  /** Where a script that cannot be compiled is wrong, counted from 0. */
  readonly at?: { readonly line: number; readonly column: number };
}

/** What a run ends with; its Jupyter message type is `tensaur_end`. */
export interface RunEnd {
  /** Number of the run. */
  readonly serial: number;
  /** What went wrong, if anything did. */
  readonly error?: RunError;
  /** Whether it has made tests, which run with the next request. */
  readonly tests: boolean;
}

/** Jupyter message type of the end of a run. */
export const END = "tensaur_end";

/** Jupyter message type of errors that no run waits for. */
export const STRAY = "tensaur_stray";

/** Stands where the process's own output of a run ends. */
export function endMark(token: string, serial: number): string {
  return `\x1e${token}:${serial}\x1e`;
}

/** Name of the script of a run in stacks. */
export function scriptName(serial: number): string {
  return `tensaur-cell-${serial}`;
}
