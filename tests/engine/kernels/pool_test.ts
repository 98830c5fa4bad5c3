import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { describeTensorflow } from "../with_tensorflow.ts";
import { assertAgrees, inner, kernel, numbers } from "./on_both.ts";

const SETTINGS = [
  { filterSize: 2, strides: 1, pad: "valid" },
  { filterSize: 3, strides: 2, pad: "same" },
  { filterSize: 3, strides: 2, pad: 1 },
  { filterSize: 3, strides: 2, pad: 1, dimRoundingMode: "ceil" },
  { filterSize: 2, strides: 3, pad: 1, dimRoundingMode: "floor" },
  { filterSize: [3, 2], strides: [2, 1], pad: [[0, 0], [1, 2], [0, 1], [0, 0]] },
];

describeTensorflow("pool kernels", () => {
  it("MaxPool and AvgPool agree with the cpu backend for all paddings and roundings", () => {
    for (const attrs of SETTINGS) {
      for (const name of ["MaxPool", "AvgPool"]) {
        assertAgrees(() => kernel(name, { x: numbers([2, 7, 6, 3]) }, attrs));
      }
    }
  });

  it("MaxPool3D and AvgPool3D agree with the cpu backend for all paddings", () => {
    for (const pad of ["valid", "same", 1]) {
      for (const name of ["MaxPool3D", "AvgPool3D"]) {
        assertAgrees(() =>
          kernel(name, { x: numbers([1, 5, 6, 4, 2]) }, {
            filterSize: [2, 3, 2],
            strides: [1, 2, 1],
            pad: pad === 1 ? 1 : pad,
            dataFormat: "NDHWC",
          })
        );
      }
    }
  });

  it("gradients of the pools are their adjoints for all paddings and roundings", () => {
    for (const attrs of SETTINGS) {
      tf.tidy(() => {
        const x = numbers([2, 7, 6, 3]);
        const mean = kernel("AvgPool", { x }, attrs);
        const most = kernel("MaxPool", { x }, attrs);
        const dy = numbers(mean.shape, 9);
        const dMean = kernel("AvgPoolGrad", { dy, input: x }, attrs);
        const dMost = kernel("MaxPoolGrad", { dy, input: x, output: most }, attrs);
        assertEquals([dMean.shape, dMost.shape], [x.shape, x.shape]);
        assertAlmostEquals(inner(x, dMean), inner(mean, dy), 1e-3);
        assertAlmostEquals(inner(x, dMost), inner(most, dy), 1e-3);
      });
    }
  });

  it("MaxPoolWithArgmax names places in the input, padded or not", () => {
    for (const pad of ["valid", "same", 1]) {
      for (const includeBatchInIndex of [false, true]) {
        assertAgrees(() =>
          kernel("MaxPoolWithArgmax", { x: numbers([2, 5, 6, 3]) }, {
            filterSize: 3,
            strides: 2,
            pad,
            includeBatchInIndex,
          })
        );
      }
    }
  });

  it("MaxPoolWithArgmax refuses a window that lies in the padding", () => {
    assertThrows(
      () =>
        kernel("MaxPoolWithArgmax", { x: numbers([1, 4, 4, 1]) }, {
          filterSize: 2,
          strides: 1,
          pad: 2,
          includeBatchInIndex: false,
        }),
      RangeError,
      "lies outside the input",
    );
  });
});
