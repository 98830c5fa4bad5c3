/** Gradients of image kernels. @module */

import * as tfjs from "../../deps/tfjs.ts";
import { asFloat, gradientOf, pullBack, runKernel } from "./gradient.ts";
import { sampleBilinear, scatterCopied } from "./sample.ts";

const flipLeftRight = gradientOf("FlipLeftRight", {}, ({ dy }) => ({
  image: () => tfjs.image.flipLeftRight(dy as tfjs.Tensor4D),
}));

interface RotateAttrs {
  radians: number;
  fillValue: number | [number, number, number];
  center: number | [number, number];
}

const rotateWithOffset = gradientOf<RotateAttrs>(
  "RotateWithOffset",
  { inputs: ["image"] },
  ({ dy, saved: { image }, attrs }) => ({
    image: () => {
      // Channel by channel: the fill value is one per channel and opaque in the fourth.
      const [batch, height, width, channels] = image!.shape as [number, number, number, number];
      const shape = [batch * channels, height, width, 1];
      const planes = tfjs.reshape(tfjs.transpose(dy, [0, 3, 1, 2]), shape);
      const rotate = (numbers: tfjs.Tensor) =>
        runKernel("RotateWithOffset", { image: numbers }, { ...attrs, fillValue: 0 });
      const dx = tfjs.reshape(scatterCopied(shape, rotate, planes), [
        batch,
        channels,
        height,
        width,
      ]);
      return tfjs.transpose(dx, [0, 2, 3, 1]);
    },
  }),
);

interface CropAttrs {
  method: "bilinear" | "nearest";
  extrapolationValue: number;
  cropSize: [number, number];
}

/** The crop of one axis in pixels: [boxes, size]. */
function cropPlaces(
  [first, last]: [tfjs.Tensor, tfjs.Tensor],
  length: number,
  size: number,
): tfjs.Tensor {
  const reach = length - 1;
  const [from, to] = [tfjs.mul(first, reach), tfjs.mul(last, reach)];
  if (size === 1) return tfjs.expandDims(tfjs.mul(tfjs.add(from, to), 0.5), 1);
  const step = tfjs.div(tfjs.sub(to, from), size - 1);
  const index = tfjs.range(0, size);
  return tfjs.add(tfjs.expandDims(from, 1), tfjs.mul(tfjs.expandDims(step, 1), index));
}

function cropBilinear(
  image: tfjs.Tensor,
  boxes: tfjs.Tensor,
  boxInd: tfjs.Tensor,
  { cropSize: [cropHeight, cropWidth], extrapolationValue }: CropAttrs,
): tfjs.Tensor {
  const [, height, width] = image.shape as [number, number, number];
  const [y1, x1, y2, x2] = tfjs.unstack(boxes, 1) as [
    tfjs.Tensor,
    tfjs.Tensor,
    tfjs.Tensor,
    tfjs.Tensor,
  ];
  const y = tfjs.expandDims(cropPlaces([y1, y2], height, cropHeight), 2);
  const x = tfjs.expandDims(cropPlaces([x1, x2], width, cropWidth), 1);
  const isInside = (place: tfjs.Tensor, length: number) =>
    tfjs.logicalAnd(tfjs.greaterEqual(place, 0), tfjs.lessEqual(place, length - 1));
  const inside = tfjs.logicalAnd(isInside(y, height), isInside(x, width));
  const sampled = sampleBilinear(image, { y, x, image: boxInd }, 0);
  const outside = tfjs.fill(sampled.shape, extrapolationValue);
  return tfjs.where(tfjs.expandDims(inside, -1), sampled, outside);
}

const cropAndResize = gradientOf<CropAttrs>(
  "CropAndResize",
  { inputs: ["image", "boxes", "boxInd"] },
  ({ dy, saved, attrs }) => {
    const { boxes, boxInd } = saved as Record<string, tfjs.Tensor>;
    const image = asFloat(saved.image!);
    if (attrs.method === "bilinear") {
      const crop = (inputs: Record<string, tfjs.Tensor>) =>
        cropBilinear(inputs.image!, inputs.boxes!, boxInd!, attrs);
      return pullBack(crop, { image, boxes }, dy);
    }
    const copy = (numbers: tfjs.Tensor) =>
      runKernel(
        "CropAndResize",
        { image: numbers, boxes: boxes!, boxInd: boxInd! },
        { ...attrs, extrapolationValue: 0 },
      );
    return {
      image: () => scatterCopied(image.shape, copy, dy),
      boxes: () => tfjs.zerosLike(boxes!),
    };
  },
);

