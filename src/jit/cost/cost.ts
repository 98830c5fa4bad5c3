/**
 * How much work an op of TensorFlow is: arithmetic operations, and bytes read and written.
 *
 * Counted from what the op does, not from how TensorFlow's kernel does it, so that the same
 * computation always counts the same and a faster kernel shows as more operations a second. Bytes
 * are those of the tensors an op takes and gives, as if each were read or written once: less than
 * what moves if a tensor does not fit the caches, more if TensorFlow reuses an input's memory.
 *
 * @module
 */

import type { Cost, CostNode, CostRule } from "./cost_node.ts";
import { ELEMENTWISE } from "./elementwise.ts";
import { MOVEMENT } from "./movement.ts";
import { PRODUCTS } from "./products.ts";
import { REDUCTIONS } from "./reductions.ts";
import { UPDATE_RULES } from "./updates.ts";

const RULES: ReadonlyMap<string, CostRule> = new Map([
  ...ELEMENTWISE,
  ...MOVEMENT,
  ...REDUCTIONS,
  ...PRODUCTS,
  ...UPDATE_RULES,
]);

/**
 * The name under which an op is counted: `_MklNativeFusedConv2D`, as TensorFlow's rewrites call it,
 * is a `FusedConv2D`.
 */
export function countedName(op: string): string {
  return op.replace(/^_(MklNative|Mkl)?/, "");
}

/** The op that was there before TensorFlow's rewrites: `MatMul` for `_MklNativeFusedMatMul`. */
export function plainName(op: string): string {
  const counted = countedName(op);
  // With an activation in it, which is no part of the name elsewhere.
  if (counted === "FusedBatchNormEx") return "FusedBatchNormV3";
  return counted.startsWith("FusedBatchNorm") ? counted : counted.replace(/^Fused/, "");
}

/**
 * Counts the work of one op.
 *
 * @returns Undefined if there is no rule for the op, or something that it needs is not known.
 */
export function costOf(node: CostNode): Cost | undefined {
  const op = countedName(node.op);
  const cost = RULES.get(op)?.({ ...node, op });
  return cost === undefined || Number.isNaN(cost.flops + cost.bytes) ? undefined : cost;
}
