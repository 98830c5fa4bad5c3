/**
 * From what TensorFlow noted about a few runs to one report.
 *
 * @module
 */

import { dtypeName } from "../core/dtype.ts";
import { shapeText } from "../core/shape.ts";
import { shortDeviceName } from "../engine/info.ts";
import type { FunctionTrace } from "../ffi/function_profiler.ts";
import type { NodeRun } from "../ffi/run_metadata.ts";
import { costOf, countedName, plainName } from "./cost/cost.ts";
import type { Cost, CostNode, TensorSpec } from "./cost/cost_node.ts";
import { fusedOps } from "./cost/fused_ops.ts";
import type { DefinedNodes } from "./defined_nodes.ts";
import type { ExplainedNode } from "./explanation.ts";

/** Where a function begins and ends. */
const FRAME = new Set(["_Arg", "_Retval", "_DeviceArg", "_DeviceRetval", "NoOp"]);

/** Ops that run a function, whose ops stand for themselves. Those in a `While` do not. */
const CALLS = new Set([
  "Case",
  "If",
  "PartitionedCall",
  "StatefulPartitionedCall",
  "StatelessCase",
  "StatelessIf",
]);

/** Sums over the runs of one node in one call. */
interface NodeSum {
  run: NodeRun;
  node: CostNode;
  count: number;
  flops: number;
  bytes: number;
  allocatedBytes: number;
}

/** What is known of a function besides its traces. */
export interface ProfileOptions {
  /** Its nodes before TensorFlow's rewrites. */
  readonly defined: DefinedNodes;
  /** Names of the functions that nodes may call. */
  readonly functions: ReadonlySet<string>;
  /** Counts a call of what XLA compiles. Default: not counted. */
  readonly clusterCost?: (node: CostNode) => Cost | undefined;
}

/** The nodes of a function with their work, counted in the first trace, and their median times. */
export function profiledNodes(
  traces: readonly FunctionTrace[],
  { defined, functions, clusterCost }: ProfileOptions,
): ExplainedNode[] {
  const isPart = (run: NodeRun) => !FRAME.has(run.op) && !isCall(run, defined, functions);
  const times = traces.map((trace) => nodeTimes(trace, isPart));
  const sums = new Map<string, NodeSum>();
  for (const { run, node } of withInputs(traces[0]!, defined)) {
    if (!isPart(run)) continue;
    const cost = functions.has(run.op) ? clusterCost?.(node) : costOf(node);
    let sum = sums.get(keyOf(run));
    if (sum === undefined) {
      sum = { run, node, count: 0, flops: 0, bytes: 0, allocatedBytes: 0 };
      sums.set(keyOf(run), sum);
    }
    sum.count++;
    sum.flops += cost?.flops ?? NaN;
    sum.bytes += cost?.bytes ?? NaN;
    sum.allocatedBytes += run.allocatedBytes;
  }
  const nodes = [...sums].map(([key, { run, node, count, flops, bytes, allocatedBytes }]) => ({
    name: run.name,
    op: run.op,
    device: shortDeviceName(run.device),
    count,
    inputs: node.inputs.map(describe),
    outputs: node.outputs.map(describe),
    flops: Number.isNaN(flops) ? null : flops,
    bytes: Number.isNaN(bytes) ? null : bytes,
    allocatedBytes,
    ms: median(times.map((time) => time.get(key) ?? 0)) / 1e6,
  }));
  return [...nodes, ...strayKernels(traces)].sort((a, b) => (b.ms ?? 0) - (a.ms ?? 0));
}

function isCall({ name, op }: NodeRun, defined: DefinedNodes, functions: ReadonlySet<string>) {
  // A launch is a whole, whose ops TensorFlow does not see.
  return !defined.isLaunch(name, op) && (CALLS.has(op) || functions.has(op));
}

function keyOf({ name, op, device }: NodeRun): string {
  return `${name} ${op} ${device}`;
}

