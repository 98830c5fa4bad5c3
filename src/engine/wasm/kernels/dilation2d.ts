/**
 * Grey-scale dilation of float32 and its gradients: the compiled kernels start at the smallest positive
 * number and miss the maximum of windows below it.
 *
 * @module
 */
import * as tfjs from "../../../deps/tfjs.ts";
import { floats, input, type KernelCall } from "../backend.ts";

/** What TensorFlow gives for a window without values. */
const LOWEST = -3.4028234663852886e38;

type Info = tfjs.backend_util.Conv2DInfo;

function infoOf(call: KernelCall): Info {
  const { strides, pad, dilations } = call.attrs;
  return tfjs.backend_util.computeDilation2DInfo(
    input(call, "x").shape as [number, number, number, number],
    input(call, "filter").shape as [number, number, number],
    strides as number,
    pad as "valid",
    "NHWC",
    dilations as number,
  );
}

/** For each channel of one window the largest sum, of `x[place + channel]` and `filter[tap + channel]`. */
interface Maxima {
  readonly values: Float32Array;
  /** Negative where the window has no value. */
  readonly places: Int32Array;
  readonly taps: Int32Array;
}

/** Calls `visit` for each window with its maxima and the position of the first channel's result. */
function eachWindow(
  call: KernelCall,
  info: Info,
  visit: (maxima: Maxima, result: number) => void,
): void {
  const xs = floats(call.backend, input(call, "x"));
  const filter = floats(call.backend, input(call, "filter"));
  const { inHeight, inWidth, inChannels: channels, filterHeight, filterWidth } = info;
  const values = new Float32Array(channels);
  const places = new Int32Array(channels);
  const taps = new Int32Array(channels);
  let result = 0;
  for (let b = 0; b < info.batchSize; b++) {
    for (let oy = 0; oy < info.outHeight; oy++) {
      const top = oy * info.strideHeight - info.padInfo.top;
      for (let ox = 0; ox < info.outWidth; ox++) {
        const left = ox * info.strideWidth - info.padInfo.left;
        values.fill(LOWEST);
        places.fill(-1);
        for (let fy = 0; fy < filterHeight; fy++) {
          const y = top + fy * info.dilationHeight;
          if (y < 0 || y >= inHeight) continue;
          for (let fx = 0; fx < filterWidth; fx++) {
            const x = left + fx * info.dilationWidth;
            if (x < 0 || x >= inWidth) continue;
            const place = ((b * inHeight + y) * inWidth + x) * channels;
            const tap = (fy * filterWidth + fx) * channels;
            for (let c = 0; c < channels; c++) {
              const value = xs[place + c]! + filter[tap + c]!;
              if (value > values[c]!) {
                values[c] = value;
                places[c] = place + c;
                taps[c] = tap + c;
              }
            }
          }
        }
        visit({ values, places, taps }, result);
        result += channels;
      }
    }
  }
}

/** `Dilation2D`: `x` [batch, h, w, channels] and `filter` [fh, fw, channels]; passes over NaN. */
export function dilation2d(call: KernelCall): tfjs.TensorInfo {
  const info = infoOf(call);
  const out = call.backend.makeOutput(info.outShape, "float32");
  const outs = floats(call.backend, out);
  eachWindow(call, info, ({ values }, result) => outs.set(values, result));
  return out;
}

/** `Dilation2DBackpropInput`: each value of `dy` goes to the input that its window took. */
export function dilation2dBackpropInput(call: KernelCall): tfjs.TensorInfo {
  return spread(call, "x", ({ places }) => places);
}

/** `Dilation2DBackpropFilter`: each value of `dy` goes to the part of the filter that its window took. */
export function dilation2dBackpropFilter(call: KernelCall): tfjs.TensorInfo {
  return spread(call, "filter", ({ taps }) => taps);
}

function spread(
  call: KernelCall,
  target: "x" | "filter",
  positions: (maxima: Maxima) => Int32Array,
): tfjs.TensorInfo {
  const { backend } = call;
  const gradient = backend.makeOutput(input(call, target).shape, "float32");
  const dys = floats(backend, input(call, "dy"));
  const sums = floats(backend, gradient);
  sums.fill(0);
  eachWindow(call, infoOf(call), (maxima, result) => {
    for (const [channel, at] of positions(maxima).entries()) {
      if (maxima.places[channel]! < 0) continue;
      sums[at] = sums[at]! + dys[result + channel]!;
    }
  });
  return gradient;
}