interface TransformAttrs {
  interpolation: "nearest" | "bilinear";
  fillMode: "constant" | "reflect" | "wrap" | "nearest";
  fillValue: number;
  outputShape?: [number, number] | null;
}

/** A place outside the image, brought back into it. */
function mapPlace(
  place: tfjs.Tensor,
  length: number,
  mode: TransformAttrs["fillMode"],
): tfjs.Tensor {
  if (mode === "constant") return place;
  if (mode === "nearest" || length <= 1) return tfjs.clipByValue(place, 0, length - 1);
  let mapped: tfjs.Tensor;
  if (mode === "reflect") {
    const rest = tfjs.sub(place, tfjs.mul(tfjs.floor(tfjs.div(place, 2 * length)), 2 * length));
    mapped = tfjs.where(tfjs.greaterEqual(rest, length), tfjs.sub(2 * length - 1, rest), rest);
  } else {
    // TensorFlow's own rule, in which the period is one less than the jump.
    const turns = tfjs.floor(tfjs.div(tfjs.abs(place), length - 1));
    const forth = tfjs.add(place, tfjs.mul(tfjs.add(turns, 1), length));
    const back = tfjs.sub(place, tfjs.mul(turns, length));
    const isAfter = tfjs.greater(place, length - 1);
    mapped = tfjs.where(tfjs.less(place, 0), forth, tfjs.where(isAfter, back, place));
  }
  return tfjs.clipByValue(mapped, 0, length - 1);
}

function transformBilinear(
  image: tfjs.Tensor,
  transforms: tfjs.Tensor,
  { fillMode, fillValue, outputShape }: TransformAttrs,
): tfjs.Tensor {
  const [batch, height, width] = image.shape as [number, number, number];
  const [outHeight, outWidth] = outputShape ?? [height, width];
  const rows = tfjs.unstack(tfjs.broadcastTo(transforms, [batch, 8]), 1)
    .map((column) => tfjs.reshape(column, [batch, 1, 1]));
  const outY = tfjs.reshape(tfjs.range(0, outHeight), [1, outHeight, 1]);
  const outX = tfjs.reshape(tfjs.range(0, outWidth), [1, 1, outWidth]);
  const line = (i: number) => tfjs.add(tfjs.mul(rows[i]!, outX), tfjs.mul(rows[i + 1]!, outY));
  const projection = tfjs.add(line(6), 1);
  const isFinite = tfjs.notEqual(projection, 0);
  const divisor = tfjs.where(isFinite, projection, tfjs.onesLike(projection));
  const place = (i: number, length: number) =>
    mapPlace(tfjs.div(tfjs.add(line(i), rows[i + 2]!), divisor), length, fillMode);
  const places = {
    y: place(3, height),
    x: place(0, width),
    image: tfjs.range(0, batch, 1, "int32"),
  };
  const sampled = sampleBilinear(image, places, fillValue);
  const filled = tfjs.fill(sampled.shape, fillValue);
  return tfjs.where(tfjs.expandDims(isFinite, -1), sampled, filled);
}

const transform = gradientOf<TransformAttrs>(
  "Transform",
  { inputs: ["image", "transforms"] },
  ({ dy, saved, attrs }) => {
    const transforms = saved.transforms!;
    const image = asFloat(saved.image!);
    if (attrs.interpolation === "bilinear") {
      const apply = (inputs: Record<string, tfjs.Tensor>) =>
        transformBilinear(inputs.image!, inputs.transforms!, attrs);
      return pullBack(apply, { image, transforms }, dy);
    }
    const copy = (numbers: tfjs.Tensor) =>
      runKernel("Transform", { image: numbers, transforms }, { ...attrs, fillValue: 0 });
    return {
      image: () => scatterCopied(image.shape, copy, dy),
      transforms: () => tfjs.zerosLike(transforms),
    };
  },
);

/** Gradients of image kernels. */
export const imageGradients: tfjs.GradConfig[] = [
  flipLeftRight,
  rotateWithOffset,
  cropAndResize,
  transform,
];
