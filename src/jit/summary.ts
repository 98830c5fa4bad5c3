/**
 * Adding up what single ops do.
 *
 * @module
 */

import type { ExplainedKind, ExplainedNode, ExplanationData } from "./explanation.ts";

/** What is known of the run as a whole. */
export type Measured = Pick<
  ExplanationData,
  "name" | "version" | "devices" | "xla" | "runs" | "callMs" | "notedMs"
>;

/** Adds up the nodes of a function to its report. */
export function summarize(nodes: readonly ExplainedNode[], measured: Measured): ExplanationData {
  const total = (of: (node: ExplainedNode) => number | null) =>
    nodes.reduce((sum, node) => sum + (of(node) ?? 0), 0);
  const flops = total((node) => node.flops);
  const opMs = measured.xla ? null : total(({ ms }) => ms);
  const kinds = new Map<string, ExplainedNode[]>();
  for (const node of nodes) kinds.set(node.op, [...kinds.get(node.op) ?? [], node]);
  return {
    ...measured,
    opMs,
    ops: total(({ count }) => count),
    flops,
    bytes: total(({ bytes }) => bytes),
    allocatedBytes: total(({ allocatedBytes }) => allocatedBytes),
    gflopsPerSecond: measured.callMs > 0 ? flops / measured.callMs / 1e6 : 0,
    kinds: [...kinds].map(([op, members]) => kindOf(op, members, opMs)).sort(byTime),
    notCounted: [...new Set(nodes.filter(({ flops }) => flops === null).map(({ op }) => op))]
      .sort(),
    nodes,
  };
}

function kindOf(op: string, nodes: readonly ExplainedNode[], opMs: number | null): ExplainedKind {
  const total = (of: (node: ExplainedNode) => number | null) =>
    nodes.reduce((sum, node) => sum + (of(node) ?? 0), 0);
  const ms = opMs === null ? null : total((node) => node.ms);
  return {
    op,
    count: total(({ count }) => count),
    flops: total(({ flops }) => flops),
    bytes: total(({ bytes }) => bytes),
    ms,
    share: ms === null || opMs === null ? null : opMs === 0 ? 0 : ms / opMs,
    notCounted: total(({ flops, count }) => flops === null ? count : 0),
  };
}

function byTime(a: ExplainedKind, b: ExplainedKind): number {
  return (b.ms ?? 0) - (a.ms ?? 0) || b.flops - a.flops || b.bytes - a.bytes;
}
