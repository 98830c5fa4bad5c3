/**
 * Backpropagation over tfjs's tape, in place of tfjs's own.
 *
 * The tape is tfjs's; the walk back is ours because tfjs's refuses complex gradients, optional
 * inputs, and every kernel between x and y that has no gradient, even a comparison, and gets second
 * derivatives wrong where a gradient uses the result of its kernel.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";

type TapeInput = tfjs.Tensor | readonly tfjs.Tensor[] | null | undefined;

/** What makes the gradient of each input of a node, by the input's name. */
export type InputGradients = Record<string, () => tfjs.Tensor>;

/** An op that a tape has noted. */
export interface TapeNode {
  /** The op, for errors. */
  kernelName: string;
  /** What it was given, by name. */
  inputs: Record<string, TapeInput>;
  /** What it has made. */
  outputs: tfjs.Tensor[];
  /** What it keeps for its gradient. */
  saved: TapeInput[];
  /**
   * Its gradient, for those of its outputs', undefined where none flows. Only the gradients of the
   * inputs in `wanted` are asked for.
   */
  gradient?: (
    dys: (tfjs.Tensor | undefined)[],
    wanted: readonly string[],
  ) => InputGradients;
}

/** A node on the way from x to y, with the inputs that depend on x. */
interface Step {
  node: TapeNode;
  inputs: [name: string, tensor: tfjs.Tensor][];
}

interface Gradients {
  value: tfjs.Tensor;
  grads: (tfjs.Tensor | undefined)[];
}

/** The parts of tfjs's engine that hold the tape; its declarations hide some of them. */
interface TapeEngine {
  state: {
    activeTape: TapeNode[] | null;
    gradientDepth: number;
    kernelDepth: number;
    nextTapeNodeId: number;
  };
  startTape(): void;
  endTape(): void;
  scopedRun<T>(start: () => void, end: () => void, fn: () => T): T;
  tidy<T>(name: string, fn: () => T): T;
  keep(tensor: tfjs.Tensor): tfjs.Tensor;
  clone(tensor: tfjs.Tensor): tfjs.Tensor;
  runKernel(name: string, inputs: tfjs.NamedTensorMap): tfjs.Tensor;
  gradients(
    f: () => tfjs.Tensor,
    xs: tfjs.Tensor[],
    dy?: tfjs.Tensor,
    allowNoGradients?: boolean,
  ): Gradients;
  saveTensorsForBackwardMode(tensors: TapeNode["saved"]): TapeNode["saved"];
}

/**
 * For each tensor saved for a gradient, the id of the one it is a copy of.
 *
 * tfjs notes the copying on the tape, but that of an output before the output itself, so that its
 * second derivatives of `exp`, `tanh` or `sigmoid` miss what goes through the saved result.
 */
const savedFrom = new WeakMap<tfjs.Tensor, number>();

/** The id under which the tape knows a tensor. */
function idOf(tensor: tfjs.Tensor): number {
  return savedFrom.get(tensor) ?? tensor.id;
}

/** Lets tfjs's engine walk its tape with this module. */
export function installTape(): void {
  const engine = tfjs.engine() as unknown as TapeEngine;
  engine.gradients = (f, xs, dy, allowNone = false) => gradients(engine, f, { xs, dy, allowNone });
  engine.clone = (tensor) => {
    // Only saving calls this. At depth 0 the kernel would be noted on the tape.
    engine.state.kernelDepth++;
    try {
      const copy = engine.runKernel("Identity", { x: tensor });
      savedFrom.set(copy, idOf(tensor));
      return copy;
    } finally {
      engine.state.kernelDepth--;
    }
  };
  // Optional inputs, such as the scale of a batch normalization, are saved as they are: absent.
  const save = (tensor: tfjs.Tensor) => engine.keep(engine.clone(tensor));
  engine.saveTensorsForBackwardMode = (inputs) =>
    inputs.map((input) => isTensor(input) ? save(input) : input?.map(save));
}

function isTensor(input: TapeInput): input is tfjs.Tensor {
  return input instanceof tfjs.Tensor;
}

interface GradientsOptions {
  xs: tfjs.Tensor[];
  dy: tfjs.Tensor | undefined;
  allowNone: boolean;
}

