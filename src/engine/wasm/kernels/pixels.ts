import type * as tfjs from "../../../deps/tfjs.ts";
import { alias, callKernel, release, type WasmBackend } from "../backend.ts";

type Shape4 = [number, number, number, number];
type Pad4 = [[number, number], [number, number], [number, number], [number, number]];

/**
 * Splits `amounts` to add around `x` [batch, h, w, channels] into a cut, done here where a number is
 * negative, and the padding left for the convolution; gives up `x`.
 */
export function cutToPad(
  backend: WasmBackend,
  x: tfjs.TensorInfo,
  amounts: Pad4,
): { x: tfjs.TensorInfo; pad: number[][] } {
  const pad = amounts.map(([before, after]) => [Math.max(0, before), Math.max(0, after)]);
  if (amounts.every(([before, after]) => before >= 0 && after >= 0)) return { x, pad };
  const cut = callKernel(backend, "Slice", { x }, {
    begin: amounts.map(([before]) => Math.max(0, -before)),
    size: amounts.map(([before, after], axis) =>
      x.shape[axis]! + Math.min(0, before) + Math.min(0, after)
    ),
  });
  release(backend, x);
  return { x: cut, pad };
}

/** Puts `stride - 1` rows and columns of zeros between the pixels of `dy`. */
export function spreadPixels(
  backend: WasmBackend,
  dy: tfjs.TensorInfo,
  strideY: number,
  strideX: number,
): tfjs.TensorInfo {
  if (strideY === 1 && strideX === 1) return alias(backend, dy);
  const [batch, height, width, channels] = dy.shape as Shape4;
  const rows = Math.max(0, (height - 1) * strideY + 1);
  const columns = Math.max(0, (width - 1) * strideX + 1);
  const out = backend.makeOutput([batch, rows, columns, channels], "float32");
  const from = backend.typedArrayFromHeap(dy);
  const to = backend.typedArrayFromHeap(out);
  to.fill(0);
  let source = 0;
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < height; y++) {
      let target = (b * rows + y * strideY) * columns * channels;
      for (let x = 0; x < width; x++) {
        for (let c = 0; c < channels; c++) to[target + c] = from[source++]!;
        target += strideX * channels;
      }
    }
  }
  return out;
}
