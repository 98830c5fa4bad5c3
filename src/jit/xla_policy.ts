/**
 * How much of a compiled function goes through XLA: decided by the device that it runs on.
 *
 * @module
 */

import { DType, dtypeName } from "../core/dtype.ts";
import type { Device } from "../ffi/device.ts";

/** The function as a whole, its formulas each on their own (cluster.ts), or nothing. */
export type XlaMode = "whole" | "formulas" | "none";

/**
 * Traces of one function that XLA compiles unless told. A formula takes it 50 ms and a quarter of a
 * megabyte that TensorFlow never frees, a training step seconds: too much for shapes that come once.
 */
const COMPILED_TRACES = 16;

/** What decides how much goes through XLA. */
export interface XlaCircumstances {
  /** What the user wants. */
  readonly option: boolean | "auto";
  /** Type of the device that the function runs on. */
  readonly device: string;
  /** Whether XLA works there at all. */
  readonly works: boolean;
  /** Traces of the function that were made before. */
  readonly traces: number;
  /** Whether XLA could not compile the function as a whole before. */
  readonly refused: boolean;
}

/**
 * How much of a function goes through XLA.
 *
 * On a CPU XLA multiplies matrices more slowly than TensorFlow's kernels, so products stay outside; on a
 * GPU it calls the same libraries for them as TensorFlow does, and what stands around them is one kernel
 * in place of many (docs/decisions/0022-xla-on-gpus.md).
 */
export function xlaMode(
  { option, device, works, traces, refused }: XlaCircumstances,
): XlaMode {
  if (option === true) return "whole";
  if (!works || traces >= COMPILED_TRACES) return "none";
  return option === "auto" && device === "GPU" && !refused ? "whole" : "formulas";
}

/** The device that a compiled function runs on: the one asked for, else a GPU, else the first. */
export function functionDevice(
  { devices, device }: { readonly devices: readonly Device[]; readonly device: string | null },
): Device {
  return devices.find(({ name }) => name === device) ??
    devices.find(({ type }) => type === "GPU") ?? devices[0]!;
}

/** What of a traced function XLA may not be able to compile. */
export interface XlaObstacles {
  /** Type of the device that the function runs on. */
  readonly device: string;
  /** Ops that XLA lacks there, and the lines that note them. */
  readonly lacking: ReadonlyMap<string, string>;
  /** The op that has given the first tensor of strings. */
  readonly strings: string | undefined;
  /** Variables that the function uses. */
  readonly variables: readonly { readonly name: string; readonly dtype: number }[];
}

/** Why XLA cannot compile a traced function as a whole, in half a sentence; undefined where it may. */
export function whyNotWhole(
  { device, lacking, strings, variables }: XlaObstacles,
): string | undefined {
  if (strings !== undefined) return "it has tensors of strings, and XLA has only numbers";
  if (lacking.size > 0) {
    const ops = [...lacking].map(([op, line]) => line === "" ? op : `${op} (${line})`);
    return `XLA has no ${ops.join(", ")} on ${device}`;
  }
  // TensorFlow keeps these in the host's memory, where XLA finds no variables of a GPU.
  const host = variables.find(({ dtype }) => dtype === DType.int32 || dtype === DType.string);
  if (device !== "GPU" || host === undefined) return undefined;
  return `the variable ${host.name} is ${dtypeName(host.dtype)}, which stays in the host's memory`;
}
