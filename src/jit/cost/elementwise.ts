/**
 * Ops that treat each element by itself.
 *
 * What the processor does in one instruction (add, compare, divide, take a root) counts as one
 * operation, what it computes by a series (exp, log, tanh and their kin) as ten, and what is made of
 * several as their sum: a sigmoid, 1 / (1 + exp(-x)), as 12 with its division and addition.
 *
 * @module
 */

import { DType } from "../../core/dtype.ts";
import { type CostNode, type CostRule, elements, streaming } from "./cost_node.ts";

/** Operations of a function that is computed by a series. */
export const SERIES = 10;

/** Operations per element of the result. */
const PER_ELEMENT: ReadonlyMap<string, number> = new Map(
  Object.entries({
    1: "Abs Add AddV2 Ceil CheckNumerics Conj Div Equal Floor Greater GreaterEqual Inv IsFinite " +
      "IsInf IsNan Less LessEqual LogicalAnd LogicalNot LogicalOr Maximum Minimum Mul Neg NotEqual " +
      "RealDiv Reciprocal Relu ReluGrad Rint Round Sign Sqrt Square Sub TruncateDiv BiasAdd " +
      "BiasAddV1 BitwiseAnd BitwiseOr BitwiseXor Invert LeftShift RightShift",
    2: "ClipByValue DivNoNan EluGrad FloorDiv LeakyRelu LeakyReluGrad MulNoNan Relu6 Relu6Grad " +
      "Rsqrt SqrtGrad SquaredDifference",
    3: "InvGrad ReciprocalGrad SeluGrad SigmoidGrad Softsign TanhGrad",
    4: "ComplexAbs FloorMod FusedHardSwish Mod RsqrtGrad SoftsignGrad TruncateMod",
    [SERIES]: "Acos Acosh Asin Asinh Atan Atanh Cos Cosh Digamma Erf Erfc Erfinv Exp Lgamma Log " +
      "Ndtri Sin Sinh Tan Tanh",
    [SERIES + 1]: "Atan2 Elu Expm1 Log1p Xdivy Xlogy",
    [SERIES + 2]: "Selu Sigmoid Xlog1py",
    [SERIES + 3]: "SoftplusGrad Swish",
    [2 * SERIES + 1]: "Pow Softplus",
    [3 * SERIES + 2]: "FusedMish",
  }).flatMap(([count, ops]) => ops.split(" ").map((op): [string, number] => [op, Number(count)])),
);

/** Operations of one step on complex numbers. */
const COMPLEX: ReadonlyMap<string, number> = new Map([
  ["Add", 2],
  ["AddV2", 2],
  ["ComplexAbs", 4],
  ["Conj", 1],
  ["Mul", 6],
  ["Neg", 2],
  ["Sub", 2],
]);

/** Whether a number with number `dtype` of `TF_DataType` has two parts. */
export function isComplex(dtype: number | undefined): boolean {
  return dtype === DType.complex64 || dtype === DType.complex128;
}

/** Operations per element of the result of `op`; undefined if it is none of these ops. */
export function perElement(op: string): number | undefined {
  return PER_ELEMENT.get(op);
}

/** Counts `op` on each element of the result. */
function elementwise(node: CostNode): number {
  const complex = isComplex(node.inputs[0]?.dtype);
  const each = (complex ? COMPLEX : PER_ELEMENT).get(node.op) ?? NaN;
  return each * elements(node.outputs[0]);
}

/** Adds up its inputs. */
function addition({ inputs, outputs }: CostNode): number {
  const parts = isComplex(outputs[0]?.dtype) ? 2 : 1;
  return parts * (inputs.length - 1) * elements(outputs[0]);
}

/** Rules by op. */
export const ELEMENTWISE: ReadonlyMap<string, CostRule> = new Map([
  ...[...PER_ELEMENT.keys()].map((op): [string, CostRule] => [op, streaming(elementwise)]),
  ["AddN", streaming(addition)],
  ["AccumulateNV2", streaming(addition)],
]);
