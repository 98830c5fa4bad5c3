/**
 * Pools and their gradients over images and volumes, as loops over the wasm heap with the channels
 * innermost.
 *
 * The compiled kernels are wrong or slow: the maximum over a volume starts at the smallest positive number
 * and misses windows below it, the gradient of an average divides by the whole window where part of it
 * is padding, and the gradient of a maximum searches each window once for each of its inputs.
 *
 * @module
 */
import * as tfjs from "../../../deps/tfjs.ts";
import { floats, input, type KernelCall } from "../backend.ts";

type Sizes = readonly [depth: number, height: number, width: number];

interface Geometry {
  readonly batch: number;
  readonly channels: number;
  readonly input: Sizes;
  readonly output: Sizes;
  readonly window: Sizes;
  readonly strides: Sizes;
  readonly padding: Sizes;
  readonly outShape: number[];
}

type Rounding = "floor" | "round" | "ceil" | undefined;

function overImages(call: KernelCall, x: tfjs.TensorInfo): Geometry {
  const { filterSize, strides, pad, dimRoundingMode } = call.attrs;
  const info = tfjs.backend_util.computePool2DInfo(
    x.shape as [number, number, number, number],
    filterSize as [number, number],
    strides as [number, number],
    1,
    pad as "valid",
    dimRoundingMode as Rounding,
  );
  return {
    batch: info.batchSize,
    channels: info.inChannels,
    input: [1, info.inHeight, info.inWidth],
    output: [1, info.outHeight, info.outWidth],
    window: [1, info.filterHeight, info.filterWidth],
    strides: [1, info.strideHeight, info.strideWidth],
    padding: [0, info.padInfo.top, info.padInfo.left],
    outShape: info.outShape,
  };
}

function overVolumes(call: KernelCall, x: tfjs.TensorInfo): Geometry {
  const { filterSize, strides, pad, dimRoundingMode, dataFormat } = call.attrs;
  const info = tfjs.backend_util.computePool3DInfo(
    x.shape as [number, number, number, number, number],
    filterSize as [number, number, number],
    strides as [number, number, number],
    1,
    pad as "valid",
    dimRoundingMode as Rounding,
    dataFormat as "NDHWC" | undefined,
  );
  return {
    batch: info.batchSize,
    channels: info.inChannels,
    input: [info.inDepth, info.inHeight, info.inWidth],
    output: [info.outDepth, info.outHeight, info.outWidth],
    window: [info.filterDepth, info.filterHeight, info.filterWidth],
    strides: [info.strideDepth, info.strideHeight, info.strideWidth],
    padding: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
    outShape: info.outShape,
  };
}

/**
 * Calls `visit` for each window with the positions of its cells, the first `count` of `cells`, and the
 * position of its result. A position is that of the first channel; cells of padding are left out.
 */
function eachWindow(
  g: Geometry,
  visit: (cells: Int32Array, count: number, result: number) => void,
): void {
  const [depth, height, width] = g.input;
  const cells = new Int32Array(g.window[0] * g.window[1] * g.window[2]);
  let result = 0;
  for (let b = 0; b < g.batch; b++) {
    for (let oz = 0; oz < g.output[0]; oz++) {
      const front = oz * g.strides[0] - g.padding[0];
      const z1 = Math.min(depth, front + g.window[0]);
      for (let oy = 0; oy < g.output[1]; oy++) {
        const top = oy * g.strides[1] - g.padding[1];
        const y1 = Math.min(height, top + g.window[1]);
        for (let ox = 0; ox < g.output[2]; ox++) {
          const left = ox * g.strides[2] - g.padding[2];
          const x1 = Math.min(width, left + g.window[2]);
          let count = 0;
          for (let z = Math.max(0, front); z < z1; z++) {
            for (let y = Math.max(0, top); y < y1; y++) {
              for (let x = Math.max(0, left); x < x1; x++) {
                cells[count++] = (((b * depth + z) * height + y) * width + x) * g.channels;
              }
            }
          }
          if (count > 0) visit(cells, count, result);
          result += g.channels;
        }
      }
    }
  }
}

/** `MaxPool3D`: [batch, d, h, w, channels] to [batch, od, oh, ow, channels]; passes over NaN. */
export function maxPool3d(call: KernelCall): tfjs.TensorInfo {
  const x = input(call, "x");
  const g = overVolumes(call, x);
  const out = call.backend.makeOutput(g.outShape, "float32");
  const xs = floats(call.backend, x);
  const outs = floats(call.backend, out);
  outs.fill(-Infinity);
  eachWindow(g, (cells, count, result) => {
    for (let i = 0; i < count; i++) {
      const cell = cells[i]!;
      for (let c = 0; c < g.channels; c++) {
        const value = xs[cell + c]!;
        if (value > outs[result + c]!) outs[result + c] = value;
      }
    }
  });
  return out;
}

/** `MaxPoolGrad`: `dy` [batch, oh, ow, channels] to the shape of `input` [batch, h, w, channels]. */
export function maxPoolGrad(call: KernelCall): tfjs.TensorInfo {
  return spreadMaximum(call, overImages(call, input(call, "input")));
}

/** `MaxPool3DGrad`: `dy` [batch, od, oh, ow, channels] to the shape of `input`. */
export function maxPool3dGrad(call: KernelCall): tfjs.TensorInfo {
  return spreadMaximum(call, overVolumes(call, input(call, "input")));
}

/**
 * `AvgPoolGrad`: `dy` [batch, oh, ow, channels] to the shape of `input` [batch, h, w, channels].
 *
 * With padding given side by side each part is that of a whole window, although the average is taken
 * without the padding: tfjs's own tests fix this value.
 */
export function avgPoolGrad(call: KernelCall): tfjs.TensorInfo {
  const g = overImages(call, input(call, "input"));
  const whole = Array.isArray(call.attrs.pad);
  return spreadAverage(call, g, whole ? g.window[1] * g.window[2] : undefined);
}

/** `AvgPool3DGrad`: `dy` [batch, od, oh, ow, channels] to the shape of `input`. */
export function avgPool3dGrad(call: KernelCall): tfjs.TensorInfo {
  return spreadAverage(call, overVolumes(call, input(call, "input")));
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

/** Each value of `dy` goes in equal parts to the inputs of its window, or in `parts` parts. */
function spreadAverage(call: KernelCall, g: Geometry, parts?: number): tfjs.TensorInfo {
  const { backend } = call;
  const dx = backend.makeOutput(input(call, "input").shape, "float32");
  const dys = floats(backend, input(call, "dy"));
  const dxs = floats(backend, dx);
  dxs.fill(0);
  eachWindow(g, (cells, count, result) => {
    const share = 1 / (parts ?? count);
    for (let i = 0; i < count; i++) {
      const cell = cells[i]!;
      for (let c = 0; c < g.channels; c++) {
        dxs[cell + c] = dxs[cell + c]! + dys[result + c]! * share;
      }
    }
  });
  return dx;
}
