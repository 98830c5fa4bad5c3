/** Gradients of the kernels that compute the gradients of resizing. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { gradientOf, runKernel } from "./gradient.ts";

/** Resizing is linear: the gradient of its gradient is resizing. */
function ofResizeGradient(kernelName: string, forward: string): tfjs.GradConfig {
  return gradientOf(kernelName, { inputs: ["images"] }, ({ dy: ddx, saved, attrs }) => ({
    dy: () => runKernel(forward, { images: ddx }, attrs),
    images: () => tfjs.zerosLike(saved.images!),
  }));
}

/** Gradients of the gradients of resizing. */
export const resizeGradients: tfjs.GradConfig[] = [
  ofResizeGradient("ResizeBilinearGrad", "ResizeBilinear"),
  ofResizeGradient("ResizeNearestNeighborGrad", "ResizeNearestNeighbor"),
];
