/** The gradient of enlarging images by repeating their pixels. @module */

import type * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { bool } from "./attrs.ts";
import { intVector } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { Formula } from "./formula.ts";

type Info = tfjs.TensorInfo;

/** `ResizeNearestNeighborGrad`: what reaches each pixel from those that it was copied to. */
export const resizeNearestNeighborGrad: tfjs.KernelConfig = defineKernel<
  { images: Info; dy: Info },
  tfjs.ResizeNearestNeighborGradAttrs & { halfPixelCenters?: boolean }
>("ResizeNearestNeighborGrad", ({ backend, inputs: { images, dy }, attrs }) => {
  const [, height, width] = images.shape as [number, number, number, number];
  const { alignCorners, halfPixelCenters = false } = attrs;
  const [, newHeight, newWidth] = dy.shape as [number, number, number, number];
  const [rows, columns] = [newHeight / height, newWidth / width];
  const isWhole = Number.isInteger(rows) && Number.isInteger(columns) && height * width > 0;
  if (isWhole && !alignCorners) return sumOfBlocks(backend, dy, [rows, columns]);
  const opAttrs = [
    bool("align_corners", alignCorners),
    bool("half_pixel_centers", halfPixelCenters),
  ];
  return backend.runOne("ResizeNearestNeighborGrad", opAttrs, [
    dy,
    intVector(backend, [height, width]),
  ]);
});

/** Each pixel was copied to a block: faster than TensorFlow's op, which XLA lacks besides. */
function sumOfBlocks(
  backend: TensorflowBackend,
  dy: Info,
  [rows, columns]: readonly [number, number],
): tfjs.Tensor {
  const [batch, height, width, channels] = dy.shape as [number, number, number, number];
  using f = new Formula(backend);
  const blocks = [batch, height / rows, rows, width / columns, columns, channels];
  return f.result(f.sum(f.reshape(f.of(dy), blocks), [2, 4]), "ResizeNearestNeighborGrad");
}
