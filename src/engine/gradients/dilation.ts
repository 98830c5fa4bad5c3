/** Gradients of the kernels that compute the gradients of grey-scale dilation. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { gradientOf } from "./gradient.ts";
import { firstMaximum, sumWhere, tapsOf, type WindowGeometry, Windows } from "./windows.ts";

interface DilationAttrs {
  strides: number | [number, number];
  pad: "valid" | "same" | number;
  dilations: number | [number, number];
}

function geometryOf(x: tfjs.Tensor, filter: tfjs.Tensor, attrs: DilationAttrs): WindowGeometry {
  const info = tfjs.backend_util.computeDilation2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number],
    attrs.strides,
    attrs.pad,
    "NHWC",
    attrs.dilations,
  );
  return {
    size: [info.filterHeight, info.filterWidth],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    before: [info.padInfo.top, info.padInfo.left],
    out: [info.outHeight, info.outWidth],
  };
}

/** Where each window of `x` plus `filter` has its maximum, and the filter's row per tap. */
function maxima(x: tfjs.Tensor, filter: tfjs.Tensor, geometry: WindowGeometry) {
  const taps = tapsOf(geometry.size);
  const windows = new Windows(x, geometry, -Infinity);
  const masks = firstMaximum(taps, (tap) => tfjs.add(windows.at(tap), at(filter, tap)));
  return { taps, masks };
}

/** One position of a filter [height, width, channels]. */
function at(filter: tfjs.Tensor, [y, x]: number[]): tfjs.Tensor {
  const channels = filter.shape[2]!;
  return tfjs.reshape(tfjs.slice(filter, [y!, x!, 0], [1, 1, channels]), [channels]);
}

const saves = { inputs: ["x", "filter"] };

const backpropInput = gradientOf<DilationAttrs>(
  "Dilation2DBackpropInput",
  saves,
  ({ dy: ddx, saved: { x, filter }, attrs }) => ({
    dy: () => {
      const geometry = geometryOf(x!, filter!, attrs);
      const { taps, masks } = maxima(x!, filter!, geometry);
      const gradients = new Windows(ddx, geometry, 0);
      return sumWhere(masks, (i) => gradients.at(taps[i]!));
    },
    x: () => tfjs.zerosLike(x!),
    filter: () => tfjs.zerosLike(filter!),
  }),
);

const backpropFilter = gradientOf<DilationAttrs>(
  "Dilation2DBackpropFilter",
  saves,
  ({ dy: ddw, saved: { x, filter }, attrs }) => ({
    dy: () => {
      const { taps, masks } = maxima(x!, filter!, geometryOf(x!, filter!, attrs));
      return sumWhere(masks, (i) => tfjs.broadcastTo(at(ddw, taps[i]!), masks[i]!.shape));
    },
    x: () => tfjs.zerosLike(x!),
    filter: () => tfjs.zerosLike(filter!),
  }),
);

/** Gradients of the gradients of dilation. */
export const dilationGradients: tfjs.GradConfig[] = [backpropInput, backpropFilter];
