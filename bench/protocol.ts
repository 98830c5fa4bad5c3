/**
 * What the command and a peer, a child process, say to each other: one JSON object per line, a
 * request on the child's stdin and one answer to it on its stdout.
 *
 * A job that is open keeps its model and compiled step, so that turns measure steps alone.
 *
 * @module
 */

/** What the command asks for. */
export type Request =
  /** Who is it, and what can it do? Answered with {@linkcode Hello}. */
  | { readonly do: "hello" }
  /** Build a job, take its first step, and keep it under a key. Answered with {@linkcode Timed}. */
  | {
    readonly do: "open";
    readonly key: string;
    readonly job: string;
    readonly mode: string;
    readonly size: number;
  }
  /** Take some iterations of an open job. Answered with {@linkcode Timed}. */
  | { readonly do: "run"; readonly key: string; readonly iterations: number }
  /** Forget a job. Answered with {@linkcode Timed}. */
  | { readonly do: "close"; readonly key: string };

/** Who a peer is. */
export interface Hello {
  /** Name of each part that matters and its version. */
  readonly versions: Readonly<Record<string, string>>;
  /** The jobs it knows, and the ways in which it can run each. */
  readonly modes: Readonly<Record<string, readonly string[]>>;
  /** File of the TensorFlow library; ours tells it, for peers that shall use the same. */
  readonly library?: string;
}

/** How long something took. */
export interface Timed {
  /** Milliseconds per iteration. */
  readonly ms: number;
  /** What the first iteration of a job has computed, such as a loss. */
  readonly value?: number;
}

/** Why a request was not fulfilled. */
export interface Refusal {
  /** In one line. */
  readonly error: string;
}
