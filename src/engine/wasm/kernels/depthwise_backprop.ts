/**
 * Gradients of a depthwise convolution, as loops over the wasm heap.
 *
 * @module
 */
import * as tfjs from "../../../deps/tfjs.ts";
import { floats, input, type KernelCall } from "../backend.ts";

type Shape4 = [number, number, number, number];

function geometry(call: KernelCall, xShape: Shape4, filterShape: Shape4) {
  const { strides, pad, dimRoundingMode, dilations } = call.attrs;
  return tfjs.backend_util.computeConv2DInfo(
    xShape,
    filterShape,
    strides as [number, number],
    dilations as [number, number],
    pad as "valid" | "same" | number,
    dimRoundingMode as "floor" | "round" | "ceil" | undefined,
    true,
  );
}

/** Calls `visit` for each filter tap that meets a pixel: offsets into the filter, x and dy. */
function eachTap(
  info: tfjs.backend_util.Conv2DInfo,
  multiplier: number,
  visit: (filterAt: number, xAt: number, dyAt: number) => void,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  for (let ky = 0; ky < info.filterHeight; ky++) {
    for (let kx = 0; kx < info.filterWidth; kx++) {
      const filterAt = (ky * info.filterWidth + kx) * inChannels * multiplier;
      for (let b = 0; b < info.batchSize; b++) {
        for (let oy = 0; oy < outHeight; oy++) {
          const y = oy * info.strideHeight + ky * info.dilationHeight - info.padInfo.top;
          if (y < 0 || y >= inHeight) continue;
          for (let ox = 0; ox < outWidth; ox++) {
            const x = ox * info.strideWidth + kx * info.dilationWidth - info.padInfo.left;
            if (x < 0 || x >= inWidth) continue;
            const xAt = ((b * inHeight + y) * inWidth + x) * inChannels;
            const dyAt = ((b * outHeight + oy) * outWidth + ox) * outChannels;
            visit(filterAt, xAt, dyAt);
          }
        }
      }
    }
  }
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
  const out = backend.makeOutput(shape, "float32");
  const xs = floats(backend, x);
  const dys = floats(backend, dy);
  const outs = floats(backend, out);
  // Sums over the whole batch are kept in double precision.
  const sums = new Float64Array(outs.length);
  eachTap(info, multiplier, (filterAt, xAt, dyAt) => {
    for (let c = 0, k = 0; c < channels; c++) {
      const value = xs[xAt + c]!;
      for (let m = 0; m < multiplier; m++, k++) {
        sums[filterAt + k] = sums[filterAt + k]! + value * dys[dyAt + k]!;
      }
    }
  });
  outs.set(sums);
  return out;
}

/**
 * `DepthwiseConv2dNativeBackpropInput`: `dy` [batch, oh, ow, in · m] and `filter` [kh, kw, in, m] to the
 * input's shape [batch, h, w, in].
 */
export function depthwiseBackpropInput(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const dy = input(call, "dy");
  const filter = input(call, "filter");
  const shape = call.attrs.inputShape as Shape4;
  const [, , channels, multiplier] = filter.shape as Shape4;
  const info = geometry(call, shape, filter.shape as Shape4);
  const out = backend.makeOutput(shape, "float32");
  const filters = floats(backend, filter);
  const dys = floats(backend, dy);
  const outs = floats(backend, out);
  outs.fill(0);
  eachTap(info, multiplier, (filterAt, xAt, dyAt) => {
    for (let c = 0, k = 0; c < channels; c++) {
      let sum = outs[xAt + c]!;
      for (let m = 0; m < multiplier; m++, k++) sum += dys[dyAt + k]! * filters[filterAt + k]!;
      outs[xAt + c] = sum;
    }
  });
  return out;
}
