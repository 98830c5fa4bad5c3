/**
 * Calls of kernels, noted while something runs, so that they can be made again.
 *
 * @module
 */

import { mapTree, walkTree } from "../../../src/core/tree.ts";
import type { TensorflowBackend } from "../../../src/engine/backend.ts";
import { isTracing } from "../../../src/engine/op_context.ts";
import * as tf from "../../../src/engine/tf.ts";
import { HostTensor } from "./host_tensor.ts";

/** One call of a kernel, and what came of it when it ran at once. */
export interface RecordedCall {
  readonly kernel: string;
  /** What it was given: arrays and objects with a {@linkcode HostTensor} for each tensor. */
  readonly inputs: unknown;
  readonly attrs: Record<string, unknown>;
  /** What it returned, or why it refused. */
  readonly result: readonly HostTensor[] | Error;
  /** Kernel, dtypes, shapes and attributes as text. */
  readonly signature: string;
}

/** What is noted. */
export interface RecorderOptions {
  /** Whether a call is wanted; it is asked before values are read. */
  readonly wants?: (signature: string) => boolean;
  /** Is given each call. */
  readonly onCall: (call: RecordedCall) => void;
}

/**
 * Notes calls of the kernels of the backend `tensorflow` until the result is called.
 *
 * A kernel that calls another one counts for two.
 */
export function recordKernels({ wants = () => true, onCall }: RecorderOptions): () => void {
  const configs = tf.getKernelsForBackend("tensorflow");
  const originals = configs.map(({ kernelFunc }) => kernelFunc);
  configs.forEach((config, i) => {
    const original = originals[i]!;
    config.kernelFunc = (call) => {
      const backend = call.backend as TensorflowBackend;
      const attrs = (call.attrs ?? {}) as Record<string, unknown>;
      if (isTracing(backend.context)) return original(call);
      const signature = signatureOf(config.kernelName, call.inputs, attrs);
      if (!wants(signature)) return original(call);
      const noted = {
        kernel: config.kernelName,
        inputs: mapTree(call.inputs, (leaf) => isTensorInfo(leaf) ? HostTensor.of(leaf) : leaf),
        attrs: mapTree(attrs, (leaf) => leaf) as Record<string, unknown>,
        signature,
      };
      try {
        const out = original(call);
        onCall({ ...noted, result: [out].flat().map((tensor) => HostTensor.of(tensor)) });
        return out;
      } catch (error) {
        onCall({ ...noted, result: error as Error });
        throw error;
      }
    };
  });
  return () =>
    configs.forEach((config, i) => {
      config.kernelFunc = originals[i]!;
    });
}

function isTensorInfo(leaf: unknown): leaf is tf.TensorInfo {
  return typeof leaf === "object" && leaf !== null && "dataId" in leaf;
}

function signatureOf(kernel: string, inputs: unknown, attrs: unknown): string {
  let text = `${kernel} `;
  const visit = {
    structure: (mark: string) => {
      text += mark;
    },
    leaf: (leaf: unknown) => {
      if (isTensorInfo(leaf)) text += `${leaf.dtype}[${leaf.shape}]`;
      else if (Object.is(leaf, -0)) text += "-0";
      else if (typeof leaf === "object" && leaf !== null) text += JSON.stringify(leaf);
      else text += String(leaf);
      text += " ";
    },
  };
  walkTree(inputs, visit);
  walkTree(attrs, visit);
  return text;
}
