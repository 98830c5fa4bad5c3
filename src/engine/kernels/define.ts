/**
 * How a kernel of ours is written: a name, and a function from inputs and attributes to tensors.
 *
 * @module
 */

import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";

/** What a kernel is called with. */
export interface KernelCall<Inputs, Attrs> {
  /** Runs TensorFlow's ops. */
  backend: TensorflowBackend;
  /** Tensors by name; an optional one may be undefined or null. */
  inputs: Inputs;
  /** Numbers, texts and lists by name. */
  attrs: Attrs;
}

/** Computes a kernel's outputs. Whatever else it makes it disposes itself. */
export type Kernel<Inputs, Attrs> = (
  call: KernelCall<Inputs, Attrs>,
) => tfjs.TensorInfo | tfjs.TensorInfo[];

/** A kernel whose attributes do not matter. */
export type NoAttrs = Record<never, never>;

/** tfjs's configuration of the kernel `kernelName` for the backend `tensorflow`. */
export function defineKernel<Inputs, Attrs = NoAttrs>(
  kernelName: string,
  run: Kernel<Inputs, Attrs>,
): tfjs.KernelConfig {
  return {
    kernelName,
    backendName: "tensorflow",
    // tfjs hands over exactly these three; its type of them is wider than any one kernel's.
    kernelFunc: run as unknown as tfjs.KernelFunc,
  };
}
