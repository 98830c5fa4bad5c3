/**
 * Numbers that XLA treats otherwise than TensorFlow's own kernels do: NaN, infinities, what does not
 * fit. What is noted for XLA gets steps around the op that make it the same.
 *
 * @module
 */

import { DType } from "../../core/dtype.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { isTracing } from "../op_context.ts";
import { bool, NO_ATTRS, type } from "./attrs.ts";
import { Formula } from "./formula.ts";

type Info = tfjs.TensorInfo;

/** From here on a float32 number is a multiple of 2^32, which as int32 is 0. */
const MULTIPLES_OF_2_32 = 2 ** 62;

/** Whether what is computed with `x` now is noted for XLA, and can be NaN. */
export function isForXla({ context }: TensorflowBackend, x: Info): boolean {
  return isTracing(context) && context.xla && x.dtype === "float32";
}

/** The greater or smaller of two numbers, NaN if one of them is: XLA forgets one that comes second. */
export function extremeOfTwo(
  backend: TensorflowBackend,
  op: "Maximum" | "Minimum",
  { a, b }: { a: Info; b: Info },
): tfjs.Tensor {
  using f = new Formula(backend);
  const extreme = f.run(op, NO_ATTRS, [f.of(a), f.of(b)]);
  const unlessB = f.select(f.unary("IsNan", f.of(b)), f.of(b), extreme);
  return f.result(f.select(f.unary("IsNan", f.of(a)), f.of(a), unlessB), op);
}

/** The greatest or smallest number along `axes`, NaN if one is, which XLA leaves out. */
export function extremeAlong(
  backend: TensorflowBackend,
  op: "Max" | "Min",
  { x, axes, keepDims }: { x: Info; axes: readonly number[]; keepDims: boolean },
): tfjs.Tensor {
  using f = new Formula(backend);
  const attrs = [bool("keep_dims", keepDims)];
  const along = f.integers(axes);
  const any = f.run("Any", attrs, [f.unary("IsNan", f.of(x)), along]);
  const extreme = f.run(op, attrs, [f.of(x), along]);
  return f.result(f.select(any, f.number(NaN), extreme), op);
}

/** Where the greatest or smallest number along `axis` is. NaN is none; XLA takes it for the extreme. */
export function positionAlong(
  backend: TensorflowBackend,
  op: "ArgMax" | "ArgMin",
  { x, axis }: { x: Info; axis: number },
): tfjs.Tensor {
  using f = new Formula(backend);
  const never = f.number(op === "ArgMax" ? -Infinity : Infinity);
  const numbers = f.select(f.unary("IsNan", f.of(x)), never, f.of(x));
  return f.result(f.run(op, [type("output_type", DType.int32)], [numbers, f.integer(axis)]), op);
}

/** The numbers of `x` that int64 holds, and 0 for the others: cast to int32 they are what JavaScript says. */
export function fitForInt32(backend: TensorflowBackend, x: Info): tfjs.Tensor {
  using f = new Formula(backend);
  const size = f.unary("Abs", f.of(x));
  const fits = f.run("Less", NO_ATTRS, [size, f.number(MULTIPLES_OF_2_32)]);
  return f.result(f.select(fits, f.of(x), f.number(0)), "Cast");
}

/** Maxima of windows, those of windows with nothing in them, for XLA -Infinity, the lowest number. */
export function atLeastLowest(backend: TensorflowBackend, x: Info): tfjs.Tensor {
  using f = new Formula(backend);
  const lowest = f.number(-3.4028234663852886e38);
  return f.result(f.run("Maximum", NO_ATTRS, [f.of(x), lowest]), "MaxPool");
}
