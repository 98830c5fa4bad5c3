/** Cases of matrix products, convolutions and fused kernels. @module */

import * as tf from "../../../../src/engine/tf.ts";
import type { GradientCase, Point } from "../finite_differences.ts";
import { apart, between, exactly, signed } from "./points.ts";

function runKernel(name: string, inputs: object, attrs = {}): tf.Tensor {
  return tf.engine().runKernel(name, inputs as tf.NamedTensorMap, attrs) as tf.Tensor;
}

const product = (transposeA: boolean, transposeB: boolean): GradientCase["f"] => (a, b) =>
  tf.matMul(a!, b!, transposeA, transposeB);

const einsum = (equation: string, ...at: Point[]): GradientCase => ({
  name: `Einsum ${equation}`,
  ...(equation === "ij,k->i" && { except: { cpu: "it cannot sum an axis of one operand alone" } }),
  f: (...xs) => tf.einsum(equation, ...xs),
  at,
});

const matrices: GradientCase[] = [
  { name: "BatchMatMul", f: product(false, false), at: [signed([2, 3]), signed([3, 2])] },
  {
    name: "BatchMatMul, first transposed",
    f: product(true, false),
    at: [signed([3, 2]), signed([3, 2])],
  },
  {
    name: "BatchMatMul, second transposed",
    f: product(false, true),
    at: [signed([2, 3]), signed([2, 3])],
  },
  {
    name: "BatchMatMul, both transposed",
    f: product(true, true),
    at: [signed([3, 2]), signed([2, 3])],
  },
  {
    name: "BatchMatMul of batches",
    f: product(false, false),
    at: [signed([2, 2, 3]), signed([2, 3, 1])],
  },
  {
    name: "BatchMatMul that broadcasts",
    except: { cpu: "it multiplies the wrong matrices" },
    f: product(false, true),
    at: [signed([2, 1, 1, 2]), signed([3, 2, 2])],
  },
  einsum("ij,jk->ik", signed([2, 3]), signed([3, 2])),
  einsum("bij,bjk->bik", signed([2, 2, 2]), signed([2, 2, 1])),
  einsum("ij->j", signed([2, 3])),
  einsum("ij,k->i", signed([2, 2]), signed([3])),
  einsum("ij->ji", signed([2, 3])),
  einsum("i,i->", signed([3]), signed([3])),
  einsum("abcd,cde->abe", signed([1, 2, 2, 1]), signed([2, 1, 2])),
];

type Pad = "same" | "valid" | number | [
  [number, number],
  [number, number],
  [number, number],
  [number, number],
];

function conv2d(strides: [number, number], pad: Pad, dilation = 1): GradientCase["f"] {
  return (x, filter) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, "NHWC", dilation);
}

function depthwise(strides: [number, number], pad: Pad, dilation = 1): GradientCase["f"] {
  return (x, filter) =>
    tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, "NHWC", dilation);
}

const image = signed([1, 4, 3, 2]);
const filter = signed([2, 2, 2, 2]);

