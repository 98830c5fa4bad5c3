/** `Conv2D`, `Conv3D`, `DepthwiseConv2dNative` and their gradients. @module */

import * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { NO_ATTRS } from "./attrs.ts";
import { channelsFirstOrder, channelsLastShape, toChannelsLast } from "./channels.ts";
import { requireRank } from "./checks.ts";
import { intVector } from "./constants.ts";
import {
  CONV_2D,
  CONV_3D,
  convolve,
  convolveBackFilter,
  convolveBackInput,
  DEPTHWISE_2D,
} from "./convolution.ts";
import { cornerBackFilter, cornerBackInput } from "./corner_convolution.ts";
import { defineKernel } from "./define.ts";
import { Scratch } from "./scratch.ts";
import { type Window, window2d, window3d } from "./window.ts";

type Info = tfjs.TensorInfo;

/** What all kinds of convolution have; 3-D ones have no layout and no rounding. */
interface ConvAttrs {
  strides: number | [number, number];
  pad: "valid" | "same" | number | tfjs.backend_util.ExplicitPadding;
  dataFormat?: "NHWC" | "NCHW";
  dilations?: number | [number, number];
  dimRoundingMode?: "floor" | "round" | "ceil";
}

interface Conv3DAttrs {
  strides: number | [number, number, number];
  pad: "valid" | "same";
  dilations?: number | [number, number, number];
}

/** Which convolution, and whether it goes channel by channel. */
interface Kind {
  ops: typeof CONV_2D;
  depthwise: boolean;
}

const PLAIN: Kind = { ops: CONV_2D, depthwise: false };
const DEPTHWISE: Kind = { ops: DEPTHWISE_2D, depthwise: true };

/** The window of a convolution in tfjs's terms; the shapes have the channels last. */
function windowOf(
  xShape: readonly number[],
  filterShape: readonly number[],
  attrs: ConvAttrs,
  depthwise: boolean,
): Window {
  return window2d(tfjs.backend_util.computeConv2DInfo(
    xShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attrs.strides,
    attrs.dilations ?? 1,
    padOf(attrs),
    attrs.dimRoundingMode,
    depthwise,
  ));
}

/** Explicit paddings are given in the order of the axes; the window's are channels last. */
function padOf({ pad, dataFormat }: ConvAttrs): ConvAttrs["pad"] {
  if (dataFormat !== "NCHW" || typeof pad !== "object") return pad;
  return [pad[0], pad[2], pad[3], pad[1]];
}

/** Runs `compute` on `x` with the channels last and puts them first again if they were. */
function withChannelsLast(
  backend: TensorflowBackend,
  attrs: ConvAttrs,
  compute: (last: (x: Info) => Info) => tfjs.Tensor,
): tfjs.Tensor {
  if (attrs.dataFormat !== "NCHW") return compute((x) => x);
  using scratch = new Scratch(backend);
  const result = scratch.keep(compute((x) => toChannelsLast(scratch, x)));
  const order = channelsFirstOrder(result.rank);
  return backend.runOne("Transpose", NO_ATTRS, [result, intVector(backend, order)]);
}

/** The plain or depthwise convolution of `x`, in the layout that the attributes say. */
function forward(
  backend: TensorflowBackend,
  { ops, depthwise }: Kind,
  { x, filter, attrs }: { x: Info; filter: Info; attrs: ConvAttrs },
): tfjs.Tensor {
  requireRank(ops.forward, 4, { x: x.shape, filter: filter.shape });
  return withChannelsLast(backend, attrs, (last) => {
    const input = last(x);
    const window = windowOf(input.shape, filter.shape, attrs, depthwise);
    return convolve(backend, ops, { x: input, filter, window });
  });
}

/** `Conv2D` for this folder's fused kernel. */
export function conv2d(
  backend: TensorflowBackend,
  call: { x: Info; filter: Info; attrs: ConvAttrs },
): tfjs.Tensor {
  return forward(backend, PLAIN, call);
}

/** `DepthwiseConv2dNative` for this folder's fused kernel. */
export function depthwiseConv2d(
  backend: TensorflowBackend,
  call: { x: Info; filter: Info; attrs: ConvAttrs },
): tfjs.Tensor {
  return forward(backend, DEPTHWISE, call);
}

