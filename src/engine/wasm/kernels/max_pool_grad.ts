import * as tfjs from "../../../deps/tfjs.ts";
import { floats, input, type KernelCall } from "../backend.ts";

/**
 * `MaxPoolGrad`: `dy` [batch, oh, ow, channels] to the shape of `input` [batch, h, w, channels].
 *
 * Each value of `dy` goes to the first largest input of its window. It replaces a compiled kernel
 * that searches every window once per input and channel and takes about ten times as long.
 */
export function maxPoolGrad(call: KernelCall): tfjs.TensorInfo {
  const { backend, attrs } = call;
  const x = input(call, "input");
  const dy = input(call, "dy");
  const info = tfjs.backend_util.computePool2DInfo(
    x.shape as [number, number, number, number],
    attrs.filterSize as [number, number] | number,
    attrs.strides as [number, number] | number,
    1,
    attrs.pad as "valid" | "same" | number,
    attrs.dimRoundingMode as "floor" | "round" | "ceil" | undefined,
  );
  const { inHeight, inWidth, inChannels: channels, filterHeight, filterWidth } = info;
  const dx = backend.makeOutput(x.shape, "float32");
  const xs = floats(backend, x);
  const dys = floats(backend, dy);
  const dxs = floats(backend, dx);
  dxs.fill(0);
  const best = new Float32Array(channels);
  const place = new Int32Array(channels);
  let source = 0;
  for (let b = 0; b < info.batchSize; b++) {
    for (let oy = 0; oy < info.outHeight; oy++) {
      const top = oy * info.strideHeight - info.padInfo.top;
      const y0 = Math.max(0, top);
      const y1 = Math.min(inHeight, top + filterHeight);
      for (let ox = 0; ox < info.outWidth; ox++, source += channels) {
        const left = ox * info.strideWidth - info.padInfo.left;
        const x0 = Math.max(0, left);
        const x1 = Math.min(inWidth, left + filterWidth);
        if (y0 >= y1 || x0 >= x1) continue; // A window of padding alone.
        let base = ((b * inHeight + y0) * inWidth + x0) * channels;
        for (let c = 0; c < channels; c++) {
          best[c] = xs[base + c]!;
          place[c] = base + c;
        }
        for (let y = y0; y < y1; y++) {
          for (let column = x0; column < x1; column++) {
            if (y === y0 && column === x0) continue;
            base = ((b * inHeight + y) * inWidth + column) * channels;
            for (let c = 0; c < channels; c++) {
              const value = xs[base + c]!;
              if (value > best[c]!) {
                best[c] = value;
                place[c] = base + c;
              }
            }
          }
        }
        for (let c = 0; c < channels; c++) {
          const at = place[c]!;
          dxs[at] = dxs[at]! + dys[source + c]!;
        }
      }
    }
  }
  return dx;
}
