/**
 * Gradients of fused kernels: those of the kernels they fuse.
 *
 * tfjs's fused functions bring gradients of their own; these are for the kernels called directly.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import { gradientOf, pullBack, runKernel } from "./gradient.ts";

interface FusedAttrs {
  activation?: string | null;
  leakyreluAlpha?: number | null;
  dataFormat?: "NHWC" | "NCHW";
  transposeA?: boolean;
  transposeB?: boolean;
}

type Inputs = Record<string, tfjs.Tensor>;

function activate(
  x: tfjs.Tensor,
  { activation, leakyreluAlpha }: FusedAttrs,
  alpha: tfjs.Tensor | undefined,
): tfjs.Tensor {
  switch (activation ?? "linear") {
    case "linear":
      return x;
    case "relu":
      return tfjs.relu(x);
    case "relu6":
      return tfjs.relu6(x);
    case "elu":
      return tfjs.elu(x);
    case "sigmoid":
      return tfjs.sigmoid(x);
    case "leakyrelu":
      return tfjs.leakyRelu(x, leakyreluAlpha ?? 0.2);
    case "prelu":
      return tfjs.prelu(x, alpha!);
    default:
      throw new TypeError(
        `Cannot differentiate a fused kernel with activation "${activation}": it must be one of ` +
          "linear, relu, relu6, elu, sigmoid, leakyrelu, prelu",
      );
  }
}

/** A bias per channel, where the channels are not last. */
function biasFor(bias: tfjs.Tensor, { dataFormat }: FusedAttrs): tfjs.Tensor {
  if (dataFormat !== "NCHW" || bias.rank !== 1) return bias;
  return tfjs.reshape(bias, [bias.size, 1, 1]);
}

function ofFused(
  kernelName: string,
  names: [string, string],
  product: (inputs: Inputs, attrs: FusedAttrs) => tfjs.Tensor,
): tfjs.GradConfig {
  const inputNames = [...names, "bias", "preluActivationWeights"];
  return gradientOf<FusedAttrs>(kernelName, { inputs: inputNames }, ({ dy, saved, attrs }) => {
    const apart = (inputs: Inputs) => {
      const { bias, preluActivationWeights } = inputs;
      let result = product(inputs, attrs);
      if (bias) result = tfjs.add(result, biasFor(bias, attrs));
      return activate(result, attrs, preluActivationWeights);
    };
    return pullBack(apart, saved, dy);
  });
}

/** Gradients of fused kernels. */
export const fusedGradients: tfjs.GradConfig[] = [
  ofFused(
    "_FusedMatMul",
    ["a", "b"],
    ({ a, b }, { transposeA = false, transposeB = false }) =>
      runKernel("BatchMatMul", { a: a!, b: b! }, { transposeA, transposeB }),
  ),
  ofFused(
    "FusedConv2D",
    ["x", "filter"],
    ({ x, filter }, attrs) => runKernel("Conv2D", { x: x!, filter: filter! }, attrs),
  ),
  ofFused(
    "FusedDepthwiseConv2D",
    ["x", "filter"],
    ({ x, filter }, attrs) => runKernel("DepthwiseConv2dNative", { x: x!, filter: filter! }, attrs),
  ),
];
