/** Sums over the first axes, as for the gradient of a bias. @module */

import { shapeSize } from "../../core/shape.ts";
import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { isTracing } from "../op_context.ts";
import { NO_ATTRS } from "./attrs.ts";
import { Formula } from "./formula.ts";

/** Fewest rows and columns from which the product below is the faster one. */
const FEWEST_ROWS = 128;
const FEWEST_COLUMNS = 256;

/** Which sum is wanted. */
export interface ColumnSum {
  /** How many axes, the first ones, are summed. */
  readonly count: number;
  /** Whether these stay with a length of 1. */
  readonly keepDims: boolean;
}

/**
 * The sum of `x` over its first axes; undefined where TensorFlow's own is as good.
 *
 * On a CPU TensorFlow's kernel needs two to four times as long for it as XLA for the product of a row of
 * ones with the columns.
 */
export function sumOfColumns(
  backend: TensorflowBackend,
  x: tfjs.TensorInfo,
  { count, keepDims }: ColumnSum,
): tfjs.Tensor | undefined {
  const rows = shapeSize(x.shape.slice(0, count));
  const rest = x.shape.slice(count);
  const columns = shapeSize(rest);
  const pays = isTracing(backend.context) && !backend.isGPUPackage && x.dtype === "float32" &&
    rows >= FEWEST_ROWS && columns >= FEWEST_COLUMNS;
  if (!pays) return undefined;
  using f = new Formula(backend);
  const [sum] = f.together("ColumnSums", [f.reshape(f.of(x), [rows, columns])], (f, [x]) => {
    if (!f.isForXla) return [f.sum(x!, [0])];
    // Not MatMul, which a compiled function may compute in 16 bits.
    return [f.run("BatchMatMul", NO_ATTRS, [f.fill([1, rows], 1), x!])];
  });
  const shape = keepDims ? [...new Array<number>(count).fill(1), ...rest] : rest;
  return f.result(f.reshape(sum!, shape), "Sum");
}
