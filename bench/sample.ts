/**
 * What one lane of one job took.
 *
 * @module
 */

import type { PeerName } from "./jobs.ts";

/** The rounds of one peer, run in one way, of one job at one size. */
export interface Sample {
  /** Name of the job. */
  readonly job: string;
  /** Size of the job. */
  readonly size: number;
  /** The peer. */
  readonly peer: PeerName;
  /** The way, such as `"eager"` or `"fit, XLA"`. */
  readonly mode: string;
  /** Milliseconds per iteration in each round; MiB for jobs that measure memory. */
  readonly rounds: readonly number[];
  /** Milliseconds of the first iteration, with what must be built or compiled for it. */
  readonly first?: number;
  /** What the first iteration has computed, such as a loss. */
  readonly value?: number;
  /** Iterations in each round. */
  readonly iterations?: number;
  /** MiB before the job was built, for jobs that measure memory. */
  readonly before?: number;
  /** Why there is no round. */
  readonly missing?: string;
}
