/**
 * Kernels that are formulas: rows of ops on native handles.
 *
 * @module
 */

import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import type { OpAttr } from "../../ffi/op_attrs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { isTracing, type OpLoop, type OpTurn, type OpTurnResult } from "../op_context.ts";
import { bool, int, NO_ATTRS, type } from "./attrs.ts";
import { intVector, scalar } from "./constants.ts";

const KEEP_DIMS = [bool("keep_dims", true)];
const DROP_DIMS = [bool("keep_dims", false)];

/**
 * Writes a formula down op by op, without a tensor of tfjs for each step, and frees at the end of its
 * block what was not handed on:
 *
 *     using f = new Formula(backend);
 *     const scaled = f.mul(f.of(x), 0.5);
 *     return f.result(f.mul(scaled, f.unary("Erfc", scaled)), "Gelu");
 */
export class Formula implements Disposable {
  readonly #backend: TensorflowBackend;
  readonly #own = new Set<bigint>();

  /** Begins a formula of ops of `backend`. */
  constructor(backend: TensorflowBackend) {
    this.#backend = backend;
  }

  /** Whether the steps are noted for XLA, and for a CPU. */
  get isForXla(): boolean {
    const { context, isGPUPackage } = this.#backend;
    return isTracing(context) && context.xla && !isGPUPackage;
  }

  /** A tensor of tfjs. */
  of(tensor: tfjs.TensorInfo): bigint {
    return this.#backend.handleOf(tensor);
  }