function forwardKernel(kind: Kind): tfjs.KernelConfig {
  return defineKernel<{ x: Info; filter: Info }, ConvAttrs>(
    kind.ops.forward,
    ({ backend, inputs: { x, filter }, attrs }) => forward(backend, kind, { x, filter, attrs }),
  );
}

type InputAttrs = ConvAttrs & { inputShape: readonly number[] };

function inputGradientKernel({ ops, depthwise }: Kind): tfjs.KernelConfig {
  return defineKernel<{ dy: Info; filter: Info }, InputAttrs>(
    ops.input,
    ({ backend, inputs: { dy, filter }, attrs }) => {
      const { inputShape } = attrs;
      requireRank(ops.input, 4, { dy: dy.shape, filter: filter.shape, inputShape });
      return withChannelsLast(backend, attrs, (last) => {
        const inShape = attrs.dataFormat === "NCHW" ? channelsLastShape(inputShape) : inputShape;
        const window = windowOf(inShape, filter.shape, attrs, depthwise);
        const call = { dy: last(dy), filter, window, inShape };
        const corner = ops === CONV_2D ? cornerBackInput(backend, call) : undefined;
        return corner ?? convolveBackInput(backend, ops, call);
      });
    },
  );
}

type FilterAttrs = ConvAttrs & { filterShape: readonly number[] };

function filterGradientKernel({ ops, depthwise }: Kind): tfjs.KernelConfig {
  return defineKernel<{ x: Info; dy: Info }, FilterAttrs>(
    ops.filter,
    ({ backend, inputs, attrs }) => {
      const { filterShape } = attrs;
      requireRank(ops.filter, 4, { x: inputs.x.shape, dy: inputs.dy.shape, filterShape });
      using scratch = new Scratch(backend);
      const isFirst = attrs.dataFormat === "NCHW";
      const x = isFirst ? toChannelsLast(scratch, inputs.x) : inputs.x;
      const dy = isFirst ? toChannelsLast(scratch, inputs.dy) : inputs.dy;
      const window = windowOf(x.shape, filterShape, attrs, depthwise);
      const call = { x, dy, window, filterShape };
      const corner = ops === CONV_2D ? cornerBackFilter(backend, call) : undefined;
      return corner ?? convolveBackFilter(backend, ops, call);
    },
  );
}

/** The window of a 3-D convolution in tfjs's terms. */
function window3dOf(
  xShape: readonly number[],
  filterShape: readonly number[],
  attrs: Conv3DAttrs,
): Window {
  requireRank("Conv3D", 5, { x: xShape, filter: filterShape });
  return window3d(tfjs.backend_util.computeConv3DInfo(
    xShape as [number, number, number, number, number],
    filterShape as [number, number, number, number, number],
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
  ));
}

const conv3d = defineKernel<{ x: Info; filter: Info }, Conv3DAttrs>(
  "Conv3D",
  ({ backend, inputs: { x, filter }, attrs }) =>
    convolve(backend, CONV_3D, { x, filter, window: window3dOf(x.shape, filter.shape, attrs) }),
);

const conv3dInput = defineKernel<
  { dy: Info; filter: Info },
  Conv3DAttrs & { inputShape: readonly number[] }
>(CONV_3D.input, ({ backend, inputs: { dy, filter }, attrs }) => {
  const { inputShape: inShape } = attrs;
  requireRank(CONV_3D.input, 5, { dy: dy.shape });
  const window = window3dOf(inShape, filter.shape, attrs);
  return convolveBackInput(backend, CONV_3D, { dy, filter, window, inShape });
});

const conv3dFilter = defineKernel<
  { x: Info; dy: Info },
  Conv3DAttrs & { filterShape: readonly number[] }
>(CONV_3D.filter, ({ backend, inputs: { x, dy }, attrs }) => {
  const { filterShape } = attrs;
  requireRank(CONV_3D.filter, 5, { dy: dy.shape });
  const window = window3dOf(x.shape, filterShape, attrs);
  return convolveBackFilter(backend, CONV_3D, { x, dy, window, filterShape });
});

/** All of them. */
export const convKernels: tfjs.KernelConfig[] = [
  ...[PLAIN, DEPTHWISE].flatMap((kind) => [
    forwardKernel(kind),
    inputGradientKernel(kind),
    filterGradientKernel(kind),
  ]),
  conv3d,
  conv3dInput,
  conv3dFilter,
];
