/**
 * What TensorFlow notes about a run: which ops ran, where, when, and what they made (`RunMetadata` in
 * `tensorflow/core/protobuf/config.proto`, `StepStats` in `tensorflow/core/framework/step_stats.proto`).
 *
 * @module
 */

import { readShape } from "./attr_value.ts";
import {
  fieldBytes,
  fieldInt,
  fieldLong,
  fieldText,
  messageFields,
  messageText,
  MessageWriter,
  repeatedBytes,
} from "./protobuf.ts";

/** How much TensorFlow notes while it runs: its ops, or also the kernels on GPUs (slower). */
export type TraceDetail = "ops" | "kernels";

/** A result of an op that ran. */
export interface NodeResult {
  /** Which of the op's results. */
  slot: number;
  /** Number of `TF_DataType`. */
  dtype: number;
  /** Axis lengths. */
  shape: number[];
  /** Bytes that it holds. */
  bytes: number;
}

/** One op that ran once. */
export interface NodeRun {
  /** Name of its node, of this run's rewritten graph. */
  name: string;
  /** Op that it ran, such as `"MatMul"`, or `"_FusedMatMul"` where TensorFlow made one of several. */
  op: string;
  /** Inputs as the graph writes them: a node's name, with `:` and an index unless that is 0. */
  inputs: string[];
  /** Full name of the device. */
  device: string;
  /** When it started, in nanoseconds after the first op of the run did. */
  start: number;
  /** How long it computed, in nanoseconds; on a GPU that is how long handing it over took. */
  duration: number;
  /** Bytes that it asked an allocator for, freed again or not. */
  allocatedBytes: number;
  /** The most bytes that it held of what it asked for at one moment. */
  peakBytes: number;
  /** Its results, those that nobody wanted left out. */
  outputs: NodeResult[];
}

/** A kernel or a copy that ran on a GPU. */
export interface KernelRun {
  /** Name of the node that started it, or of the kernel where TensorFlow does not know. */
  node: string;
  /** Short name of the GPU, such as `"/device:GPU:0"`. */
  device: string;
  /** How long it took, in nanoseconds; TensorFlow counts in thousands of them. */
  duration: number;
}

/** What TensorFlow noted about one run. */
export interface RunTrace {
  /** Ops, in the order in which they ended on each device. */
  nodes: NodeRun[];
  /** Kernels on GPUs, if they were asked for. */
  kernels: KernelRun[];
}

/** Numbers of the fields that are read here. */
const Metadata = { stepStats: 1 } as const;
const DeviceStats = { device: 1, nodes: 2 } as const;
const Stats = {
  name: 1,
  opEndMicros: 4,
  memory: 6,
  output: 7,
  label: 8,
  startNanos: 13,
  opStartNanos: 14,
  opEndNanos: 15,
} as const;
const Memory = { total: 2, peak: 3 } as const;
const Result = { slot: 1, tensor: 3 } as const;
const Tensor = { dtype: 1, shape: 2, allocation: 4 } as const;
const REQUESTED_BYTES = 1;

/** Values of `RunOptions.TraceLevel`. */
const LEVEL: Record<TraceDetail, number> = { ops: 1, kernels: 3 };

const LATEST = 2n ** 63n - 1n;

/** Encoded `RunOptions` that ask for {@linkcode RunTrace}. */
export function encodeRunOptions(detail: TraceDetail): Uint8Array<ArrayBuffer> {
  return new MessageWriter().varint(1, LEVEL[detail]).finish();
}

/**
 * Decodes a `RunMetadata`.
 *
 * @throws {TypeError} If the bytes are no protocol buffer.
 */
export function readRunMetadata(message: Uint8Array): RunTrace {
  const trace: RunTrace = { nodes: [], kernels: [] };
  const stats = fieldBytes(message, Metadata.stepStats) ?? new Uint8Array();
  const devices = repeatedBytes(stats, 1).map((device) => ({
    name: fieldText(device, DeviceStats.device),
    runs: repeatedBytes(device, DeviceStats.nodes),
  }));
  const first = devices.flatMap(({ runs }) => runs)
    .map((run) => fieldLong(run, Stats.startNanos))
    .reduce((earliest, start) => start > 0n && start < earliest ? start : earliest, LATEST);
  for (const { name, runs } of devices) {
    const gpu = /^(\/device:GPU:\d+)\/(.*)$/.exec(name);
    if (gpu === null) trace.nodes.push(...runs.map((run) => readNodeRun(run, name, first)));
    // The same kernels stand under each of their streams as well.
    else if (gpu[2] === "stream:all" || gpu[2] === "memcpy") {
      trace.kernels.push(...runs.map((run) => readKernelRun(run, gpu[1]!)));
    }
  }
  return trace;
}

function readNodeRun(message: Uint8Array, device: string, first: bigint): NodeRun {
  let [name, label, start, opStart, opEnd] = ["", "", 0n, 0, 0];
  let [allocatedBytes, peakBytes] = [0, 0];
  const outputs: NodeResult[] = [];
  // There are thousands of these: one pass.
  for (const { number, varint, bytes } of messageFields(message)) {
    if (number === Stats.name) name = messageText(bytes);
    else if (number === Stats.label) label = messageText(bytes);
    else if (number === Stats.startNanos) start = varint;
    else if (number === Stats.opStartNanos) opStart = Number(varint);
    else if (number === Stats.opEndNanos) opEnd = Number(varint);
    else if (number === Stats.output) outputs.push(readResult(bytes));
    else if (number === Stats.memory) {
      allocatedBytes += fieldInt(bytes, Memory.total);
      peakBytes += fieldInt(bytes, Memory.peak);
    }
  }
  return {
    name,
    ...parseLabel(label, name),
    device,
    start: Number(start - first) + opStart,
    duration: opEnd - opStart,
    allocatedBytes,
    peakBytes,
    outputs,
  };
}

function readKernelRun(message: Uint8Array, device: string): KernelRun {
  return {
    // "scope/node:Op" where it is a node's; names of kernels may hold any number of colons.
    node: fieldText(message, Stats.name).replace(/^([^:\s]+):[A-Za-z_]\w*$/, "$1"),
    device,
    duration: fieldInt(message, Stats.opEndMicros) * 1000,
  };
}

function readResult(message: Uint8Array): NodeResult {
  const tensor = fieldBytes(message, Result.tensor) ?? new Uint8Array();
  return {
    slot: fieldInt(message, Result.slot),
    dtype: fieldInt(tensor, Tensor.dtype),
    shape: readShape(fieldBytes(tensor, Tensor.shape)) ?? [],
    bytes: fieldInt(fieldBytes(tensor, Tensor.allocation) ?? new Uint8Array(), REQUESTED_BYTES),
  };
}

/** Takes `[memory] name = Op(input, input:1)` apart; what is written otherwise has no inputs. */
function parseLabel(label: string, name: string): { op: string; inputs: string[] } {
  const start = label.indexOf(`${name} = `);
  const parsed = start < 0
    ? null
    : /^([^()\s]+)\((.*)\)/.exec(label.slice(start + name.length + 3));
  if (parsed === null) return { op: label.startsWith("_") ? label : name, inputs: [] };
  const inputs = parsed[2]!.split(", ").filter((input) => input !== "" && !input.startsWith("^"));
  return { op: parsed[1]!, inputs };
}