  /** A float32 number. */
  number(value: number): bigint {
    return this.of(scalar(this.#backend, value, "float32"));
  }

  /** An integer. */
  integer(value: number): bigint {
    return this.of(scalar(this.#backend, value));
  }

  /** A list of integers: a shape, axes. */
  integers(values: readonly number[]): bigint {
    return this.of(intVector(this.#backend, values));
  }

  /** Runs an op with one output. */
  run(op: string, attrs: readonly OpAttr[], inputs: readonly bigint[]): bigint {
    const { context } = this.#backend;
    context.execute(op, attrs, inputs, 1);
    return this.#keep(context.outputs[0]!);
  }

  /** Runs an op with several outputs. */
  runAll(
    op: string,
    attrs: readonly OpAttr[],
    { inputs, outputs }: { inputs: readonly bigint[]; outputs: number },
  ): bigint[] {
    const { context } = this.#backend;
    const count = context.execute(op, attrs, inputs, outputs);
    return Array.from(context.outputs.subarray(0, count), (handle) => this.#keep(handle));
  }

  /** Runs an op of one input that has no attributes. */
  unary(op: string, x: bigint): bigint {
    return this.run(op, NO_ATTRS, [x]);
  }

  /** Sum, with broadcasting, as all of these. */
  add(a: bigint, b: bigint | number): bigint {
    return this.#binary("AddV2", a, b);
  }

  /** Difference. */
  sub(a: bigint, b: bigint | number): bigint {
    return this.#binary("Sub", a, b);
  }

  /** Product. */
  mul(a: bigint, b: bigint | number): bigint {
    return this.#binary("Mul", a, b);
  }

  /** `a` where `condition` holds, `b` elsewhere. */
  select(condition: bigint, a: bigint, b: bigint): bigint {
    return this.run("SelectV2", NO_ATTRS, [condition, a, b]);
  }

  /** The mean over `axes`, which stay with a length of 1. */
  mean(x: bigint, axes: readonly number[]): bigint {
    return this.run("Mean", KEEP_DIMS, [x, this.integers(axes)]);
  }

  /** The sum over `axes`. */
  sum(x: bigint, axes: readonly number[], keepDims = false): bigint {
    return this.run("Sum", keepDims ? KEEP_DIMS : DROP_DIMS, [x, this.integers(axes)]);
  }

  /** `x` in another shape. */
  reshape(x: bigint, shape: readonly number[]): bigint {
    return this.run("Reshape", NO_ATTRS, [x, this.integers(shape)]);
  }

  /** `x` with its axes in the order `perm`. */
  transpose(x: bigint, perm: readonly number[]): bigint {
    return this.run("Transpose", NO_ATTRS, [x, this.integers(perm)]);
  }

  /** Elements from `begin` on, `size` of them along each axis; all that follow for -1. */
  slice(x: bigint, begin: readonly number[], size: readonly number[]): bigint {
    return this.run("Slice", NO_ATTRS, [x, this.integers(begin), this.integers(size)]);
  }

  /** float32 tensors one after another along an axis. */
  concat(parts: readonly bigint[], axis: number): bigint {
    if (parts.length === 1) return parts[0]!;
    const attrs = [int("N", parts.length), type("T", DType.float32)];
    return this.run("ConcatV2", attrs, [...parts, this.of(scalar(this.#backend, axis))]);
  }

  /** Parts of these lengths along an axis. */
  split(x: bigint, lengths: readonly number[], axis: number): bigint[] {
    return this.runAll("SplitV", [int("num_split", lengths.length)], {
      inputs: [x, this.integers(lengths), this.of(scalar(this.#backend, axis))],
      outputs: lengths.length,
    });
  }

  /** A tensor full of `value`. */
  fill(shape: readonly number[], value: number): bigint {
    return this.run("Fill", NO_ATTRS, [this.integers(shape), this.number(value)]);
  }

  /**
   * Computes steps that a trace may compile as one: no products of matrices among them.
   *
   * @param name Says which steps they are, with their attributes.
   * @param inputs All that they use but numbers.
   * @param body Computes them from the inputs that it is given.
   */
  together(
    name: string,
    inputs: readonly bigint[],
    body: (f: Formula, inputs: readonly bigint[]) => readonly bigint[],
  ): bigint[] {
    const backend = this.#backend;
    const { context } = backend;
    if (!isTracing(context)) return [...body(this, inputs)];
    const results = context.together(name, inputs, (inner, given) => {
      backend.context = inner;
      try {
        using f = new Formula(backend);
        return body(f, given);
      } finally {
        backend.context = context;
      }
    });
    return results.map((result) => this.#keep(result));
  }

  /**
   * Repeats steps along the first axis of tensors: at once, or in a trace as a loop. What its turns leave
   * another loop can read; see also {@linkcode Formula.stack}.
   */
  loop(
    { turn, ...loop }: Omit<OpLoop, "turn"> & {
      readonly turn: (f: Formula, given: OpTurn) => OpTurnResult;
    },
  ): OpTurnResult {
    const backend = this.#backend;
    const { context } = backend;
    if (!isTracing(context)) return this.#repeat({ ...loop, turn });
    const made = context.loop({
      ...loop,
      turn: (inner, given) => {
        backend.context = inner;
        try {
          using f = new Formula(backend);
          return turn(f, given);
        } finally {
          backend.context = context;
        }
      },
    });
    return {
      carry: made.carry.map((handle) => this.#keep(handle)),
      left: made.left.map((handle) => this.#keep(handle)),
    };
  }

  /** What the turns of a loop have left as one tensor. */
  stack(left: bigint): bigint {
    const { context } = this.#backend;
    return isTracing(context) ? this.#keep(context.stack(left)) : left;
  }

  /** Frees a step before the end of the block, so that the next one finds its memory warm. */
  free(x: bigint): void {
    if (this.#own.delete(x)) this.#backend.context.deleteTensor(x);
  }

  /** The tensor behind a step, which outlives the block; `op` is what the memory report calls it. */
  result(x: bigint, op: string): tfjs.Tensor {
    const handle = this.#own.delete(x) ? x : this.#backend.context.share(x);
    return this.#backend.fromHandle(handle, op);
  }

  /** {@linkcode Formula.result} of a float32 tensor whose shape TensorFlow cannot tell in a trace. */
  resultOf(x: bigint, shape: number[]): tfjs.Tensor {
    this.#own.delete(x);
    return this.#backend.fromKnown(x, { shape, dtype: DType.float32 });
  }

  /** Frees the steps. */
  [Symbol.dispose](): void {
    for (const handle of this.#own) this.#backend.context.deleteTensor(handle);
  }

  #repeat(
    { length, carry, xs, fixed, reverse, turn }: Omit<OpLoop, "turn"> & {
      readonly turn: (f: Formula, given: OpTurn) => OpTurnResult;
    },
  ): OpTurnResult {
    const alongFirst = [int("num", length), int("axis", 0)];
    const parts = xs.map((x) =>
      this.runAll("Unpack", alongFirst, { inputs: [x], outputs: length })
    );
    const left = new Array<readonly bigint[]>(length);
    let state = carry;
    for (let step = 0; step < length; step++) {
      const at = reverse ? length - 1 - step : step;
      using f = new Formula(this.#backend);
      const made = turn(f, { carry: state, xs: parts.map((part) => part[at]!), fixed });
      for (const handle of [...made.carry, ...made.left]) this.#takeFrom(f, handle);
      for (const part of parts) this.free(part[at]!);
      state = made.carry;
      left[at] = made.left;
    }
    const attrs = [int("N", length), type("T", DType.float32), int("axis", 0)];
    return {
      carry: state,
      left: left[0]!.map((_, i) => this.run("Pack", attrs, left.map((handles) => handles[i]!))),
    };
  }

  /** Takes a step over from another formula, if it is one of its own. */
  #takeFrom(other: Formula, handle: bigint): void {
    if (other.#own.delete(handle)) this.#own.add(handle);
  }

  #keep(handle: bigint): bigint {
    this.#own.add(handle);
    return handle;
  }

  #binary(op: string, a: bigint, b: bigint | number): bigint {
    return this.run(op, NO_ATTRS, [a, typeof b === "number" ? this.number(b) : b]);
  }
}
