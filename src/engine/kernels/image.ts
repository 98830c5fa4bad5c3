/**
 * Kernels on images: projective transforms, rotations and mirroring.
 *
 * `FromPixels` is missing on purpose: tfjs itself reads `{ data, width, height }`, `ImageData` and
 * whatever has a 2-D context where a backend has no such kernel. So is `Draw`, which wants the
 * canvas of a browser.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import type { TensorflowBackend } from "../backend.ts";
import { tfjsDType } from "../tfjs_dtype.ts";
import { int, NO_ATTRS, text, type } from "./attrs.ts";
import { requireRank } from "./checks.ts";
import { intVector, scalar } from "./constants.ts";
import { defineKernel } from "./define.ts";
import { Scratch } from "./scratch.ts";

type Info = tfjs.TensorInfo;

const transform = defineKernel<{ image: Info; transforms: Info }, tfjs.TransformAttrs>(
  "Transform",
  ({ backend, inputs: { image, transforms }, attrs }) => {
    requireRank("Transform", 4, { image: image.shape });
    const size = attrs.outputShape ?? [image.shape[1]!, image.shape[2]!];
    const opAttrs = [
      text("interpolation", attrs.interpolation.toUpperCase()),
      text("fill_mode", attrs.fillMode.toUpperCase()),
    ];
    using scratch = new Scratch(backend);
    return backend.runOne("ImageProjectiveTransformV3", opAttrs, [
      image,
      scratch.cast(transforms, "float32"),
      intVector(backend, size),
      scalar(backend, attrs.fillValue, "float32"),
    ]);
  },
);

/** What an alpha channel is filled with. */
const OPAQUE = 255;

/** Rotates by picking, for each pixel, the nearest one before the rotation. */
const rotate = defineKernel<{ image: Info }, tfjs.RotateWithOffsetAttrs>(
  "RotateWithOffset",
  ({ backend, inputs: { image }, attrs }) => {
    requireRank("RotateWithOffset", 4, { image: image.shape });
    const [batch, height, width, channels] = image.shape as [number, number, number, number];
    using scratch = new Scratch(backend);
    const pixels = scratch.reshape(image, [batch, height * width, channels]);
    const fill = Float32Array.from({ length: channels }, (_, channel) => {
      const { fillValue } = attrs;
      if (typeof fillValue === "number") return fillValue;
      return channel === 3 ? OPAQUE : fillValue[channel] ?? 0;
    });
    const row = scratch.keep(tensorOf(backend, fill, [1, 1, channels], "float32"));
    const typed = image.dtype === "int32" ? scratch.cast(row, "int32") : row;
    const rows = scratch.run("Tile", NO_ATTRS, [typed, intVector(backend, [batch, 1, 1])]);
    const all = scratch.run("ConcatV2", [int("N", 2), type("T", tfjsDType(image.dtype))], [
      pixels,
      rows,
      scalar(backend, 1),
    ]);
    const sources = sourcePixels(height, width, attrs);
    const indices = scratch.keep(tensorOf(backend, sources, [height * width], "int32"));
    const picked = scratch.run("GatherV2", NO_ATTRS, [all, indices, scalar(backend, 1)]);
    return backend.runOne("Reshape", NO_ATTRS, [picked, intVector(backend, image.shape)]);
  },
);

/** For each pixel the one that it shows, and `height * width` where that lies outside. */
function sourcePixels(
  height: number,
  width: number,
  { radians, center }: tfjs.RotateWithOffsetAttrs,
): Int32Array {
  const [x0, y0] = tfjs.backend_util.getImageCenter(center, height, width);
  const [sin, cos] = [Math.sin(radians), Math.cos(radians)];
  const sources = new Int32Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const column = Math.round((x - x0) * cos - (y - y0) * sin + x0);
      const row = Math.round((x - x0) * sin + (y - y0) * cos + y0);
      const inside = column >= 0 && column < width && row >= 0 && row < height;
      sources[y * width + x] = inside ? row * width + column : height * width;
    }
  }
  return sources;
}

const flip = defineKernel<{ image: Info }>("FlipLeftRight", ({ backend, inputs: { image } }) => {
  requireRank("FlipLeftRight", 4, { image: image.shape });
  return backend.runOne("ReverseV2", NO_ATTRS, [image, intVector(backend, [2])]);
});

function tensorOf(
  backend: TensorflowBackend,
  values: Float32Array | Int32Array,
  shape: number[],
  dtype: "float32" | "int32",
): tfjs.Tensor {
  const dataId = backend.write(values, shape, dtype);
  return tfjs.engine().makeTensorFromTensorInfo({ dataId, shape, dtype });
}

/** All of them. */
export const imageKernels: tfjs.KernelConfig[] = [transform, rotate, flip];
