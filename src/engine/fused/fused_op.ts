/**
 * Ops that TensorFlow's engine computes in a kernel of its own, and other engines out of tfjs's ops.
 *
 * Each is written down twice. As a composition of tfjs's ops, which says what it means, runs where
 * there is no kernel and gives the second derivatives; and as a kernel with a gradient in closed form,
 * which passes over memory as seldom as it can.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import { isTaped, note } from "../gradients/tape.ts";

/** Tensors by name; an optional one is absent. */
export type Tensors = Readonly<Record<string, tfjs.Tensor>>;

/** What a gradient in closed form is computed from. */
export interface FusedGradientCall<Attrs> {
  /** Gradients of the op's results; undefined where none flows, which is not so for all of them. */
  readonly dys: readonly (tfjs.Tensor | undefined)[];
  /** What the op was given. */
  readonly inputs: Tensors;
  /** What its kernel returned after its results. */
  readonly kept: readonly tfjs.Tensor[];
  /** The op's attributes. */
  readonly attrs: Attrs;
  /** Inputs whose gradients are asked for. */
  readonly wanted: readonly string[];
}

/** An op written down twice. */
export interface FusedOp<Attrs extends object> {
  /** The kernel: its first outputs are the results, the others are for the gradient. */
  readonly kernelName: string;
  /** Number of results. */
  readonly results: number;
  /** The op out of tfjs's: its results. */
  composed(inputs: Tensors, attrs: Attrs): tfjs.Tensor[];
  /**
   * Gradients by the input's name, at least of those in `wanted`. Nothing of it is noted on the tape, and
   * each must be a new tensor. Of what it returns the second derivatives are those of `composed`.
   */
  gradient(call: FusedGradientCall<Attrs>): Record<string, tfjs.Tensor>;
}

/** The parts of tfjs's engine that keep tensors for a gradient, and compute one. */
interface GradientEngine {
  state: { kernelDepth: number };
  gradients(
    f: () => tfjs.Tensor,
    xs: tfjs.Tensor[],
    dy: null,
    allowNone: true,
  ): { grads: (tfjs.Tensor | undefined)[] };
  saveTensorsForBackwardMode(tensors: readonly tfjs.Tensor[]): tfjs.Tensor[];
}

function engine(): GradientEngine {
  return tfjs.engine() as unknown as GradientEngine;
}

/** Whether the engine in use has a kernel of that name. */
function hasKernel(kernelName: string): boolean {
  // The first op of a program starts the engine.
  if (tfjs.getBackend() === undefined || tfjs.getBackend() === null) tfjs.backend();
  return tfjs.getKernel(kernelName, tfjs.getBackend()) !== undefined;
}

/** Runs `op`; those of `inputs` that are null or undefined are left out. */
export function runFused<Attrs extends object>(
  op: FusedOp<Attrs>,
  given: Readonly<Record<string, tfjs.Tensor | null | undefined>>,
  attrs: Attrs,
): tfjs.Tensor[] {
  const inputs = withoutAbsent(given);
  if (!hasKernel(op.kernelName)) return tfjs.tidy(() => op.composed(inputs, attrs));
  const taped = isTaped();
  const outputs = runKernel(op.kernelName, inputs, attrs);
  const ys = outputs.slice(0, op.results);
  const kept = outputs.slice(op.results);
  if (taped) noteForward({ op, inputs, attrs, ys, kept });
  else tfjs.dispose(kept);
  return ys;
}

/** Runs a kernel of several outputs, without a note on the tape. */
export function runKernel(kernelName: string, inputs: Tensors, attrs: object): tfjs.Tensor[] {
  return unnoted(() => {
    const outputs = tfjs.engine().runKernel(
      kernelName,
      inputs as tfjs.NamedTensorMap,
      attrs as tfjs.NamedAttrMap,
    );
    return Array.isArray(outputs) ? outputs : [outputs];
  });
}

function unnoted<T>(run: () => T): T {
  const { state } = engine();
  state.kernelDepth++;
  try {
    return run();
  } finally {
    state.kernelDepth--;
  }
}

function withoutAbsent(
  given: Readonly<Record<string, tfjs.Tensor | null | undefined>>,
): Record<string, tfjs.Tensor> {
  const present: Record<string, tfjs.Tensor> = {};
  for (const [name, tensor] of Object.entries(given)) if (tensor) present[name] = tensor;
  return present;
}

/** Copies of `tensors` that outlive them, to which the tape leads as it does to them. */
function save(tensors: Tensors): Record<string, tfjs.Tensor> {
  const copies = engine().saveTensorsForBackwardMode(Object.values(tensors));
  return Object.fromEntries(Object.keys(tensors).map((name, i) => [name, copies[i]!]));
}