const convolutions: GradientCase[] = [
  { name: "Conv2D", f: conv2d([1, 1], "valid"), at: [image, filter] },
  { name: "Conv2D, strided, padded", f: conv2d([2, 1], "same"), at: [image, filter] },
  { name: "Conv2D with padding 1", f: conv2d([2, 2], 1), at: [image, filter] },
  {
    name: "Conv2D with explicit padding",
    f: conv2d([1, 1], [[0, 0], [1, 0], [0, 2], [0, 0]]),
    at: [signed([1, 2, 2, 1]), signed([2, 2, 1, 1])],
  },
  {
    name: "Conv2D dilated",
    f: conv2d([1, 1], "same", 2),
    at: [signed([1, 3, 3, 1]), signed([2, 2, 1, 2])],
  },
  {
    name: "Conv2D dilated, not padded",
    f: conv2d([1, 1], "valid", 2),
    at: [signed([1, 4, 3, 1]), signed([2, 2, 1, 1])],
  },
  {
    name: "Conv2D in one dimension, dilated",
    f: (x, w) => tf.conv1d(x as tf.Tensor3D, w as tf.Tensor3D, 1, "same", "NWC", 2),
    at: [signed([1, 5, 2]), signed([3, 2, 1])],
  },
  {
    name: "Conv2DBackpropInput as a transposed convolution",
    f: (x, w) => tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [1, 4, 4, 1], 2, "same"),
    at: [signed([1, 2, 2, 2]), signed([2, 2, 1, 2])],
  },
  {
    name: "Conv2DBackpropFilter",
    f: (x, dy) =>
      runKernel("Conv2DBackpropFilter", { x, dy }, {
        strides: [1, 1],
        pad: "same",
        dataFormat: "NHWC",
        filterShape: [2, 2, 1, 2],
      }),
    at: [signed([1, 3, 3, 1]), signed([1, 3, 3, 2])],
  },
  {
    name: "DepthwiseConv2dNative",
    f: depthwise([1, 1], "same"),
    at: [signed([1, 3, 3, 2]), signed([2, 2, 2, 2])],
  },
  {
    name: "DepthwiseConv2dNative, strided",
    f: depthwise([2, 2], "valid"),
    at: [signed([1, 4, 4, 1]), signed([2, 2, 1, 2])],
  },
  {
    name: "DepthwiseConv2dNative, dilated",
    f: depthwise([1, 1], "same", 2),
    at: [signed([1, 3, 3, 2]), signed([2, 2, 2, 1])],
  },
  {
    name: "Conv2D and DepthwiseConv2dNative, separable",
    f: (x, d, p) =>
      tf.separableConv2d(x as tf.Tensor4D, d as tf.Tensor4D, p as tf.Tensor4D, 1, "same"),
    at: [signed([1, 3, 3, 1]), signed([2, 2, 1, 2]), signed([1, 1, 2, 1])],
  },
  {
    name: "Conv3D",
    f: (x, w) => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, 1, "valid"),
    at: [signed([1, 2, 3, 2, 1]), signed([2, 2, 1, 1, 2])],
  },
  {
    name: "Conv3D, strided, padded",
    f: (x, w) => tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, [1, 2, 2], "same"),
    at: [signed([1, 2, 3, 2, 1]), signed([2, 2, 2, 1, 1])],
  },
  {
    name: "Conv3DBackpropInputV2 as a transposed convolution",
    f: (x, w) => tf.conv3dTranspose(x as tf.Tensor5D, w as tf.Tensor5D, [1, 2, 2, 2, 1], 2, "same"),
    at: [signed([1, 1, 1, 1, 2]), signed([2, 2, 2, 1, 2])],
  },
  {
    name: "Dilation2D",
    f: (x, w) => tf.dilation2d(x as tf.Tensor4D, w as tf.Tensor3D, 1, "same"),
    at: [apart([1, 3, 3, 2]), between([2, 2, 2], 0, 0.1)],
    step: 0.02,
  },
  {
    name: "Dilation2D, strided, dilated",
    f: (x, w) => tf.dilation2d(x as tf.Tensor4D, w as tf.Tensor3D, [1, 2], "valid", [2, 1]),
    at: [apart([1, 4, 3, 1]), between([2, 2, 1], 0, 0.1)],
    step: 0.02,
  },
];

const activations = ["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu"] as const;

const fused: GradientCase[] = [
  ...activations.map((activation): GradientCase => ({
    name: `_FusedMatMul ${activation}`,
    f: (a, b, bias, alpha) => {
      const preluActivationWeights = activation === "prelu" ? alpha : undefined;
      const result = runKernel("_FusedMatMul", { a, b, bias, preluActivationWeights }, {
        transposeA: false,
        transposeB: true,
        activation,
        leakyreluAlpha: 0.3,
      });
      return activation === "prelu" ? result : tf.add(result, tf.sum(alpha!));
    },
    at: [signed([1, 2, 3]), signed([1, 2, 3]), signed([2]), signed([2])],
  })),
  {
    name: "FusedConv2D",
    f: (x, w, bias) =>
      runKernel("FusedConv2D", { x, filter: w, bias }, {
        strides: [1, 1],
        pad: "same",
        dataFormat: "NHWC",
        dilations: [1, 1],
        activation: "sigmoid",
      }),
    at: [signed([1, 2, 2, 1]), signed([2, 2, 1, 2]), signed([2])],
  },
  {
    name: "FusedDepthwiseConv2D",
    f: (x, w) =>
      runKernel("FusedDepthwiseConv2D", { x, filter: w }, {
        strides: [1, 1],
        pad: "valid",
        dataFormat: "NHWC",
        dilations: [1, 1],
        activation: "elu",
      }),
    at: [signed([1, 3, 3, 1]), signed([2, 2, 1, 2])],
  },
  {
    name: "FusedConv2D as tfjs calls it",
    f: (x, w, bias) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: w as tf.Tensor4D,
        bias: bias!,
        strides: 1,
        pad: "same",
      }),
    at: [signed([1, 2, 2, 1]), signed([2, 2, 1, 2]), signed([2])],
  },
];

const network: GradientCase = {
  name: "Conv2D, MaxPool, AvgPool and BatchMatMul: a network for a gradient penalty",
  f: (x, conv, dense) => {
    const features = tf.tanh(tf.conv2d(x as tf.Tensor4D, conv as tf.Tensor4D, 1, "same"));
    const pooled = tf.add(tf.maxPool(features, 2, 2, "valid"), tf.avgPool(features, 2, 2, "valid"));
    return tf.sigmoid(tf.matMul(tf.reshape(pooled, [1, 8]) as tf.Tensor2D, dense as tf.Tensor2D));
  },
  at: [
    between([1, 4, 4, 1], 0.1, 1),
    exactly([2, 2, 1, 2], [0.9, -0.7, 0.1, 0.2, -0.3, 0.6, 0.5, 0.15]),
    signed([8, 1]),
  ],
  step: 0.01,
};

/** Cases of matrix products, convolutions and fused kernels. */
export const productCases: GradientCase[] = [
  ...matrices,
  ...convolutions,
  ...fused,
  network,
];
