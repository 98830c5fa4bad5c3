/** Products of matrices, batches of them, and sums of products by equation. @module */

import * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { tfjsDType } from "../tfjs_dtype.ts";
import { bool, int, text, type } from "./attrs.ts";
import { defineKernel } from "./define.ts";
import { Scratch } from "./scratch.ts";

type Info = tfjs.TensorInfo;
type Transposed = { transposeA: boolean; transposeB: boolean };

/** Attributes by the two flags. */
const ATTRS = [false, true].map((a) =>
  [false, true].map((b) => [bool("adj_x", a), bool("adj_y", b)])
);

/** The product of `a` and `b`; leading axes are broadcast. */
export function matMul(
  backend: TensorflowBackend,
  a: Info,
  b: Info,
  { transposeA, transposeB }: Transposed,
): tfjs.Tensor {
  const attrs = ATTRS[transposeA ? 1 : 0]![transposeB ? 1 : 0]!;
  if (a.dtype === b.dtype && a.dtype !== "bool") {
    return backend.runOne("BatchMatMulV2", attrs, [a, b]);
  }
  using scratch = new Scratch(backend);
  const dtype = a.dtype === "float32" || b.dtype === "float32" ? "float32" : "int32";
  const factors = [scratch.cast(a, dtype), scratch.cast(b, dtype)];
  return backend.runOne("BatchMatMulV2", attrs, factors);
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
