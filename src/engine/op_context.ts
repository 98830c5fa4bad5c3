/**
 * Where the backend's ops go.
 *
 * @module
 */

import type { Device } from "../ffi/device.ts";
import type { Library } from "../ffi/library.ts";
import type { OpAttr } from "../ffi/op_attrs.ts";
import type { TensorBytes } from "../ffi/tensor.ts";
import type { TensorRecord } from "./tensor_record.ts";

/**
 * What kernels need of a context. `EagerContext` runs each op at once; a trace of `jit` notes it as a
 * node of a graph. Handles of the one mean nothing to the other.
 */
export interface OpContext {
  /** TensorFlow's library. */
  readonly library: Library;
  /** Devices that ops can run on. */
  readonly devices: readonly Device[];
  /** Where the next ops run: a device's full name, or null for TensorFlow's own choice. */
  device: string | null;
  /** Handles that the last {@linkcode OpContext.execute} made. */
  readonly outputs: BigUint64Array<ArrayBuffer>;

  /** Runs `op`, or notes it; returns the number of its outputs. */
  execute(
    op: string,
    attrs: readonly OpAttr[],
    inputs: readonly bigint[],
    maxOutputs: number,
  ): number;
  /** Copies `data` into a new tensor; the caller owns the handle. */
  createTensor(dtype: number, shape: readonly number[], data: TensorBytes): bigint;
  /** Gives a handle back. */
  deleteTensor(handle: bigint): void;
  /** Number of `TF_DataType` of a tensor. */
  dtype(handle: bigint): number;
  /** Axis lengths of a tensor. */
  shape(handle: bigint): number[];
  /** Dtype and shape as text. */
  describe(handle: bigint): string;
  /** A second handle on the same contents; the caller owns it. */
  share(handle: bigint): bigint;
  /** Full name of the device that holds the tensor. */
  deviceOf(handle: bigint): string;
  /** The same contents on `device`; the caller owns the new handle. */
  copyTo(handle: bigint, device: string): bigint;
  /** Contents of a tensor. */
  read(handle: bigint): Uint8Array<ArrayBuffer> | Uint8Array<ArrayBuffer>[];
}

/** Ops that are repeated along the first axis of tensors. */
export interface OpLoop {
  /** Says which ops they are. */
  readonly name: string;
  /** Number of turns, at least 1. */
  readonly length: number;
  /** What goes from turn to turn, before the first. */
  readonly carry: readonly bigint[];
  /** What is read turn by turn: along its first axis, or what another loop has left. */
  readonly xs: readonly bigint[];
  /** What all turns use. */
  readonly fixed: readonly bigint[];
  /** Whether `xs` are read, and results written, from the end. */
  readonly reverse: boolean;
  /** Runs the ops of a turn in the context, and on the handles, that it is given. */
  readonly turn: (context: OpContext, given: OpTurn) => OpTurnResult;
}

/** What a turn is given. */
export interface OpTurn {
  /** What the turn before has carried on. */
  readonly carry: readonly bigint[];
  /** The parts of `xs`. */
  readonly xs: readonly bigint[];
  /** What all turns use. */
  readonly fixed: readonly bigint[];
}

/** What a turn makes; and what a loop makes, there with lists of what the turns have left. */
export interface OpTurnResult {
  /** What is carried on. */
  readonly carry: readonly bigint[];
  /** What is left. */
  readonly left: readonly bigint[];
}

/** Height and width. */
export type PlaneSize = readonly [height: number, width: number];

/** What a trace can do besides; the engine asks it while one is under way. */
export interface TracingContext extends OpContext {
  /** Whether all that is noted is for XLA. */
  readonly xla: boolean;
  /** Whether products of float32 are computed in 16 bits. */
  readonly narrowsProducts: boolean;
  /** The handle, in this trace, of a tensor made outside of it. */
  capture(record: TensorRecord, dataId: object): bigint;
  /** A seed for one random op: an int64 vector of 2, another one at each call of the traced code. */
  drawSeed(): bigint;
  /** Whether `owner` is this trace, or one whose branch or loop this is. */
  isWithin(owner: OpContext): boolean;
  /**
   * Notes ops that go together, which may be compiled as one.
   *
   * @param name Says which ops they are, with their attributes.
   * @param inputs All that they use but constants.
   * @param body Runs them in the context and on the inputs that it is given; returns their results.
   */
  together(
    name: string,
    inputs: readonly bigint[],
    body: (context: OpContext, inputs: readonly bigint[]) => readonly bigint[],
  ): readonly bigint[];
  /**
   * The first rows and columns of images `[batch, height, width, channels]`, computed without the rest;
   * undefined where that saves no convolution anything.
   */
  cornerAlone(images: bigint, size: PlaneSize): bigint | undefined;
  /** The first rows and columns of images, computed without the rest or cut out. */
  corner(images: bigint, size: PlaneSize): bigint;
  /** Notes a loop, whose turns are noted once. */
  loop(loop: OpLoop): OpTurnResult;
  /** What the turns of a loop have left as one tensor, with a first axis of turns. */
  stack(list: bigint): bigint;
  /** Stops whoever reads a value. */
  refuseReading(): never;
}

/** Whether ops are noted rather than run. */
export function isTracing(context: OpContext): context is TracingContext {
  return "capture" in context;
}
