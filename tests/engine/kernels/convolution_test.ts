import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import * as tf from "../../../src/engine/tf.ts";
import { describeTensorflow } from "../with_tensorflow.ts";
import { assertAgrees, inner, kernel, numbers } from "./on_both.ts";

type Attrs = Record<string, unknown>;

const PADDINGS: Attrs[] = [
  { pad: "valid" },
  { pad: "same" },
  { pad: 1 },
  { pad: [[0, 0], [1, 2], [0, 3], [0, 0]] },
];
const STEPS: Attrs[] = [
  { strides: 1, dilations: 1 },
  { strides: 2, dilations: 1 },
  { strides: [1, 2], dilations: 1 },
  { strides: [3, 1], dilations: 1 },
  { strides: 1, dilations: 2 },
  { strides: 1, dilations: [1, 3] },
];
const SETTINGS = PADDINGS.flatMap((padding) =>
  STEPS.map((steps) => ({ ...padding, ...steps, dataFormat: "NHWC" }))
);
const KINDS = [
  { name: "Conv2D", filter: [3, 2, 2, 3] },
  { name: "DepthwiseConv2dNative", filter: [3, 2, 2, 3] },
];

describeTensorflow("convolution kernels", () => {
  for (const { name, filter } of KINDS) {
    it(`${name} agrees with the cpu backend for all paddings, strides and dilations`, () => {
      for (const attrs of SETTINGS) {
        assertAgrees(() =>
          kernel(name, { x: numbers([2, 9, 8, 2]), filter: numbers(filter, 5) }, attrs)
        );
      }
    });

    it(`${name}'s gradients are its adjoints for all paddings, strides and dilations`, () => {
      for (const attrs of SETTINGS) {
        tf.tidy(() => {
          const x = numbers([2, 9, 8, 2]);
          const taps = numbers(filter, 5);
          const y = kernel(name, { x, filter: taps }, attrs);
          const dy = numbers(y.shape, 9);
          const dx = kernel(`${name}BackpropInput`, { dy, filter: taps }, {
            ...attrs,
            inputShape: x.shape,
          });
          const dFilter = kernel(`${name}BackpropFilter`, { x, dy }, {
            ...attrs,
            filterShape: filter,
          });
          assertEquals([dx.shape, dFilter.shape], [x.shape, filter]);
          const expected = inner(y, dy);
          assertAlmostEquals(inner(x, dx), expected, 1e-2);
          assertAlmostEquals(inner(taps, dFilter), expected, 1e-2);
        });
      }
    });

    it(`${name}'s gradient of a filter of 1 by 1 that skips places keeps to its memory`, () => {
      const shape = [1, 1, ...filter.slice(2)];
      // Done wrong, it ends the process after some hundred times.
      for (let i = 0; i < 600; i++) {
        tf.tidy(() => {
          const attrs = { ...SETTINGS[i % SETTINGS.length]!, strides: 2, dilations: 1 };
          const x = numbers([1 + i % 2, 6 + i % 11, 6 + (i * 7) % 13, 2], i);
          const y = kernel(name, { x, filter: numbers(shape, 5) }, attrs);
          const dy = numbers(y.shape, 9);
          const slope = kernel(`${name}BackpropFilter`, { x, dy }, {
            ...attrs,
            filterShape: shape,
          });
          assertAlmostEquals(inner(numbers(shape, 5), slope), inner(y, dy), 1e-2);
        });
      }
    });

    it(`${name} computes with the channels first what it computes with them last`, () => {
      const x = numbers([2, 9, 8, 2]);
      const first = tf.transpose(x, [0, 3, 1, 2]);
      for (const { pad, ...steps } of SETTINGS as Attrs[]) {
        const rotated = Array.isArray(pad) ? [pad[0], pad[3], pad[1], pad[2]] : pad;
        tf.tidy(() => {
          const taps = numbers(filter, 5);
          const wanted = kernel(name, { x, filter: taps }, { pad, ...steps, dataFormat: "NHWC" });
          const given = kernel(name, { x: first, filter: taps }, {
            pad: rotated,
            ...steps,
            dataFormat: "NCHW",
          });
          const back = tf.transpose(given, [0, 2, 3, 1]);
          assertEquals(back.shape, wanted.shape);
          assertEquals(tf.max(tf.abs(tf.sub(back, wanted))).dataSync()[0]! < 1e-4, true);
        });
      }
      tf.dispose([x, first]);
    });
  }

  it("FusedConv2D and FusedDepthwiseConv2D take every activation", () => {
    const activations = ["linear", "relu", "relu6", "elu", "sigmoid", "leakyrelu", "prelu"];
    for (const fused of ["FusedConv2D", "FusedDepthwiseConv2D"]) {
      for (const activation of activations) {
        for (const pad of ["valid", "same", 1]) {
          assertAgrees(() =>
            kernel(fused, {
              x: numbers([1, 5, 5, 2]),
              filter: numbers([2, 2, 2, 2], 5),
              bias: numbers([fused === "FusedConv2D" ? 2 : 4], 3),
              ...(activation === "prelu"
                ? { preluActivationWeights: numbers([fused === "FusedConv2D" ? 2 : 4], 7) }
                : {}),
            }, {
              strides: 1,
              pad,
              dilations: 1,
              dataFormat: "NHWC",
              activation,
              leakyreluAlpha: 0.3,
            })
          );
        }
      }
    }
  });

  it("_FusedMatMul takes matrices and batches, with a bias and every activation", () => {
    for (const shape of [[1, 3, 4], [2, 3, 4]]) {
      for (const activation of ["linear", "relu", "elu", "sigmoid", "leakyrelu", "prelu"]) {
        assertAgrees(() =>
          kernel("_FusedMatMul", {
            a: numbers(shape),
            b: numbers([shape[0]!, 4, 2], 4),
            bias: numbers([2], 2),
            ...(activation === "prelu" ? { preluActivationWeights: numbers([2], 8) } : {}),
          }, { transposeA: false, transposeB: false, activation, leakyreluAlpha: 0.3 })
        );
      }
    }
  });

  it("FusedConv2D refuses an unknown activation by name and leaves no tensor behind", () => {
    const [x, filter] = [numbers([1, 3, 3, 1]), numbers([2, 2, 1, 1])];
    const before = tf.memory().numTensors;
    assertThrows(
      () =>
        kernel("FusedConv2D", { x, filter, bias: x }, {
          strides: 1,
          pad: "valid",
          dilations: 1,
          dataFormat: "NHWC",
          activation: "gelu",
        }),
      Error,
    );
    assertEquals(tf.memory().numTensors, before);
    tf.dispose([x, filter]);
  });

  it("Conv3D agrees with the cpu backend when dilated, and its gradients are its adjoints", () => {
    for (const pad of ["valid", "same"]) {
      for (const [strides, dilations] of [[1, 1], [2, 1], [1, 2]]) {
        const attrs = { strides, pad, dilations };
        assertAgrees(() =>
          kernel(
            "Conv3D",
            { x: numbers([1, 6, 5, 7, 2]), filter: numbers([2, 3, 2, 2, 3], 5) },
            attrs,
          )
        );
        tf.tidy(() => {
          const [x, filter] = [numbers([1, 6, 5, 7, 2]), numbers([2, 3, 2, 2, 3], 5)];
          const y = kernel("Conv3D", { x, filter }, attrs);
          const dy = numbers(y.shape, 9);
          const inputShape = x.shape;
          const dx = kernel("Conv3DBackpropInputV2", { dy, filter }, { ...attrs, inputShape });
          const dFilter = kernel("Conv3DBackpropFilterV2", { x, dy }, {
            ...attrs,
            filterShape: filter.shape,
          });
          assertAlmostEquals(inner(x, dx), inner(y, dy), 1e-2);
          assertAlmostEquals(inner(filter, dFilter), inner(y, dy), 1e-2);
        });
      }
    }
  });

  it("a filter larger than its input gives an empty result, not a crash", () => {
    const y = kernel("Conv2D", { x: numbers([1, 2, 2, 1]), filter: numbers([3, 3, 1, 4]) }, {
      strides: 1,
      pad: "valid",
      dilations: 1,
      dataFormat: "NHWC",
    });
    assertEquals(y.shape, [1, 0, 0, 4]);
  });
});
