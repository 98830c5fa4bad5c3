/**
 * What a compiled function does, and how long each part takes.
 *
 * @module
 */

import { explanationText } from "./explanation_text.ts";

/** Ops of one kind. */
export interface ExplainedKind {
  /** Op, such as `"MatMul"`, or `"_FusedMatMul"` where TensorFlow made one of several. */
  readonly op: string;
  /** How often ops of the kind ran in one call. */
  readonly count: number;
  /** Arithmetic operations of those that are counted. */
  readonly flops: number;
  /** Bytes of the tensors that those read and write. */
  readonly bytes: number;
  /** Time in milliseconds; null where only the whole is known. */
  readonly ms: number | null;
  /** Share of all ops' time, from 0 to 1; null where only the whole is known. */
  readonly share: number | null;
  /** How often one ran whose work is not counted. */
  readonly notCounted: number;
}

/** One op of the graph that TensorFlow ran. */
export interface ExplainedNode {
  /** Name in the graph. */
  readonly name: string;
  /** Op that it runs. */
  readonly op: string;
  /** Device, such as `"CPU:0"`. */
  readonly device: string;
  /** How often it ran in one call: more than once in a loop. */
  readonly count: number;
  /** Its inputs, such as `"float32[64,784]"`. */
  readonly inputs: readonly string[];
  /** Its results in the same form. */
  readonly outputs: readonly string[];
  /** Arithmetic operations; null if they are not counted. */
  readonly flops: number | null;
  /** Bytes that it reads and writes; null if they are not counted. */
  readonly bytes: number | null;
  /** Bytes that it asked TensorFlow's memory for, freed again or not. */
  readonly allocatedBytes: number;
  /** Time in milliseconds; null where only the whole is known. */
  readonly ms: number | null;
}

/** Plain data of an {@linkcode Explanation}: it survives JSON and `structuredClone`. */
export interface ExplanationData {
  /** Name of the function. */
  readonly name: string;
  /** TensorFlow's version. */
  readonly version: string;
  /** Devices that ran it, such as `["CPU:0"]`. */
  readonly devices: readonly string[];
  /** Whether XLA compiled it: one launch, whose parts have no times of their own. */
  readonly xla: boolean;
  /** Runs under TensorFlow's eyes; times are medians. */
  readonly runs: number;
  /** Time of one call in milliseconds. */
  readonly callMs: number;
  /** The same while TensorFlow takes notes; the ops' times were measured in it. */
  readonly notedMs: number;
  /** Time of all ops together, more than the call's where they run side by side; null for XLA. */
  readonly opMs: number | null;
  /** Ops that ran in one call. */
  readonly ops: number;
  /** Arithmetic operations of the ops that are counted. */
  readonly flops: number;
  /** Bytes that those read and write. */
  readonly bytes: number;
  /** Bytes that the ops asked TensorFlow's memory for. */
  readonly allocatedBytes: number;
  /** Arithmetic operations in a nanosecond of the call. */
  readonly gflopsPerSecond: number;
  /** Kinds of ops; those that take longest come first. */
  readonly kinds: readonly ExplainedKind[];
  /** Ops of which the work is not counted: there is no rule for them, or their shapes are not known. */
  readonly notCounted: readonly string[];
  /** All ops; those that take longest come first. */
  readonly nodes: readonly ExplainedNode[];
}

/** The report of `jit.explain`: data, and a table of them as text. */
export class Explanation implements ExplanationData {
  readonly name: string;
  readonly version: string;
  readonly devices: readonly string[];
  readonly xla: boolean;
  readonly runs: number;
  readonly callMs: number;
  readonly notedMs: number;
  readonly opMs: number | null;
  readonly ops: number;
  readonly flops: number;
  readonly bytes: number;
  readonly allocatedBytes: number;
  readonly gflopsPerSecond: number;
  readonly kinds: readonly ExplainedKind[];
  readonly notCounted: readonly string[];
  readonly nodes: readonly ExplainedNode[];

  /** Makes the report of `data`. */
  constructor(data: ExplanationData) {
    this.name = data.name;
    this.version = data.version;
    this.devices = data.devices;
    this.xla = data.xla;
    this.runs = data.runs;
    this.callMs = data.callMs;
    this.notedMs = data.notedMs;
    this.opMs = data.opMs;
    this.ops = data.ops;
    this.flops = data.flops;
    this.bytes = data.bytes;
    this.allocatedBytes = data.allocatedBytes;
    this.gflopsPerSecond = data.gflopsPerSecond;
    this.kinds = data.kinds;
    this.notCounted = data.notCounted;
    this.nodes = data.nodes;
  }

  /** The report as tables of at most 80 columns. */
  toString(): string {
    return explanationText(this);
  }

  /** What `console.log` prints. */
  [Symbol.for("Deno.customInspect")](): string {
    return this.toString();
  }
}
