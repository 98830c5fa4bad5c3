/** Cases of pooling, normalization and images. @module */

import * as tf from "../../../../src/engine/tf.ts";
import type { GradientCase, Point } from "../finite_differences.ts";
import { apart, between, signed } from "./points.ts";

const pools: GradientCase[] = [
  {
    name: "AvgPool",
    except: { cpu: "its gradient counts the padding" },
    f: (x) => tf.avgPool(x as tf.Tensor4D, 2, 1, "same"),
    at: [signed([1, 3, 3, 2])],
  },
  {
    name: "AvgPool, strided",
    f: (x) => tf.avgPool(x as tf.Tensor4D, [2, 3], [2, 1], "valid"),
    at: [signed([2, 4, 3, 1])],
  },
  {
    name: "AvgPool of squares",
    except: { cpu: "its gradient counts the padding" },
    f: (x) => tf.square(tf.avgPool(x as tf.Tensor4D, 2, 2, "same")),
    at: [signed([1, 3, 3, 1])],
  },
  {
    name: "MaxPool",
    f: (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"),
    at: [apart([1, 4, 4, 1])],
  },
  {
    name: "MaxPool, overlapping, padded",
    f: (x) => tf.square(tf.maxPool(x as tf.Tensor4D, 3, 2, "same")),
    at: [apart([1, 4, 3, 2])],
  },
  {
    name: "MaxPool with padding 1",
    f: (x) => tf.square(tf.maxPool(x as tf.Tensor4D, 2, 2, 1)),
    at: [apart([1, 3, 3, 1])],
  },
  {
    name: "AvgPool with explicit padding",
    except: {
      cpu: "its windows outside are NaN",
    },
    f: (x) => tf.avgPool(x as tf.Tensor4D, 2, 1, [[0, 0], [1, 0], [0, 2], [0, 0]]),
    at: [signed([1, 3, 2, 1])],
  },
  {
    name: "MaxPool with explicit padding",
    f: (x) => tf.square(tf.maxPool(x as tf.Tensor4D, 2, 1, [[0, 0], [1, 0], [0, 1], [0, 0]])),
    at: [apart([1, 3, 2, 1])],
  },
  {
    name: "MaxPool that rounds the number of windows up",
    f: (x) => tf.maxPool(x as tf.Tensor4D, 2, 2, 0, "ceil"),
    at: [apart([1, 3, 3, 1])],
  },
  {
    name: "AvgPool that rounds the number of windows up",
    except: {
      cpu: "its gradient does not round up",
    },
    f: (x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 0, "ceil"),
    at: [signed([1, 3, 3, 1])],
  },
  {
    name: "AvgPool3D",
    except: { cpu: "its gradient counts the padding" },
    f: (x) => tf.square(tf.avgPool3d(x as tf.Tensor5D, 2, 1, "same")),
    at: [signed([1, 2, 3, 2, 1])],
  },
  {
    name: "MaxPool3D",
    except: { cpu: "its gradient goes to the wrong places" },
    f: (x) => tf.square(tf.maxPool3d(x as tf.Tensor5D, [2, 2, 1], 1, "valid")),
    at: [apart([1, 2, 3, 2, 1])],
  },
  {
    name: "MaxPoolWithArgmax",
    f: (x) => tf.square(tf.maxPoolWithArgmax(x as tf.Tensor4D, 2, 2, "same").result!),
    at: [apart([2, 3, 3, 1])],
  },
  {
    name: "MaxPoolWithArgmax that counts the batch",
    f: (x) => tf.maxPoolWithArgmax(x as tf.Tensor4D, 2, 1, "valid", true).result!,
    at: [apart([2, 2, 3, 1])],
  },
];

const normalizations: GradientCase[] = [
  {
    name: "FusedBatchNorm",
    f: (x, m, v, o, s) =>
      tf.batchNorm(
        x!,
        m as tf.Tensor1D,
        v as tf.Tensor1D,
        o as tf.Tensor1D,
        s as tf.Tensor1D,
        0.01,
      ),
    at: [signed([1, 2, 2, 2]), signed([2]), between([2], 0.6, 1.5), signed([2]), signed([2])],
  },
  {
    name: "FusedBatchNorm without scale and offset",
    f: (x, m, v) => tf.batchNorm(x!, m as tf.Tensor1D, v as tf.Tensor1D),
    at: [signed([3, 2]), signed([2]), between([2], 0.6, 1.5)],
  },
  {
    name: "FusedBatchNorm by moments of its input",
    f: (x) => {
      const { mean, variance } = tf.moments(x!, 0);
      return tf.batchNorm(
        x!,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        undefined,
        undefined,
        0.1,
      );
    },
    at: [signed([4, 2])],
  },
  {
    name: "LRN",
    f: (x) => tf.localResponseNormalization(x as tf.Tensor4D, 1, 1, 0.5, 0.75),
    at: [signed([1, 1, 2, 4])],
  },
];

const resizing = (
  resize: typeof tf.image.resizeBilinear,
  size: [number, number],
  alignCorners: boolean,
  halfPixelCenters: boolean,
): GradientCase["f"] =>
(x) => tf.square(resize(x as tf.Tensor4D, size, alignCorners, halfPixelCenters));

const transforms: Point = {
  shape: [1, 8],
  values: [0.9, 0.1, 0.3, -0.1, 1.1, 0.26, 0.01, 0.02],
  dtype: "float32",
};

const transform = (
  interpolation: "nearest" | "bilinear",
  fillMode: "constant" | "reflect" | "wrap" | "nearest",
  shift: number,
): GradientCase => ({
  name: `Transform ${interpolation}, ${fillMode}`,
  except: {
    ...(interpolation === "bilinear" && { cpu: "it leaves out all images but the first" }),
  },
  f: (x) =>
    tf.image.transform(
      x as tf.Tensor4D,
      tf.tensor2d([1, 0.1, shift, 0.05, 0.9, 0.15, 0, 0], [1, 8]),
      interpolation,
      fillMode,
      0.5,
      [3, 4],
    ),
  at: [signed([2, 3, 4, 2])],
  order: 1,
});

const images: GradientCase[] = [
  {
    name: "ResizeBilinear",
    f: resizing(tf.image.resizeBilinear, [4, 3], false, false),
    at: [signed([1, 2, 2, 1])],
  },
  {
    name: "ResizeBilinear, corners aligned",
    f: resizing(tf.image.resizeBilinear, [4, 3], true, false),
    at: [signed([1, 2, 2, 1])],
  },
  {
    name: "ResizeNearestNeighbor",
    f: resizing(tf.image.resizeNearestNeighbor, [4, 3], false, false),
    at: [signed([1, 2, 2, 1])],
  },
  {
    name: "ResizeNearestNeighbor by whole factors",
    except: { cpu: "its gradient of the second image is wrong" },
    f: resizing(tf.image.resizeNearestNeighbor, [4, 6], false, false),
    at: [signed([2, 2, 2, 2])],
  },
  {
    name: "ResizeNearestNeighbor by whole factors, from the pixels' centres",
    f: resizing(tf.image.resizeNearestNeighbor, [6, 4], false, true),
    at: [signed([1, 2, 2, 1])],
  },
  {
    name: "ResizeNearestNeighbor, from the pixels' centres",
    except: { cpu: "its gradient is that of the pixels' corners" },
    f: resizing(tf.image.resizeNearestNeighbor, [5, 3], false, true),
    at: [signed([1, 2, 2, 1])],
  },
  {
    name: "ResizeNearestNeighbor, corners aligned",
    f: resizing(tf.image.resizeNearestNeighbor, [3, 3], true, false),
    at: [signed([1, 2, 2, 1])],
  },
  {
    name: "FlipLeftRight",
    f: (x) => tf.image.flipLeftRight(x as tf.Tensor4D),
    at: [signed([1, 2, 3, 2])],
  },
  {
    name: "RotateWithOffset",
    f: (x) => tf.image.rotateWithOffset(x as tf.Tensor4D, 0.6, 0.2, [0.4, 0.5]),
    at: [signed([2, 3, 3, 2])],
  },
  {
    name: "CropAndResize",
    f: (x, boxes) =>
      tf.image.cropAndResize(
        x as tf.Tensor4D,
        boxes as tf.Tensor2D,
        tf.tensor1d([1, 0], "int32"),
        [3, 2],
        "bilinear",
        0.5,
      ),
    at: [
      signed([2, 3, 4, 1]),
      { shape: [2, 4], values: [0.1, 0.05, 0.81, 0.9, 0.15, 0.1, 1.3, 0.75], dtype: "float32" },
    ],
    step: 0.01,
  },
  {
    name: "CropAndResize to one pixel",
    f: (x, boxes) =>
      tf.image.cropAndResize(x as tf.Tensor4D, boxes as tf.Tensor2D, tf.tensor1d([0], "int32"), [
        1,
        1,
      ]),
    at: [signed([1, 3, 4, 2]), { shape: [1, 4], values: [0.1, 0.05, 0.7, 0.8], dtype: "float32" }],
    step: 0.01,
  },
  {
    name: "CropAndResize nearest",
    f: (x) =>
      tf.image.cropAndResize(
        x as tf.Tensor4D,
        tf.tensor2d([[0.1, 0, 0.9, 1.2]]),
        tf.tensor1d([1], "int32"),
        [2, 3],
        "nearest",
      ),
    at: [signed([2, 3, 3, 2])],
  },
  transform("nearest", "constant", 0.6),
  transform("nearest", "reflect", -1.7),
  transform("bilinear", "constant", 0.6),
  transform("bilinear", "reflect", -1.7),
  transform("bilinear", "wrap", -1.3),
  transform("bilinear", "nearest", 1.4),
  {
    name: "Transform by its coefficients",
    f: (x, t) =>
      tf.image.transform(x as tf.Tensor4D, t as tf.Tensor2D, "bilinear", "constant", 0.2),
    at: [signed([1, 3, 3, 1]), transforms],
    step: 0.005,
    order: 1,
  },
];

/** Cases of pooling, normalization and images. */
export const pictureCases: GradientCase[] = [...pools, ...normalizations, ...images];
