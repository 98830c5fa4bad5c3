/**
 * Calls of kernels made again in compiled code.
 *
 * @module
 */

import { mapTree } from "../../../src/core/tree.ts";
import * as tf from "../../../src/engine/tf.ts";
import { jit } from "../../../src/jit/mod.ts";
import { assertSameTensor, HostTensor } from "./host_tensor.ts";
import type { RecordedCall } from "./recorded_call.ts";

/** How a call fared in compiled code. */
export type Verdict =
  | { readonly kind: "agrees" }
  | { readonly kind: "refused"; readonly error: Error }
  | { readonly kind: "differs"; readonly error: Error };

/** How calls are compiled. */
export interface CompiledCallsOptions {
  readonly xla: boolean;
  /** Calls in one compiled function: XLA takes long for each. Default: 1. */
  readonly together?: number;
}

const AGREES: Verdict = { kind: "agrees" };

/** Makes `calls` again in compiled code and compares; one verdict for each. */
export function compareCompiled(
  calls: readonly RecordedCall[],
  { xla, together = 1 }: CompiledCallsOptions,
): Verdict[] {
  const verdicts: Verdict[] = [];
  for (let i = 0; i < calls.length; i += together) {
    verdicts.push(...compareTogether(calls.slice(i, i + together), xla));
  }
  return verdicts;
}

function compareTogether(calls: readonly RecordedCall[], xla: boolean): Verdict[] {
  let results: HostTensor[][];
  try {
    results = runCompiled(calls, xla);
  } catch (error) {
    if (calls.length === 1) return [afterError(calls[0]!, error as Error)];
    const half = Math.ceil(calls.length / 2);
    return [calls.slice(0, half), calls.slice(half)].flatMap((part) => compareTogether(part, xla));
  }
  return calls.map((call, i) => compareResult(call, results[i]!));
}

function afterError({ result }: RecordedCall, error: Error): Verdict {
  // What is refused when it runs at once must not pass when it is compiled, and the other way round.
  return result instanceof Error ? AGREES : { kind: "refused", error };
}

function compareResult({ result }: RecordedCall, actual: HostTensor[]): Verdict {
  if (result instanceof Error) {
    const error = new Error(`it runs, and does not say: ${result.message}`, { cause: result });
    return { kind: "differs", error };
  }
  try {
    if (actual.length !== result.length) {
      throw new Error(`${actual.length} results are not ${result.length}`);
    }
    result.forEach((expected, i) => assertSameTensor(actual[i]!, expected, `result ${i}`));
    return AGREES;
  } catch (error) {
    return { kind: "differs", error: error as Error };
  }
}

/** The results of `calls`, all made in one compiled function. */
function runCompiled(calls: readonly RecordedCall[], xla: boolean): HostTensor[][] {
  const inputs = calls.map((call) =>
    mapTree(call.inputs, (leaf) => leaf instanceof HostTensor ? leaf.toTensor() : leaf)
  );
  using all = jit(
    (given: unknown[]) =>
      calls.map(({ kernel, attrs }, i) => [runKernel(kernel, given[i], attrs)].flat()),
    { xla, name: calls.length === 1 ? calls[0]!.kernel : "kernels" },
  );
  const outputs: tf.Tensor[][] = [];
  try {
    outputs.push(...all(inputs));
    return outputs.map((tensors) => tensors.map((tensor) => HostTensor.of(tensor)));
  } finally {
    tf.dispose([inputs, outputs] as tf.TensorContainer);
  }
}

function runKernel(kernel: string, inputs: unknown, attrs: unknown): tf.Tensor | tf.Tensor[] {
  return tf.engine().runKernel(kernel, inputs as tf.NamedTensorMap, attrs as tf.NamedAttrMap);
}
