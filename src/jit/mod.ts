/**
 * Compiled functions: a whole training step as one call into TensorFlow.
 *
 * @module
 */

export { type Jit, jit } from "./namespace.ts";
export type { Precision } from "./precision.ts";
export type { XlaMode } from "./xla_policy.ts";
export {
  type ExplainedKind,
  type ExplainedNode,
  Explanation,
  type ExplanationData,
} from "./explanation.ts";
export type { Bucket } from "./buckets.ts";
export type { DataParallelOptions } from "./data_parallel.ts";
export type { JitFunction, JitOptions, JitStats, RunOptions } from "./jit.ts";
export type { LossScaleState } from "./loss_scale.ts";
export type { ScanOptions, ScanTurn } from "./scan.ts";
export type { WhileOptions } from "./while.ts";
