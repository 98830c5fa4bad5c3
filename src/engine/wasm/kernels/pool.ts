/**
 * Pools and their gradients over images and volumes, as loops over the wasm heap with the channels
 * innermost.
 *
 * The compiled kernels are wrong or slow: the maximum over a volume starts at the smallest positive number
 * and misses windows below it, the gradient of an average divides by the whole window where part of it
 * is padding, and the gradient of a maximum searches each window once for each of its inputs. The pools
 * over images are for the windows that the compiled ones do not know.
 *
 * @module
 */
import type * as tfjs from "../../../deps/tfjs.ts";
import { alias, callKernel, floats, input, type KernelCall, release } from "../backend.ts";
import { eachWindow, type Geometry, isIdentity, overImages, overVolumes } from "./windows.ts";

/** `MaxPool`: [batch, h, w, channels] to [batch, oh, ow, channels], by the compiled one where it can. */
export function maxPool(call: KernelCall): tfjs.TensorInfo {
  const { backend, attrs } = call;
  const x = input(call, "x");
  const g = overImages(call, x);
  if (isIdentity(g)) return alias(backend, x);
  if (g.window.every((size) => size === 1)) return takeMaximum(call, g);
  const paddings = [1, 2].map((axis) => {
    const before = g.padding[axis]!;
    const reach = (g.output[axis]! - 1) * g.strides[axis]! + g.window[axis]!;
    return [before, Math.max(0, reach - before - g.input[axis]!)];
  });
  const padded = callKernel(backend, "PadV2", { x }, {
    paddings: [[0, 0], ...paddings, [0, 0]],
    constantValue: -Infinity,
  });
  const { filterSize, strides } = attrs;
  const out = callKernel(backend, "MaxPool", { x: padded }, { filterSize, strides, pad: "valid" });
  release(backend, padded);
  return out;
}

/**
 * `AvgPool`: [batch, h, w, channels] to [batch, oh, ow, channels], the mean without the padding, and 0 where
 * a window has nothing else.
 */
export function avgPool(call: KernelCall): tfjs.TensorInfo {
  const { backend } = call;
  const x = input(call, "x");
  const g = overImages(call, x);
  if (isIdentity(g)) return alias(backend, x);
  const out = backend.makeOutput(g.outShape, "float32");
  const xs = floats(backend, x);
  const outs = floats(backend, out);
  outs.fill(0);
  const sums = new Float64Array(g.channels);
  eachWindow(g, (cells, count, result) => {
    sums.fill(0);
    for (let i = 0; i < count; i++) {
      const cell = cells[i]!;
      for (let c = 0; c < g.channels; c++) sums[c] = sums[c]! + xs[cell + c]!;
    }
    for (let c = 0; c < g.channels; c++) outs[result + c] = sums[c]! / count;
  });
  return out;
}

/** `MaxPool3D`: [batch, d, h, w, channels] to [batch, od, oh, ow, channels]; passes over NaN. */
export function maxPool3d(call: KernelCall): tfjs.TensorInfo {
  return takeMaximum(call, overVolumes(call, input(call, "x")));
}

/** `MaxPoolGrad`: `dy` [batch, oh, ow, channels] to the shape of `input` [batch, h, w, channels]. */
export function maxPoolGrad(call: KernelCall): tfjs.TensorInfo {
  return spreadMaximum(call, overImages(call, input(call, "input")));
}

/** `MaxPool3DGrad`: `dy` [batch, od, oh, ow, channels] to the shape of `input`. */
export function maxPool3dGrad(call: KernelCall): tfjs.TensorInfo {
  return spreadMaximum(call, overVolumes(call, input(call, "input")));
}

/** `AvgPoolGrad`: `dy` [batch, oh, ow, channels] to the shape of `input` [batch, h, w, channels]. */
export function avgPoolGrad(call: KernelCall): tfjs.TensorInfo {
  return spreadAverage(call, overImages(call, input(call, "input")));
}

/** `AvgPool3DGrad`: `dy` [batch, od, oh, ow, channels] to the shape of `input`. */
export function avgPool3dGrad(call: KernelCall): tfjs.TensorInfo {
  return spreadAverage(call, overVolumes(call, input(call, "input")));
}

/** The largest value of each window, and -Infinity where it has none. */
function takeMaximum(call: KernelCall, g: Geometry): tfjs.TensorInfo {
  const x = input(call, "x");
  const out = call.backend.makeOutput(g.outShape, "float32");
  const xs = floats(call.backend, x);
  const outs = floats(call.backend, out);
  outs.fill(-Infinity);
  eachWindow(g, (cells, count, result) => {
    for (let i = 0; i < count; i++) {
      const cell = cells[i]!;
      for (let c = 0; c < g.channels; c++) {
        const value = xs[cell + c]!;
        const most = outs[result + c]!;
        outs[result + c] = value > most ? value : most;
      }
    }
  });
  return out;
}

/** Each value of `dy` goes to the first largest input of its window. */
function spreadMaximum(call: KernelCall, g: Geometry): tfjs.TensorInfo {
  const { backend } = call;
  const x = input(call, "input");
  const dx = backend.makeOutput(x.shape, "float32");
  const xs = floats(backend, x);
  const dys = floats(backend, input(call, "dy"));
  const dxs = floats(backend, dx);
  dxs.fill(0);
  const best = new Float32Array(g.channels);
  const place = new Int32Array(g.channels);
  eachWindow(g, (cells, count, result) => {
    const first = cells[0]!;
    for (let c = 0; c < g.channels; c++) {
      best[c] = xs[first + c]!;
      place[c] = first + c;
    }
    for (let i = 1; i < count; i++) {
      const cell = cells[i]!;
      for (let c = 0; c < g.channels; c++) {
        const value = xs[cell + c]!;
        if (value > best[c]!) {
          best[c] = value;
          place[c] = cell + c;
        }
      }
    }
    for (let c = 0; c < g.channels; c++) {
      const at = place[c]!;
      dxs[at] = dxs[at]! + dys[result + c]!;
    }
  });
  return dx;
}

/** Each value of `dy` goes in equal parts to the inputs of its window, the padding left out. */
function spreadAverage(call: KernelCall, g: Geometry): tfjs.TensorInfo {
  const { backend } = call;
  const dx = backend.makeOutput(input(call, "input").shape, "float32");
  const dys = floats(backend, input(call, "dy"));
  const dxs = floats(backend, dx);
  dxs.fill(0);
  eachWindow(g, (cells, count, result) => {
    const share = 1 / count;
    for (let i = 0; i < count; i++) {
      const cell = cells[i]!;
      for (let c = 0; c < g.channels; c++) {
        dxs[cell + c] = dxs[cell + c]! + dys[result + c]! * share;
      }
    }
  });
  return dx;
}
