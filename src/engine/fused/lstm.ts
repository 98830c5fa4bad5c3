/** LSTM over whole sequences. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { type FusedOp, runFused, runKernel, type Tensors } from "./fused_op.ts";

/** Inputs of an LSTM; gates are in the order input, forget, candidate, output, as in Keras. */
export interface LstmInputs {
  /** float32 [batch, time, features]. */
  x: tfjs.Tensor;
  /** float32 [features, 4 units]. */
  kernel: tfjs.Tensor;
  /** float32 [units, 4 units]. */
  recurrent: tfjs.Tensor;
  /** float32 [4 units]; 0 if absent. */
  bias?: tfjs.Tensor | null | undefined;
  /** Output before the first step, float32 [batch, units]. */
  h: tfjs.Tensor;
  /** Cell before the first step, float32 [batch, units]. */
  c: tfjs.Tensor;
}

/** What an LSTM gives. */
export interface LstmOutputs {
  /** Output of each step, float32 [batch, time, units]. */
  outputs: tfjs.Tensor;
  /** That of the last step, float32 [batch, units]. */
  h: tfjs.Tensor;
  /** The cell after the last step, float32 [batch, units]. */
  c: tfjs.Tensor;
}

/** How an LSTM makes gates of numbers: by a sigmoid, or cut off below 0 and above 1. */
export interface LstmAttrs {
  gate: "sigmoid" | "clip";
}

/** What a kernel keeps of a part of the batch. */
const KEPT_PER_PART = 8;

function composed(
  { x, kernel, recurrent, bias, h, c }: Tensors,
  { gate: kind }: LstmAttrs,
): tfjs.Tensor[] {
  const gated = (z: tfjs.Tensor) =>
    kind === "sigmoid" ? tfjs.sigmoid(z) : tfjs.clipByValue(z, 0, 1);
  const [batch, time, features] = x!.shape as [number, number, number];
  const units = recurrent!.shape[0]!;
  if (time === 0) return [tfjs.zeros([batch, 0, units]), tfjs.clone(h!), tfjs.clone(c!)];
  const rows = tfjs.reshape(tfjs.transpose(x!, [1, 0, 2]), [time * batch, features]);
  let gates: tfjs.Tensor = tfjs.matMul(rows, kernel!);
  if (bias) gates = tfjs.add(gates, bias);
  let [output, cell] = [h!, c!];
  const outputs: tfjs.Tensor[] = [];
  for (const gate of tfjs.unstack(tfjs.reshape(gates, [time, batch, 4 * units]))) {
    const z = tfjs.add(gate, tfjs.matMul(output, recurrent!));
    const [i, f, g, o] = tfjs.split(z, 4, 1) as [
      tfjs.Tensor,
      tfjs.Tensor,
      tfjs.Tensor,
      tfjs.Tensor,
    ];
    cell = tfjs.add(
      tfjs.mul(gated(f), cell),
      tfjs.mul(gated(i), tfjs.tanh(g)),
    );
    output = tfjs.mul(gated(o), tfjs.tanh(cell));
    outputs.push(output);
  }
  return [tfjs.stack(outputs, 1), tfjs.clone(output), cell];
}

const op: FusedOp<LstmAttrs> = {
  kernelName: "Lstm",
  results: 3,
  composed,
  gradient: ({ dys: [dy, dh, dc], inputs, kept, attrs: { gate }, wanted }) => {
    const { kernel, recurrent, h } = inputs;
    const given: Record<string, tfjs.Tensor> = {
      kernel: kernel!,
      recurrent: recurrent!,
      h: h!,
      ...(dy && { dy }),
      ...(dh && { dh }),
      ...(dc && { dc }),
    };
    for (const [i, tensor] of kept.entries()) given[`kept${i}`] = tensor;
    const attrs = { parts: kept.length / KEPT_PER_PART, ofX: wanted.includes("x"), gate };
    const [dkernel, drecurrent, dbias, dh0, dc0, dx] = runKernel("LstmGrad", given, attrs);
    return {
      kernel: dkernel!,
      recurrent: drecurrent!,
      bias: dbias!,
      h: dh0!,
      c: dc0!,
      ...(dx && { x: dx }),
    };
  },
};

/** Runs an LSTM over sequences. */
export function lstmOf(
  inputs: LstmInputs,
  attrs: LstmAttrs = { gate: "sigmoid" },
): LstmOutputs {
  const given = { ...inputs };
  const isEmpty = inputs.x.size === 0 || inputs.recurrent.size === 0;
  const [outputs, h, c] = isEmpty
    ? tfjs.tidy(() => composed(withoutAbsent(given), attrs))
    : runFused(op, given, attrs);
  return { outputs: outputs!, h: h!, c: c! };
}

function withoutAbsent(
  given: Readonly<Record<string, tfjs.Tensor | null | undefined>>,
): Tensors {
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, tfjs.Tensor] => Boolean(entry[1])),
  );
}