function gradients(
  engine: TapeEngine,
  f: () => tfjs.Tensor,
  { xs, dy, allowNone }: GradientsOptions,
): Gradients {
  if (xs.length === 0) {
    throw new TypeError("Cannot compute a gradient: there is no tensor to compute it for");
  }
  const forward = () => {
    const y = f();
    if (!(y instanceof tfjs.Tensor)) {
      throw new TypeError("Cannot compute a gradient: the function must return one tensor");
    }
    return y;
  };
  return withTape(forward, (y) => {
    const dtype = gradientDType(y);
    if (dy && dy.dtype !== dtype) {
      throw new TypeError(`dy must have '${dtype}' dtype, but has '${dy.dtype}'`);
    }
    const steps = stepsBetween(engine.state.activeTape ?? [], xs, [y]);
    if (!allowNone && steps.length === 0) {
      throw new Error(
        "Cannot compute gradient of y=f(x) with respect to x. Make sure that " +
          "the f you passed encloses all operations that lead from x to y.",
      );
    }
    const start = dy ?? tfjs.cast(tfjs.ones(y.shape), dtype);
    const { found, linked } = backpropagate(engine, { steps, ys: [y], dys: [start] });
    // Linked by steps that let nothing through, such as a comparison: the derivative is zero.
    const grads = xs.map((x) =>
      found.get(idOf(x)) ?? (linked.has(idOf(x)) ? zeroGradient(x) : undefined)
    );
    return { value: y, grads };
  });
}

/** Whether what runs now is being noted. */
export function isTaped(): boolean {
  const { state } = tfjs.engine() as unknown as TapeEngine;
  return state.gradientDepth > 0 && state.kernelDepth === 0;
}

/** Copies of tensors that live as long as the tape that is running; it knows them by their originals. */
export function copiesForTape(tensors: readonly tfjs.Tensor[]): tfjs.Tensor[] {
  const engine = tfjs.engine() as unknown as TapeEngine;
  return engine.saveTensorsForBackwardMode([...tensors]) as tfjs.Tensor[];
}

/** How many gradients are being computed, one inside the other. */
export function gradientDepth(): number {
  return (tfjs.engine() as unknown as TapeEngine).state.gradientDepth;
}

/** Notes an op on the tape that is running. */
export function note(node: TapeNode): void {
  const { state } = tfjs.engine() as unknown as TapeEngine;
  // tfjs numbers the nodes of its tape.
  state.activeTape!.push(Object.assign(node, { id: state.nextTapeNodeId++ }));
}

/**
 * Notes what `forward` does, and lets `back` have what was noted. A tape that is running already notes
 * it as well, and what `back` does too.
 *
 * @returns What `back` returns; of the other tensors that were made, none are left.
 */
export function withTape<T, R>(
  forward: () => T,
  back: (value: T, noted: readonly TapeNode[]) => R,
): R {
  const engine = tfjs.engine() as unknown as TapeEngine;
  const { state } = engine;
  const isOutermost = state.gradientDepth === 0;
  // Set when a gradient function itself asks for a gradient: that of the tape being walked.
  const suspended = isOutermost ? state.activeTape : null;
  try {
    const before = isOutermost ? 0 : state.activeTape?.length ?? 0;
    const value = engine.scopedRun(
      () => engine.startTape(),
      () => engine.endTape(),
      () => engine.tidy("forward", forward),
    );
    return engine.tidy("backward", () => back(value, state.activeTape?.slice(before) ?? []));
  } finally {
    // No outer gradient still needs the tape, whether this one failed or not.
    if (isOutermost) {
      if (state.activeTape !== null && state.activeTape !== suspended) dispose(state.activeTape);
      state.activeTape = suspended;
    }
  }
}

/** Runs something, and takes what it has noted off the tape that is running; only its value is left. */
export function cutTape(forward: () => tfjs.Tensor): {
  value: tfjs.Tensor;
  noted: readonly TapeNode[];
} {
  const engine = tfjs.engine() as unknown as TapeEngine;
  const tape = engine.state.activeTape!;
  const before = tape.length;
  const value = engine.tidy("checkpointed", forward);
  const noted = tape.splice(before);
  dispose(noted);
  return { value, noted };
}

/** What {@linkcode pullBack} takes gradients of, and to what. */
export interface PullBackOptions {
  /** Tensors to compute gradients for. */
  readonly xs: tfjs.Tensor[];
  /** Tensors whose gradients are known. */
  readonly ys: readonly tfjs.Tensor[];
  /** Their gradients. */
  readonly dys: readonly tfjs.Tensor[];
}

/** Gradients through the ops that were noted; undefined where `ys` do not depend on one of `xs`. */
export function pullBack(
  noted: readonly TapeNode[],
  { xs, ys, dys }: PullBackOptions,
): (tfjs.Tensor | undefined)[] {
  const engine = tfjs.engine() as unknown as TapeEngine;
  const { found } = backpropagate(engine, { steps: stepsBetween(noted, xs, ys), ys, dys });
  return xs.map((x) => found.get(idOf(x)));
}

/** The tensors that the ops that were noted were given and did not make, each once. */
export function givenTo(noted: readonly TapeNode[]): tfjs.Tensor[] {
  const made = new Set<number>();
  const given = new Map<number, tfjs.Tensor>();
  for (const { inputs, outputs } of noted) {
    for (const name in inputs) {
      const input = inputs[name];
      if (isTensor(input) && !made.has(idOf(input))) given.set(idOf(input), input);
    }
    for (const output of outputs) made.add(output.id);
  }
  return [...given.values()];
}

