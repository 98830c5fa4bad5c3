/** Products of matrices, batches of them, and sums of products by equation. @module */

import * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { isTracing } from "../op_context.ts";
import { tfjsDType } from "../tfjs_dtype.ts";
import type { OpAttr } from "../../ffi/op_attrs.ts";
import { bool, int, NO_ATTRS, text, type } from "./attrs.ts";
import { intVector } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { Scratch } from "./scratch.ts";
import { zeros } from "./window.ts";

type Info = tfjs.TensorInfo;
type Transposed = { transposeA: boolean; transposeB: boolean };

/** Attributes by the two flags, for one matrix and for a batch. */
const MATRIX_ATTRS = attrsOf("transpose_a", "transpose_b");
const BATCH_ATTRS = attrsOf("adj_x", "adj_y");

/** Flags of a product whose second factor alone is transposed. */
const B_TRANSPOSED = 1;

function attrsOf(a: string, b: string): OpAttr[][] {
  return [[false, false], [false, true], [true, false], [true, true]]
    .map(([first, second]) => [bool(a, first!), bool(b, second!)]);
}

/** The product of `a` and `b`; leading axes are broadcast. */
export function matMul(
  backend: TensorflowBackend,
  a: Info,
  b: Info,
  { transposeA, transposeB }: Transposed,
): tfjs.Tensor {
  const flags = (transposeA ? 2 : 0) + (transposeB ? 1 : 0);
  using scratch = new Scratch(backend);
  if (a.dtype !== b.dtype || a.dtype === "bool") {
    const dtype = a.dtype === "float32" || b.dtype === "float32" ? "float32" : "int32";
    a = scratch.cast(a, dtype);
    b = scratch.cast(b, dtype);
  }
  if (isTracing(backend.context) && a.shape.concat(b.shape).includes(0) && a.dtype === "float32") {
    // Over a sum of no products oneDNN, when a graph is rewritten for it, ends the process.
    const shape = shapeOfProduct(a.shape, b.shape, { transposeA, transposeB });
    if (shape !== undefined) return zeros(backend, shape);
  }
  if (a.shape.length === 2 && b.shape.length === 2) {
    return backend.runOne("MatMul", ...ofMatrices(backend, scratch, { a, b, flags }));
  }
  if (!isSingle(a) || !isSingle(b)) {
    return backend.runOne("BatchMatMulV2", BATCH_ATTRS[flags]!, [a, b]);
  }
  // tfjs makes a batch of one of every fused product. TensorFlow takes several times as long for a
  // small one as for the matrix in it.
  const first = scratch.reshape(a, a.shape.slice(1));
  const second = scratch.reshape(b, b.shape.slice(1));
  const product = scratch.run(
    "MatMul",
    ...ofMatrices(backend, scratch, { a: first, b: second, flags }),
  );
  return backend.runOne("Reshape", NO_ATTRS, [product, intVector(backend, [1, ...product.shape])]);
}

/**
 * Whether oneDNN takes longer to multiply `a` with the rows of `b` than to turn `b` round before.
 *
 * It reads the rows side by side. Where they are 4 KiB or a multiple of it apart they evict each other
 * from the cache: 66 GFLOP/s instead of 140 for 64 rows of 1024 and a weight of 256 x 1024, 153 instead
 * of 209 for 2048 rows. With many rows there are some percent in it at other widths, too.
 */
function isSlowTransposed(backend: TensorflowBackend, a: Info, b: Info): boolean {
  const { context } = backend;
  if (a.dtype !== "float32" || context.devices.some(({ type }) => type === "GPU")) return false;
  if (isTracing(context) && (context.xla || context.narrowsProducts)) return false;
  const [rows, inner] = a.shape as [number, number];
  const columns = b.shape[0]!;
  return inner % 1024 === 0 && rows >= 48 || rows >= 1024 && inner >= 256 && columns <= 2 * inner;
}

/** Attributes and inputs of the product of two matrices. */
function ofMatrices(
  backend: TensorflowBackend,
  scratch: Scratch,
  { a, b, flags }: { a: Info; b: Info; flags: number },
): [OpAttr[], Info[]] {
  if (flags !== B_TRANSPOSED || !isSlowTransposed(backend, a, b)) {
    return [MATRIX_ATTRS[flags]!, [a, b]];
  }
  const swapped = scratch.transpose(b, [1, 0]);
  // TensorFlow's rewrites of a graph put a transposition back into the product, but for this.
  const kept = isTracing(backend.context) ? scratch.run("Snapshot", NO_ATTRS, [swapped]) : swapped;
  return [MATRIX_ATTRS[0]!, [a, kept]];
}

/** Undefined if the matrices do not fit. */
function shapeOfProduct(
  a: readonly number[],
  b: readonly number[],
  { transposeA, transposeB }: Transposed,
): number[] | undefined {
  const [rows, inner] = transposeA ? [a.at(-1)!, a.at(-2)!] : [a.at(-2)!, a.at(-1)!];
  const [inner2, columns] = transposeB ? [b.at(-1)!, b.at(-2)!] : [b.at(-2)!, b.at(-1)!];
  if (inner !== inner2) return undefined;
  const batch = tfjs.backend_util.assertAndGetBroadcastShape(a.slice(0, -2), b.slice(0, -2));
  return [...batch, rows, columns];
}

function isSingle({ shape }: Info): boolean {
  return shape.length === 3 && shape[0] === 1;
}

const batchMatMul = defineKernel<{ a: Info; b: Info }, Transposed>(
  "BatchMatMul",
  ({ backend, inputs: { a, b }, attrs }) => matMul(backend, a, b, attrs),
);

/** tfjs refuses equations which repeat an axis within a term, on every backend; so does this. */
const einsum = defineKernel<Info[], tfjs.EinsumAttrs>(
  "Einsum",
  ({ backend, inputs, attrs: { equation } }) => {
    const tensors = Array.from(inputs) as tfjs.Tensor[];
    const decoded = tfjs.backend_util.decodeEinsumEquation(equation, tensors.length);
    tfjs.backend_util.checkEinsumDimSizes(decoded.allDims.length, decoded.idDims, tensors);
    const attrs = [
      int("N", tensors.length),
      text("equation", equation),
      type("T", tfjsDType(tensors[0]!.dtype)),
    ];
    return backend.runOne("Einsum", attrs, tensors);
  },
);

/** All of them. */
export const matMulKernels: tfjs.KernelConfig[] = [batchMatMul, einsum];