interface Forward<Attrs extends object> {
  op: FusedOp<Attrs>;
  inputs: Record<string, tfjs.Tensor>;
  attrs: Attrs;
  ys: tfjs.Tensor[];
  kept: tfjs.Tensor[];
}

function noteForward<Attrs extends object>(
  { op, inputs, attrs, ys, kept }: Forward<Attrs>,
): void {
  const saved = save(inputs);
  for (const tensor of kept) tfjs.keep(tensor);
  note({
    kernelName: op.kernelName,
    inputs,
    outputs: ys,
    saved: [...Object.values(saved), ...kept],
    gradient: (dys, wanted) =>
      asFunctions(backward(op, { dys, inputs: saved, kept, attrs, wanted })),
  });
}

function backward<Attrs extends object>(
  op: FusedOp<Attrs>,
  call: FusedGradientCall<Attrs>,
): Record<string, tfjs.Tensor> {
  const gradients = tfjs.tidy(() => unnoted(() => op.gradient(call)));
  if (isTaped()) noteBackward(op, call, gradients);
  return gradients;
}

/** Notes the gradient as an op of its own, whose gradient is that of the composition. */
function noteBackward<Attrs extends object>(
  op: FusedOp<Attrs>,
  { dys, inputs, attrs }: FusedGradientCall<Attrs>,
  gradients: Record<string, tfjs.Tensor>,
): void {
  const given: Record<string, tfjs.Tensor> = { ...inputs };
  for (const [i, dy] of dys.entries()) if (dy !== undefined) given[nameOfDy(i)] = dy;
  const saved = save(given);
  note({
    kernelName: `${op.kernelName}, its gradient`,
    inputs: given,
    outputs: Object.values(gradients),
    saved: Object.values(saved),
    gradient: (ddys, wanted) => {
      const upstream: Record<string, tfjs.Tensor> = {};
      for (const [i, name] of Object.keys(gradients).entries()) {
        if (ddys[i] !== undefined) upstream[name] = ddys[i];
      }
      return asFunctions(secondDerivatives(op, { saved, attrs, upstream, wanted }));
    },
  });
}

/** Under which name the gradient of a result stands among the inputs. */
function nameOfDy(result: number): string {
  return `dy of result ${result}`;
}

interface SecondDerivatives<Attrs> {
  /** The inputs, and the gradients of the results. */
  saved: Tensors;
  attrs: Attrs;
  /** Gradients of the gradients, by the input whose gradient it was. */
  upstream: Tensors;
  wanted: readonly string[];
}

function secondDerivatives<Attrs extends object>(
  op: FusedOp<Attrs>,
  { saved, attrs, upstream, wanted }: SecondDerivatives<Attrs>,
): Record<string, tfjs.Tensor> {
  // Tensors of their own, as two inputs may be the same one.
  const at: Record<string, tfjs.Tensor> = {};
  for (const [name, tensor] of Object.entries(saved)) at[name] = tfjs.clone(tensor);
  const names = Object.keys(upstream);
  const weighted = () => {
    const xs = Object.fromEntries(names.map((name) => [name, tfjs.clone(at[name]!)]));
    const loss = () => {
      const results = op.composed({ ...at, ...xs }, attrs);
      return weightedSum(results, results.map((_, i) => at[nameOfDy(i)]));
    };
    return weightedSum(gradientsOf(loss, Object.values(xs)), Object.values(upstream));
  };
  const xs = wanted.map((name) => at[name]!);
  const gradients = gradientsOf(weighted, xs);
  return named(wanted, gradients.map((gradient, i) => gradient ?? tfjs.zerosLike(xs[i]!)));
}

/** Gradients of `loss`; undefined for those of `xs` that it does not depend on. */
function gradientsOf(loss: () => tfjs.Tensor, xs: tfjs.Tensor[]): (tfjs.Tensor | undefined)[] {
  return engine().gradients(loss, xs, null, true).grads;
}

function weightedSum(
  tensors: readonly (tfjs.Tensor | undefined)[],
  weights: readonly (tfjs.Tensor | undefined)[],
): tfjs.Tensor {
  const terms = tensors.flatMap((tensor, i) => {
    const weight = weights[i];
    return tensor === undefined || weight === undefined ? [] : [tfjs.sum(tfjs.mul(tensor, weight))];
  });
  return terms.length === 0 ? tfjs.scalar(0) : terms.reduce((sum, term) => tfjs.add(sum, term));
}

function named(names: readonly string[], tensors: tfjs.Tensor[]): Record<string, tfjs.Tensor> {
  return Object.fromEntries(names.map((name, i) => [name, tensors[i]!]));
}

function asFunctions(
  gradients: Record<string, tfjs.Tensor>,
): Record<string, () => tfjs.Tensor> {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [name, () => gradient]),
  );
}
