/** Gradients of pooling, and of the kernels that compute them. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { gradientOf, runKernel, scatterRows } from "./gradient.ts";
import { firstMaximum, sumWhere, tapsOf, type WindowGeometry, Windows } from "./windows.ts";

interface PoolAttrs {
  filterSize: number | number[];
  strides: number | number[];
  pad: "valid" | "same" | number;
  dimRoundingMode?: "floor" | "round" | "ceil";
}

function geometryOf(shape: number[], attrs: PoolAttrs): WindowGeometry {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  if (shape.length === 5) {
    const info = tfjs.backend_util.computePool3DInfo(
      shape as [number, number, number, number, number],
      filterSize as number,
      strides as number,
      1,
      pad,
      dimRoundingMode,
    );
    return {
      size: [info.filterDepth, info.filterHeight, info.filterWidth],
      strides: [info.strideDepth, info.strideHeight, info.strideWidth],
      dilations: [1, 1, 1],
      before: [info.padInfo.front, info.padInfo.top, info.padInfo.left],
      out: [info.outDepth, info.outHeight, info.outWidth],
    };
  }
  const info = tfjs.backend_util.computePool2DInfo(
    shape as [number, number, number, number],
    filterSize as number,
    strides as number,
    1,
    pad,
    dimRoundingMode,
  );
  return {
    size: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [1, 1],
    before: [info.padInfo.top, info.padInfo.left],
    out: [info.outHeight, info.outWidth],
  };
}

/** As tfjs's, but the attributes go on whole: tfjs's drop how a fraction of windows is rounded. */
const avgPool = gradientOf<PoolAttrs>("AvgPool", { inputs: ["x"] }, ({ dy, saved, attrs }) => ({
  x: () => runKernel("AvgPoolGrad", { dy, input: saved.x! }, attrs),
}));

const maxPool = gradientOf<PoolAttrs>(
  "MaxPool",
  { inputs: ["x"], outputs: ["y"] },
  ({ dy, saved: { x, y }, attrs }) => ({
    x: () => runKernel("MaxPoolGrad", { dy, input: x!, output: y! }, attrs),
  }),
);

/** The average is linear: the gradient of its gradient is the average. */
function ofAverageGradient(kernelName: string, forward: string): tfjs.GradConfig {
  return gradientOf<PoolAttrs>(kernelName, { inputs: ["input"] }, ({ dy: ddx, saved, attrs }) => ({
    dy: () => runKernel(forward, { x: ddx }, attrs),
    input: () => tfjs.zerosLike(saved.input!),
  }));
}

/** Picks from each window the place of its maximum, where its gradient went. */
function ofMaximumGradient(kernelName: string): tfjs.GradConfig {
  return gradientOf<PoolAttrs>(
    kernelName,
    { inputs: ["input", "output"] },
    ({ dy: ddx, saved, attrs }) => ({
      dy: () => {
        const geometry = geometryOf(ddx.shape, attrs);
        const taps = tapsOf(geometry.size);
        const inputs = new Windows(saved.input!, geometry, -Infinity);
        const gradients = new Windows(ddx, geometry, 0);
        const masks = firstMaximum(taps, (tap) => inputs.at(tap));
        return sumWhere(masks, (i) => gradients.at(taps[i]!));
      },
      input: () => tfjs.zerosLike(saved.input!),
      output: () => tfjs.zerosLike(saved.output!),
    }),
  );
}

const maxPoolWithArgmax = gradientOf<{ includeBatchInIndex: boolean }>(
  "MaxPoolWithArgmax",
  { inputs: ["x"], outputs: ["", "indexes"] },
  ({ dys, saved: { x, indexes }, attrs: { includeBatchInIndex } }) => ({
    x: () => {
      const [batch] = x!.shape as [number];
      let flat: tfjs.Tensor = tfjs.reshape(indexes!.toInt(), [batch, -1]);
      if (!includeBatchInIndex && batch > 1) {
        const starts = tfjs.range(0, x!.size, x!.size / batch, "int32");
        flat = tfjs.add(flat, tfjs.reshape(starts, [batch, 1]));
      }
      const gradient = tfjs.reshape(dys[0]!, [-1, 1]);
      return tfjs.reshape(scatterRows(gradient, tfjs.reshape(flat, [-1]), x!.size), x!.shape);
    },
  }),
);

/** Gradients of pooling kernels. */
export const poolingGradients: tfjs.GradConfig[] = [
  avgPool,
  maxPool,
  ofAverageGradient("AvgPoolGrad", "AvgPool"),
  ofAverageGradient("AvgPool3DGrad", "AvgPool3D"),
  ofMaximumGradient("MaxPoolGrad"),
  ofMaximumGradient("MaxPool3DGrad"),
  maxPoolWithArgmax,
];