/** Nanoseconds of each node in one trace; on a GPU those of its kernels. */
function nodeTimes(
  { nodes, kernels }: FunctionTrace,
  isPart: (run: NodeRun) => boolean,
): Map<string, number> {
  const kernelTimes = new Map<string, number>();
  for (const { node, duration } of kernels) {
    kernelTimes.set(node, (kernelTimes.get(node) ?? 0) + duration);
  }
  const known = nodes.some(({ name }) => kernelTimes.has(name));
  const times = new Map<string, number>();
  for (const run of nodes) {
    if (!isPart(run)) continue;
    const key = keyOf(run);
    if (known && run.device.includes("GPU")) times.set(key, kernelTimes.get(run.name) ?? 0);
    else times.set(key, (times.get(key) ?? 0) + run.duration);
  }
  return times;
}

/** Kernels and copies on GPUs that no node owns up to. */
function strayKernels(traces: readonly FunctionTrace[]): ExplainedNode[] {
  const strays = new Map<string, { device: string; count: number; duration: number }>();
  for (const { nodes, kernels } of traces) {
    const names = new Set(nodes.map(({ name }) => name));
    for (const { node, device, duration } of kernels) {
      if (names.has(node)) continue;
      const stray = strays.get(node) ?? { device, count: 0, duration: 0 };
      strays.set(node, {
        device,
        count: stray.count + 1,
        duration: stray.duration + duration,
      });
    }
  }
  return [...strays].map(([name, { device, count, duration }]) => ({
    name,
    op: "(GPU kernel)",
    device: shortDeviceName(device),
    count: Math.ceil(count / traces.length),
    inputs: [],
    outputs: [],
    flops: null,
    bytes: null,
    allocatedBytes: 0,
    ms: duration / traces.length / 1e6,
  }));
}

/** The runs in the order in which they started, with the tensors that they took. */
function* withInputs(
  { nodes }: FunctionTrace,
  defined: DefinedNodes,
): Generator<{ run: NodeRun; node: CostNode }> {
  const ran = new Set(nodes.map(({ name }) => namedAs(name)));
  const twinOf = defined.twins(ran);
  const results = new Map<string, (TensorSpec | undefined)[]>();
  for (const run of nodes.toSorted((a, b) => a.start - b.start)) {
    const outputs: (TensorSpec | undefined)[] = [];
    for (const { slot, dtype, shape } of run.outputs) outputs[slot] = { dtype, shape };
    const made = Array.from(outputs);
    // A loop's last turn gives its way out alone, and may come before what the turns before feed.
    const before = results.get(namedAs(run.name)) ?? [];
    results.set(
      namedAs(run.name),
      Array.from({ length: Math.max(before.length, made.length) }, (_, i) => made[i] ?? before[i]),
    );
    const inputs = run.inputs.map((input) => {
      const [, name = "", slot = "0"] = /^(.*?)(?::(\d+))?$/.exec(input) ?? [];
      const from = ran.has(name) ? name : twinOf(name) ?? name;
      return results.get(from)?.[Number(slot)];
    });
    const definition = defined.get(run.name);
    const attrs = definition !== undefined && plainName(definition.op) === plainName(run.op)
      ? definition.attrs
      : undefined;
    const fused = countedName(run.op).startsWith("Fused")
      ? fusedOps(run.name, { product: plainName(run.op), defined, ran })
      : undefined;
    yield { run, node: { op: run.op, inputs, outputs: made, attrs, fused } };
  }
}

/** A constant that TensorFlow has computed beforehand has another name than its readers call it. */
function namedAs(name: string): string {
  return name.replace(/\/_\d+__cf__\d+$/, "");
}

function describe(tensor: TensorSpec | undefined): string {
  return tensor === undefined ? "?" : dtypeName(tensor.dtype) + shapeText(tensor.shape);
}

/** The middle one of some numbers; 0 of none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return sorted.length === 0 ? 0 : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
