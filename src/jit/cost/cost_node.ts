/**
 * What is known of an op when its work is counted.
 *
 * @module
 */

import { dtypeBytes } from "../../core/dtype.ts";
import { shapeSize } from "../../core/shape.ts";
import type { NodeAttrs } from "../../ffi/attr_value.ts";

/** A tensor without its values. */
export interface TensorSpec {
  /** Number of `TF_DataType`. */
  readonly dtype: number;
  /** Axis lengths. */
  readonly shape: readonly number[];
}

/** An op with the tensors that it takes and gives. */
export interface CostNode {
  /** Name of the op, such as `"MatMul"`. */
  readonly op: string;
  /** Inputs in order; undefined for one that is not known. */
  readonly inputs: readonly (TensorSpec | undefined)[];
  /** Results in order; undefined for one that is not made. */
  readonly outputs: readonly (TensorSpec | undefined)[];
  /** Attributes, if they are known. */
  readonly attrs?: NodeAttrs | undefined;
  /** Elementwise ops that TensorFlow made part of this one, such as `"Relu"`, if that is known. */
  readonly fused?: readonly string[] | undefined;
}

/** The work of one op. */
export interface Cost {
  /** Arithmetic operations: a multiplication with an addition counts as two. */
  readonly flops: number;
  /** Bytes of the tensors that it reads and writes. */
  readonly bytes: number;
}

/** Counts an op's work; a count is NaN where something that it needs is not known. */
export type CostRule = (node: CostNode) => Cost;

/** Number of elements; NaN for a tensor that is not known. */
export function elements(tensor: TensorSpec | undefined): number {
  return tensor === undefined ? NaN : shapeSize(tensor.shape);
}

/** Bytes of a tensor; NaN for one that is not known, 0 for a variable's handle. */
export function bytesOf(tensor: TensorSpec | undefined): number {
  return tensor === undefined ? NaN : elements(tensor) * dtypeBytes(tensor.dtype);
}

/** Length of an axis, counted from the end if `axis` is negative; NaN if it is not known. */
export function lengthOf(tensor: TensorSpec | undefined, axis: number): number {
  return tensor?.shape.at(axis) ?? NaN;
}

/** Bytes of all inputs. */
export function bytesRead({ inputs }: CostNode): number {
  return inputs.reduce((sum, input) => sum + bytesOf(input), 0);
}

/** Bytes of all results that are made. */
export function bytesWritten({ outputs }: CostNode): number {
  return outputs.reduce((sum, output) => sum + (output === undefined ? 0 : bytesOf(output)), 0);
}

/** A rule for an op that reads its inputs and writes its results once. */
export function streaming(flops: (node: CostNode) => number): CostRule {
  return (node) => ({ flops: flops(node), bytes: bytesRead(node) + bytesWritten(node) });
}
