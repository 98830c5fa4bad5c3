/**
 * Gradients of a depthwise convolution.
 *
 * @module
 */
import * as tfjs from "../../../deps/tfjs.ts";
import { callKernel, floats, input, type KernelCall, release } from "../backend.ts";
import { cutToPad, spreadPixels } from "./pixels.ts";

type Shape4 = [number, number, number, number];

function geometry(call: KernelCall, xShape: Shape4, filterShape: Shape4) {
  const { strides, pad, dimRoundingMode, dilations } = call.attrs;
  return tfjs.backend_util.computeConv2DInfo(
    xShape,
    filterShape,
    strides as [number, number],
    (dilations ?? 1) as [number, number],
    pad as "valid" | "same" | number,
    dimRoundingMode as "floor" | "round" | "ceil" | undefined,
    true,
  );
}

/** The positions of the output, from `begin` to `end`, whose window has its tap `tap` inside of x. */
function range(
  tap: number,
  padding: number,
  stride: number,
  sizes: { input: number; output: number },
): [number, number] {
  const begin = Math.max(0, Math.ceil((padding - tap) / stride));
  const end = Math.min(sizes.output, Math.ceil((sizes.input + padding - tap) / stride));
  return [begin, end];
}

/**
 * `DepthwiseConv2dNativeBackpropFilter`: `x` [batch, h, w, in] and `dy` [batch, oh, ow, in · m] to
 * [kh, kw, in, m].
 */
export function depthwiseBackpropFilter(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const x = input(call, "x");
  const dy = input(call, "dy");
  const shape = call.attrs.filterShape as Shape4;
  const [, , channels, multiplier] = shape;
  const info = geometry(call, x.shape as Shape4, shape);
  const { inHeight, inWidth, outHeight, outWidth, outChannels } = info;
  const out = backend.makeOutput(shape, "float32");
  const xs = floats(backend, x);
  const dys = floats(backend, dy);
  const outs = floats(backend, out);
  // A tap's sum runs over the whole batch: it is kept in double precision.
  const sums = new Float64Array(outChannels);
  for (let ky = 0; ky < info.filterHeight; ky++) {
    const tapY = ky * info.dilationHeight;
    const sizesY = { input: inHeight, output: outHeight };
    const [top, bottom] = range(tapY, info.padInfo.top, info.strideHeight, sizesY);
    for (let kx = 0; kx < info.filterWidth; kx++) {
      const tapX = kx * info.dilationWidth;
      const sizesX = { input: inWidth, output: outWidth };
      const [left, right] = range(tapX, info.padInfo.left, info.strideWidth, sizesX);
      sums.fill(0);
      for (let b = 0; b < info.batchSize; b++) {
        for (let oy = top; oy < bottom; oy++) {
          const y = oy * info.strideHeight + tapY - info.padInfo.top;
          const column = left * info.strideWidth + tapX - info.padInfo.left;
          let xAt = ((b * inHeight + y) * inWidth + column) * channels;
          let dyAt = ((b * outHeight + oy) * outWidth + left) * outChannels;
          for (let ox = left; ox < right; ox++) {
            if (multiplier === 1) {
              for (let c = 0; c < channels; c++) {
                sums[c] = sums[c]! + xs[xAt + c]! * dys[dyAt + c]!;
              }
            } else {
              for (let k = 0; k < outChannels; k++) {
                sums[k] = sums[k]! + xs[xAt + Math.trunc(k / multiplier)]! * dys[dyAt + k]!;
              }
            }
            xAt += info.strideWidth * channels;
            dyAt += outChannels;
          }
        }
      }
      outs.set(sums, (ky * info.filterWidth + kx) * outChannels);
    }
  }
  return out;
}

/**
 * `DepthwiseConv2dNativeBackpropInput`: `dy` [batch, oh, ow, in · m] and `filter` [kh, kw, in, m] to the
 * input's shape [batch, h, w, in].
 *
 * The depthwise convolution of `dy`, its pixels `stride` apart, with the filter turned by 180 degrees.
 */
export function depthwiseBackpropInput(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const dy = input(call, "dy");
  const filter = input(call, "filter");
  const xShape = call.attrs.inputShape as Shape4;
  const [height, width, channels, multiplier] = filter.shape as Shape4;
  const info = geometry(call, xShape, filter.shape as Shape4);
  const padTop = (height - 1) * info.dilationHeight - info.padInfo.top;
  const padLeft = (width - 1) * info.dilationWidth - info.padInfo.left;
  const spread = spreadPixels(backend, dy, info.strideHeight, info.strideWidth);
  const reachY = (height - 1) * info.dilationHeight;
  const reachX = (width - 1) * info.dilationWidth;
  const fitted = cutToPad(backend, spread, [
    [0, 0],
    [padTop, info.inHeight + reachY - padTop - spread.shape[1]!],
    [padLeft, info.inWidth + reachX - padLeft - spread.shape[2]!],
    [0, 0],
  ]);
  const single = { ...filter, shape: [height, width, channels * multiplier, 1] };
  const turned = callKernel(backend, "Reverse", { x: single }, { dims: [0, 1] });
  const raw = callKernel(backend, "DepthwiseConv2dNative", { x: fitted.x, filter: turned }, {
    strides: [1, 1],
    dilations: [info.dilationHeight, info.dilationWidth],
    pad: fitted.pad,
  });
  release(backend, fitted.x, turned);
  if (multiplier === 1) return raw;
  const split = { ...raw, shape: [...xShape.slice(0, 3), channels, multiplier] };
  const out = callKernel(backend, "Sum", { x: split }, { axis: 4, keepDims: false });
  release(backend, raw);
  return out;
}
