/**
 * Gradients of convolutions, and of the kernels that compute those gradients.
 *
 * A dilated convolution is the plain one with zeros put into its filter, which gives the gradients
 * that tfjs refuses and TensorFlow's CPU kernels lack.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import { type GradientCall, gradientOf, runKernel } from "./gradient.ts";
import { spread } from "./layout.ts";

interface ConvolutionAttrs {
  strides: number | number[];
  pad: unknown;
  dataFormat?: string;
  dimRoundingMode?: unknown;
  dilations?: number | number[] | null;
  filterShape?: number[];
  inputShape?: number[];
}

/** A convolution and the two kernels that compute its gradients. */
interface Family {
  forward: string;
  input: string;
  filter: string;
  spatialDims: number;
}

/** The attributes without dilation, which the spread filter replaces. */
function plain(attrs: ConvolutionAttrs, { spatialDims }: Family): ConvolutionAttrs {
  const { strides, pad, dataFormat, dimRoundingMode } = attrs;
  const dilations = new Array<number>(spatialDims).fill(1);
  return {
    strides,
    pad,
    dilations,
    dataFormat: dataFormat ?? (spatialDims === 3 ? "NDHWC" : "NHWC"),
    dimRoundingMode,
  };
}

function dilationsOf({ dilations }: ConvolutionAttrs, { spatialDims }: Family): number[] {
  if (Array.isArray(dilations)) return dilations;
  return new Array<number>(spatialDims).fill(dilations ?? 1);
}

function dilated(filter: tfjs.Tensor, dilations: number[]): tfjs.Tensor {
  return dilations.reduce((spreading, by, axis) => spread(spreading, axis, by), filter);
}

function undilated(filter: tfjs.Tensor, dilations: number[]): tfjs.Tensor {
  if (dilations.every((by) => by === 1)) return filter;
  const strides = filter.shape.map((_, axis) => dilations[axis] ?? 1);
  return tfjs.stridedSlice(filter, filter.shape.map(() => 0), filter.shape, strides);
}

function gradientsOf(family: Family): tfjs.GradConfig[] {
  const { forward, input, filter } = family;
  type Call = GradientCall<ConvolutionAttrs>;

  const ofForward = ({ dy, saved, attrs }: Call) => {
    const dilations = dilationsOf(attrs, family);
    const spreadFilter = dilated(saved.filter!, dilations);
    const common = plain(attrs, family);
    return {
      x: () =>
        runKernel(input, { dy, filter: spreadFilter }, { ...common, inputShape: saved.x!.shape }),
      filter: () => {
        const kernelAttrs = { ...common, filterShape: spreadFilter.shape };
        return undilated(runKernel(filter, { x: saved.x!, dy }, kernelAttrs), dilations);
      },
    };
  };
  const ofInput = ({ dy: ddx, saved, attrs }: Call) => {
    const spreadFilter = dilated(saved.filter!, dilationsOf(attrs, family));
    const common = plain(attrs, family);
    return {
      dy: () => runKernel(forward, { x: ddx, filter: spreadFilter }, common),
      filter: () => {
        const kernelAttrs = { ...common, filterShape: spreadFilter.shape };
        const gradient = runKernel(filter, { x: ddx, dy: saved.dy! }, kernelAttrs);
        return undilated(gradient, dilationsOf(attrs, family));
      },
    };
  };
  const ofFilter = ({ dy: ddw, saved, attrs }: Call) => {
    const spreadFilter = dilated(ddw, dilationsOf(attrs, family));
    const common = plain(attrs, family);
    return {
      x: () => {
        const kernelAttrs = { ...common, inputShape: saved.x!.shape };
        return runKernel(input, { dy: saved.dy!, filter: spreadFilter }, kernelAttrs);
      },
      dy: () => runKernel(forward, { x: saved.x!, filter: spreadFilter }, common),
    };
  };
  return [
    gradientOf<ConvolutionAttrs>(forward, { inputs: ["x", "filter"] }, ofForward),
    gradientOf<ConvolutionAttrs>(input, { inputs: ["dy", "filter"] }, ofInput),
    gradientOf<ConvolutionAttrs>(filter, { inputs: ["x", "dy"] }, ofFilter),
  ];
}

/** Gradients of convolutions in two and three dimensions and depthwise. */
export const convolutionGradients: tfjs.GradConfig[] = [
  ...gradientsOf({
    forward: "Conv2D",
    input: "Conv2DBackpropInput",
    filter: "Conv2DBackpropFilter",
    spatialDims: 2,
  }),
  ...gradientsOf({
    forward: "DepthwiseConv2dNative",
    input: "DepthwiseConv2dNativeBackpropInput",
    filter: "DepthwiseConv2dNativeBackpropFilter",
    spatialDims: 2,
  }),
  ...gradientsOf({
    forward: "Conv3D",
    input: "Conv3DBackpropInputV2",
    filter: "Conv3DBackpropFilterV2",
    spatialDims: 3,
  }),
];
