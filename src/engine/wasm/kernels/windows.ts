/**
 * Where the windows of pools lie over images and volumes.
 *
 * @module
 */
import * as tfjs from "../../../deps/tfjs.ts";
import type { KernelCall } from "../backend.ts";

type Sizes = readonly [depth: number, height: number, width: number];

/** Windows over three axes; images have a depth of 1. */
export interface Geometry {
  readonly batch: number;
  readonly channels: number;
  readonly input: Sizes;
  readonly output: Sizes;
  readonly window: Sizes;
  readonly strides: Sizes;
  /** Padding before the first value. */
  readonly padding: Sizes;
  /** Padding behind the last value. */
  readonly behind: Sizes;
  readonly outShape: number[];
}

type Rounding = "floor" | "round" | "ceil" | undefined;

/** The windows that the attributes of `call` lay over `x` [batch, h, w, channels]. */
export function overImages(call: KernelCall, x: tfjs.TensorInfo): Geometry {
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
    behind: [0, info.padInfo.bottom, info.padInfo.right],
    outShape: info.outShape,
  };
}

/** The windows that the attributes of `call` lay over `x` [batch, d, h, w, channels]. */
export function overVolumes(call: KernelCall, x: tfjs.TensorInfo): Geometry {
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
    behind: [info.padInfo.back, info.padInfo.bottom, info.padInfo.right],
    outShape: info.outShape,
  };
}

/**
 * Calls `visit` for each window with the positions of its cells, the first `count` of `cells`, and the
 * position of its result. A position is that of the first channel; cells of padding are left out, and so are windows
 * without other cells.
 */
export function eachWindow(
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

/** Whether each window has one value and they are as many as the values: then tfjs returns the input. */
export function isIdentity(g: Geometry): boolean {
  return g.window.every((size, axis) => size === 1 && g.output[axis] === g.input[axis]);
}

/**
 * Whether the compiled pools know these windows. They refuse windows of one value, lay only windows that
 * end within the padding (a number of windows that is rounded up has more), and take the nearest pixel,
 * or NaN, for a window that lies wholly in the padding.
 */
export function isCompiled(g: Geometry): boolean {
  if (g.window.every((size) => size === 1)) return false;
  return g.window.every((size, axis) => {
    const [length, before] = [g.input[axis]!, g.padding[axis]!];
    const last = (g.output[axis]! - 1) * g.strides[axis]! - before;
    return before < size && last < length && last + size <= length + g.behind[axis]!;
  });
}
