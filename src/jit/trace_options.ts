/**
 * What a trace is told about the code around it.
 *
 * @module
 */

import type { OpLoop, OpTurnResult } from "../engine/op_context.ts";
import type * as tf from "../engine/tf.ts";
import type { LossScale } from "./loss_scale.ts";
import type { Precision } from "./precision.ts";
import type { Trace } from "./trace.ts";

/** What a trace is told about the code around it. */
export interface TraceOptions {
  /** The trace that this one is part of, if it is a branch's or a loop's. */
  readonly parent?: Trace;
  /** Variables by the data id that they have when the trace begins. */
  readonly variables?: ReadonlyMap<object, tf.Variable>;
  /** Number format of products. Default: the one that they are given. */
  readonly precision?: Precision;
  /** Scales the loss of optimizers. */
  readonly lossScale?: LossScale | undefined;
  /** Whether XLA compiles the function as a whole. Default: false. */
  readonly xla?: boolean;
  /** Whether formulas of large tensors are compiled by XLA on their own. Default: false. */
  readonly clusters?: boolean;
  /** Whether images are computed only as far as poolings read them. Default: true. */
  readonly corners?: boolean;
  /** Notes loops of ops. Default: as the trace around does. */
  readonly loops?: OpLoops;
  /** Whether an op is one that XLA lacks; asked where it is to compile the function as a whole. */
  readonly lacks?: (op: string) => boolean;
}

/** Notes loops of ops in a trace. */
export interface OpLoops {
  /** Notes a loop. */
  loop(trace: Trace, loop: OpLoop): OpTurnResult;
  /** Notes what its turns have left as one tensor. */
  stack(trace: Trace, list: bigint): bigint;
}
