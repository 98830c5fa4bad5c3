/**
 * Gradients of a two-dimensional convolution, as convolutions: both run on XNNPACK's forward kernel.
 *
 * @module
 */
import * as tfjs from "../../../deps/tfjs.ts";
import {
  alias,
  callKernel,
  input,
  type KernelCall,
  release,
  type WasmBackend,
} from "../backend.ts";
import { toChannelsFirst, toChannelsLast } from "./channels.ts";
import { cutToPad, spreadPixels } from "./pixels.ts";

interface ConvAttrs {
  strides: [number, number] | number;
  pad: "valid" | "same" | number | tfjs.backend_util.ExplicitPadding;
  dataFormat: "NHWC" | "NCHW";
  dimRoundingMode?: "floor" | "round" | "ceil";
  /** tfjs-core's own gradient never passes any: it refuses dilated convolutions. */
  dilations?: [number, number] | number;
}

type Shape4 = [number, number, number, number];

function geometry(xShape: number[], filterShape: number[], attrs: ConvAttrs) {
  return tfjs.backend_util.computeConv2DInfo(
    xShape as Shape4,
    filterShape as Shape4,
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    false,
    "channelsLast",
  );
}

/**
 * `Conv2DBackpropFilter`: `x` [batch, h, w, in] and `dy` [batch, oh, ow, out] to [kh, kw, in, out].
 *
 * Channels act as batch and the batch as channels: `x` as [in, h, w, batch] convolved with `dy` as a
 * filter [oh, ow, batch, out]. The strides of the forward pass are the dilations of this one and the
 * other way round.
 */
export function conv2dBackpropFilter(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const attrs = call.attrs as unknown as ConvAttrs & { filterShape: Shape4 };
  const first = attrs.dataFormat === "NCHW";
  const x = first ? toChannelsLast(backend, input(call, "x")) : input(call, "x");
  const dy = first ? toChannelsLast(backend, input(call, "dy")) : input(call, "dy");
  const info = geometry(x.shape, attrs.filterShape, attrs);
  const { top, left } = info.padInfo;
  // Rows and columns of x that the forward pass touches: what lies beyond must not make the result
  // larger than the filter.
  const rows = (info.outHeight - 1) * info.strideHeight +
    (info.filterHeight - 1) * info.dilationHeight + 1;
  const columns = (info.outWidth - 1) * info.strideWidth +
    (info.filterWidth - 1) * info.dilationWidth + 1;

  const images = transpose(backend, x, [3, 1, 2, 0]); // [in, h, w, batch]
  const fitted = cutToPad(backend, images, [
    [0, 0],
    [top, rows - top - info.inHeight],
    [left, columns - left - info.inWidth],
    [0, 0],
  ]);
  const filter = transpose(backend, dy, [1, 2, 0, 3]); // [oh, ow, batch, out]
  const raw = callKernel(backend, "Conv2D", { x: fitted.x, filter }, {
    strides: [info.dilationHeight, info.dilationWidth],
    dilations: [info.strideHeight, info.strideWidth],
    pad: fitted.pad,
    dataFormat: "NHWC",
  }); // [in, kh, kw, out]
  const out = transpose(backend, raw, [1, 2, 0, 3]);
  release(backend, fitted.x, filter, raw);
  if (first) release(backend, x, dy);
  return out;
}

/**
 * `Conv2DBackpropInput`: `dy` [batch, oh, ow, out] and `filter` [kh, kw, in, out] to the input's shape
 * [batch, h, w, in].
 *
 * The convolution of `dy`, its pixels `stride` apart, with the filter turned by 180 degrees. It
 * replaces a compiled kernel that loops over single values and takes 3 to 11 times as long.
 */
export function conv2dBackpropInput(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const attrs = call.attrs as unknown as ConvAttrs & { inputShape: Shape4 };
  const first = attrs.dataFormat === "NCHW";
  const dy = first ? toChannelsLast(backend, input(call, "dy")) : input(call, "dy");
  const [batch, d1, d2, d3] = attrs.inputShape;
  const xShape: Shape4 = first ? [batch, d2, d3, d1] : attrs.inputShape;
  const filter = input(call, "filter");
  const info = geometry(xShape, filter.shape, attrs);
  const { top, left } = info.padInfo;
  const reachY = (info.filterHeight - 1) * info.dilationHeight;
  const reachX = (info.filterWidth - 1) * info.dilationWidth;

  // conv2dTranspose allows a dy beyond what the output shape needs; the rest of it has no part in it.
  const used = cutToPad(backend, alias(backend, dy), [
    [0, 0],
    [0, info.outHeight - dy.shape[1]!],
    [0, info.outWidth - dy.shape[2]!],
    [0, 0],
  ]);
  const spread = spreadPixels(backend, used.x, info.strideHeight, info.strideWidth);
  release(backend, used.x);
  const padTop = reachY - top;
  const padLeft = reachX - left;
  const fitted = cutToPad(backend, spread, [
    [0, 0],
    [padTop, info.inHeight + reachY - padTop - spread.shape[1]!],
    [padLeft, info.inWidth + reachX - padLeft - spread.shape[2]!],
    [0, 0],
  ]);
  const turned = turnFilter(backend, filter); // [kh, kw, out, in]
  const raw = callKernel(backend, "Conv2D", { x: fitted.x, filter: turned }, {
    strides: [1, 1],
    dilations: [info.dilationHeight, info.dilationWidth],
    pad: fitted.pad,
    dataFormat: "NHWC",
  });
  release(backend, fitted.x, turned);
  if (!first) return raw;
  const out = toChannelsFirst(backend, raw);
  release(backend, raw, dy);
  return out;
}

function transpose(backend: WasmBackend, x: tfjs.TensorInfo, perm: number[]): tfjs.TensorInfo {
  return callKernel(backend, "Transpose", { x }, { perm });
}

/** [kh, kw, in, out] to [kh, kw, out, in], rows and columns in reverse order. */
function turnFilter(backend: WasmBackend, filter: tfjs.TensorInfo): tfjs.TensorInfo {
  const [height, width, inputs, outputs] = filter.shape as Shape4;
  const out = backend.makeOutput([height, width, outputs, inputs], "float32");
  const from = backend.typedArrayFromHeap(filter);
  const to = backend.typedArrayFromHeap(out);
  const size = inputs * outputs;
  const taps = height * width;
  for (let tap = 0; tap < taps; tap++) {
    const source = tap * size;
    const target = (taps - 1 - tap) * size;
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        to[target + o * inputs + i] = from[source + i * outputs + o]!;
      }
    }
  }
  return out;
}