function dispose(tape: readonly TapeNode[]): void {
  for (const { saved } of tape) {
    for (const input of saved) {
      if (isTensor(input)) input.dispose();
      else input?.forEach((tensor) => tensor.dispose());
    }
  }
}

/** Nodes that lead from `xs` to `ys`, in the order of the tape. */
function stepsBetween(
  tape: readonly TapeNode[],
  xs: tfjs.Tensor[],
  ys: readonly tfjs.Tensor[],
): Step[] {
  const fromX = new Set(xs.map(idOf));
  const steps: Step[] = [];
  for (const node of tape) {
    const inputs: Step["inputs"] = [];
    for (const name in node.inputs) {
      const input = node.inputs[name];
      // Lists inside a kernel's inputs are row partitions: integers.
      if (isTensor(input) && fromX.has(idOf(input))) inputs.push([name, input]);
    }
    if (inputs.length === 0) continue;
    for (const output of node.outputs) fromX.add(output.id);
    steps.push({ node, inputs });
  }
  const toY = new Set(ys.map(idOf));
  const linked: Step[] = [];
  for (const step of steps.reverse()) {
    if (!step.node.outputs.some((output) => toY.has(output.id))) continue;
    for (const [, input] of step.inputs) toY.add(idOf(input));
    linked.push(step);
  }
  return linked.reverse();
}

interface Backpropagation {
  steps: Step[];
  ys: readonly tfjs.Tensor[];
  dys: readonly tfjs.Tensor[];
}

function backpropagate(engine: TapeEngine, { steps, ys, dys: starts }: Backpropagation) {
  const found = new Map<number, tfjs.Tensor>();
  const linked = new Set<number>();
  const sums = new Set<tfjs.Tensor>();
  const add = (id: number, dx: tfjs.Tensor) => {
    const before = found.get(id);
    if (before === undefined) {
      found.set(id, dx);
      return;
    }
    const sum = tfjs.add(before, dx);
    found.set(id, sum);
    // Only what was made here: a gradient function may have returned its own dy.
    if (sums.delete(before)) before.dispose();
    sums.add(sum);
  };
  ys.forEach((y, i) => add(idOf(y), starts[i]!));
  for (let i = steps.length - 1; i >= 0; i--) {
    const { node, inputs } = steps[i]!;
    for (const [, input] of inputs) linked.add(idOf(input));
    const dys = node.outputs.map((output) => found.get(output.id));
    if (dys.every((gradient) => gradient === undefined)) continue;
    if (node.gradient === undefined) {
      // A comparison on the way lets nothing through; to differentiate one is a mistake.
      if (node.outputs.every((output) => isDiscrete(output) && !ys.includes(output))) continue;
      throw new Error(
        `Cannot compute gradient: gradient function not found for ${node.kernelName}.`,
      );
    }
    const inputGradients = node.gradient(dys, inputs.map(([name]) => name));
    for (const [name, input] of inputs) {
      const gradient = inputGradients[name];
      if (gradient === undefined) {
        if (isDiscrete(input)) continue;
        throw new Error(
          `Cannot backprop through input ${name}. ` +
            `Available gradients found: ${Object.keys(inputGradients)}.`,
        );
      }
      const dx = engine.tidy(node.kernelName, gradient);
      checkGradient(node.kernelName, { name, input, dx });
      add(idOf(input), dx);
    }
  }
  return { found, linked };
}

function zeroGradient(x: tfjs.Tensor): tfjs.Tensor {
  return tfjs.zeros(x.shape, gradientDType(x));
}

function gradientDType(tensor: tfjs.Tensor): "complex64" | "float32" {
  return tensor.dtype === "complex64" ? "complex64" : "float32";
}

function isDiscrete(tensor: tfjs.Tensor): boolean {
  return tensor.dtype !== "float32" && tensor.dtype !== "complex64";
}

interface FoundGradient {
  name: string;
  input: tfjs.Tensor;
  dx: tfjs.Tensor;
}

function checkGradient(kernelName: string, { name, input, dx }: FoundGradient): void {
  const dtype = gradientDType(input);
  if (dx.dtype !== dtype) {
    throw new Error(
      `Error in gradient for op ${kernelName}. The gradient of input ${name} must have ` +
        `'${dtype}' dtype, but has '${dx.dtype}'`,
    );
  }
  if (!tfjs.util.arraysEqual(dx.shape, input.shape)) {
    throw new Error(
      `Error in gradient for op ${kernelName}. The gradient of input '${name}' has shape ` +
        `'${dx.shape}', which does not match the shape of the input '${input.shape}'`,
    );
  }
}
