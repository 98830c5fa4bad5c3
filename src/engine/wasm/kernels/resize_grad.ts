/**
 * Gradients of resizing with pixel centres at one half, which the compiled kernels take for pixel corners.
 *
 * @module
 */
import type * as tfjs from "../../../deps/tfjs.ts";
import { floats, input, type KernelCall } from "../backend.ts";

/** An output row or column as a mix of two inputs: `1 - weight` of the first, `weight` of the second. */
interface Mix {
  first: number;
  second: number;
  weight: number;
}

type Sampler = (index: number, oldSize: number, newSize: number) => Mix;

function between(index: number, oldSize: number, newSize: number): Mix {
  const at = Math.max(0, (index + 0.5) * (oldSize / newSize) - 0.5);
  const first = Math.min(oldSize - 1, Math.floor(at));
  return { first, second: Math.min(oldSize - 1, first + 1), weight: at - first };
}

function nearest(index: number, oldSize: number, newSize: number): Mix {
  const first = Math.min(oldSize - 1, Math.floor((index + 0.5) * (oldSize / newSize)));
  return { first, second: first, weight: 0 };
}

/** Whether a resize has its pixel centres at one half. */
export function hasHalfPixelCenters({ attrs }: KernelCall): boolean {
  return attrs.halfPixelCenters === true;
}

/** `ResizeBilinearGrad`: `dy` [batch, oh, ow, channels] to the shape of `images`. */
export function resizeBilinearGrad(call: KernelCall): tfjs.TensorInfo {
  return spread(call, between);
}

/** `ResizeNearestNeighborGrad`: `dy` [batch, oh, ow, channels] to the shape of `images`. */
export function resizeNearestGrad(call: KernelCall): tfjs.TensorInfo {
  return spread(call, nearest);
}

function spread(call: KernelCall, sample: Sampler): tfjs.TensorInfo {
  const { backend } = call;
  const images = input(call, "images");
  const dy = input(call, "dy");
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const [newHeight, newWidth] = dy.shape.slice(1) as [number, number];
  const out = backend.makeOutput(images.shape, "float32");
  const dys = floats(backend, dy);
  const outs = floats(backend, out);
  outs.fill(0);
  const add = (target: number, source: number, weight: number) => {
    if (weight === 0) return;
    for (let c = 0; c < channels; c++) {
      outs[target + c] = outs[target + c]! + weight * dys[source + c]!;
    }
  };
  let source = 0;
  for (let b = 0; b < batch; b++) {
    for (let oy = 0; oy < newHeight; oy++) {
      const y = sample(oy, height, newHeight);
      for (let ox = 0; ox < newWidth; ox++, source += channels) {
        const x = sample(ox, width, newWidth);
        const at = (row: number, column: number) =>
          ((b * height + row) * width + column) * channels;
        add(at(y.first, x.first), source, (1 - y.weight) * (1 - x.weight));
        add(at(y.first, x.second), source, (1 - y.weight) * x.weight);
        add(at(y.second, x.first), source, y.weight * (1 - x.weight));
        add(at(y.second, x.second), source, y.weight * x.weight);
      }
    }
  }
  return out;
}
