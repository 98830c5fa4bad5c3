/**
 * Mixed precision: products in 16 bits, everything else in float32.
 *
 * @module
 */

import { DType } from "../core/dtype.ts";

/** Number formats in which a compiled function may compute its products. */
export const PRECISIONS = ["float32", "bfloat16", "float16"] as const;

/** One of {@linkcode PRECISIONS}. */
export type Precision = typeof PRECISIONS[number];

/** `TF_DataType` of the products, undefined where they are as the function has them. */
export function productType(precision: Precision): number | undefined {
  return precision === "float32" ? undefined : DType[precision];
}

/**
 * Products, where 16 bits are several times as fast, and which of their inputs are the factors.
 *
 * Sums, norms, softmax, losses and updates of weights stay in float32, as do weights themselves
 * (Micikevicius et al., Mixed Precision Training, https://arxiv.org/abs/1710.03740).
 */
const FACTORS: ReadonlyMap<string, readonly number[]> = new Map([
  ["MatMul", [0, 1]],
  ["BatchMatMulV2", [0, 1]],
  ["Conv2D", [0, 1]],
  ["Conv2DBackpropInput", [1, 2]],
  ["Conv2DBackpropFilter", [0, 2]],
  ["Conv3D", [0, 1]],
  ["Conv3DBackpropInputV2", [1, 2]],
  ["Conv3DBackpropFilterV2", [0, 2]],
  ["DepthwiseConv2dNative", [0, 1]],
  ["DepthwiseConv2dNativeBackpropInput", [1, 2]],
  ["DepthwiseConv2dNativeBackpropFilter", [0, 2]],
]);

/** Which inputs of `op` are computed in 16 bits; undefined for an op that is no product. */
export function factorsOf(op: string): readonly number[] | undefined {
  return FACTORS.get(op);
}
