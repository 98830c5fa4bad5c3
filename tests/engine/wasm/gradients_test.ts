import { describe, it } from "@std/testing/bdd";
import * as tfjs from "../../../src/deps/tfjs.ts";
import { assertExactGradient, assertSameGradients, numbers } from "./engines.ts";

type T4 = tfjs.Tensor4D;
type T5 = tfjs.Tensor5D;
type Strides = [number, number];
type Pad = "same" | "valid" | number | [Strides, Strides, Strides, Strides];

describe("wasm gradients agree with cpu", () => {
  const convolutions: { x: number[]; filter: number[]; strides: Strides; pad: Pad }[] = [
    { x: [3, 8, 8, 2], filter: [3, 3, 2, 4], strides: [1, 1], pad: "valid" },
    { x: [3, 8, 8, 2], filter: [3, 3, 2, 4], strides: [1, 1], pad: "same" },
    { x: [2, 9, 7, 3], filter: [3, 2, 3, 5], strides: [2, 2], pad: "valid" },
    { x: [2, 8, 7, 3], filter: [3, 2, 3, 5], strides: [2, 2], pad: "same" },
    { x: [2, 10, 11, 1], filter: [2, 3, 1, 2], strides: [3, 2], pad: "same" },
    { x: [2, 10, 11, 1], filter: [2, 3, 1, 2], strides: [3, 1], pad: "valid" },
    { x: [1, 6, 6, 2], filter: [1, 1, 2, 3], strides: [1, 1], pad: "same" },
    { x: [1, 7, 7, 2], filter: [1, 1, 2, 3], strides: [2, 2], pad: "valid" },
    { x: [1, 6, 6, 2], filter: [5, 5, 2, 3], strides: [1, 1], pad: 2 },
    { x: [1, 6, 6, 2], filter: [2, 2, 2, 3], strides: [1, 1], pad: 2 },
    {
      x: [2, 6, 7, 2],
      filter: [3, 3, 2, 3],
      strides: [2, 1],
      pad: [[0, 0], [1, 2], [0, 3], [0, 0]],
    },
  ];
  for (const { x, filter, strides, pad } of convolutions) {
    it(`conv2d() of [${x}] with [${filter}], strides ${strides}, pad ${JSON.stringify(pad)}`, () =>
      assertSameGradients(
        (image, weights) => tfjs.conv2d(image as T4, weights as T4, strides, pad as "same"),
        x,
        filter,
      ));
  }

  it("conv2d() with the channels first", () =>
    assertSameGradients(
      (x, w) => tfjs.conv2d(x as T4, w as T4, [1, 1], "valid", "NCHW"),
      [2, 3, 6, 5],
      [3, 2, 3, 4],
    ));

  it("conv2dTranspose()", () =>
    assertSameGradients(
      (x, w) => tfjs.conv2dTranspose(x as T4, w as T4, [2, 9, 9, 3], 2, "same"),
      [2, 5, 5, 4],
      [3, 3, 3, 4],
    ));

  it("a fused convolution with bias and relu", () =>
    assertSameGradients(
      (x, filter, bias) =>
        tfjs.fused.conv2d({
          x: x as T4,
          filter: filter as T4,
          bias,
          strides: 1,
          pad: "same",
          activation: "relu",
        }),
      [2, 5, 5, 3],
      [3, 3, 3, 4],
      [4],
    ));

  for (const strides of [1, 2]) {
    for (const pad of ["same", "valid"] as const) {
      for (const multiplier of [1, 3]) {
        it(`depthwiseConv2d() with strides ${strides}, pad ${pad}, multiplier ${multiplier}`, () =>
          assertSameGradients(
            (x, w) => tfjs.depthwiseConv2d(x as T4, w as T4, strides, pad),
            [2, 7, 6, 3],
            [3, 2, 3, multiplier],
          ));
      }
      for (const window of [2, 3]) {
        const pool = { window, strides, pad };
        it(`maxPool() and avgPool(), ${JSON.stringify(pool)}`, async () => {
          const shape = [2, 7, 8, 3];
          await assertSameGradients((x) => tfjs.maxPool(x as T4, window, strides, pad), shape);
          const average = (x: tfjs.Tensor) => tfjs.avgPool(x as T4, window, strides, pad);
          if (pad === "valid") await assertSameGradients(average, shape);
          else await assertExactGradient(average, shape); // Wrong on cpu: it counts the padding.
        });
      }
    }
  }

  it("pools of one value with a stride", async () => {
    await assertSameGradients((x) => tfjs.maxPool(x as T4, 1, 2, "same"), [2, 5, 6, 3]);
    await assertSameGradients((x) => tfjs.avgPool(x as T4, 1, 2, "same"), [2, 5, 6, 3]);
  });

  it("avgPool() with padding given side by side", async () => {
    // tfjs's own value divides by the whole window, although the average leaves out the padding.
    for (const pad of [[[0, 0], [1, 2], [2, 1], [0, 0]], [[0, 0], [1, 1], [1, 1], [0, 0]]]) {
      const average = (x: tfjs.Tensor) => tfjs.avgPool(x as T4, 3, 1, pad as unknown as "same");
      await assertExactGradient(average, [2, 4, 5, 3]);
    }
  });

  it("convolutions and pools over volumes", async () => {
    const x = [2, 5, 6, 5, 2];
    for (const strides of [1, 2] as const) {
      for (const pad of ["same", "valid"] as const) {
        await assertSameGradients(
          (image, w) => tfjs.conv3d(image as T5, w as T5, strides, pad),
          x,
          [2, 3, 2, 2, 3],
        );
        await assertSameGradients((image) => tfjs.maxPool3d(image as T5, 2, strides, pad), x);
      }
    }
    await assertSameGradients((image) => tfjs.avgPool3d(image as T5, 2, 2, "valid"), x);
  });

  it("separableConv2d() and dilation2d()", async () => {
    await assertSameGradients(
      (x, depth, point) => tfjs.separableConv2d(x as T4, depth as T4, point as T4, 1, "same"),
      [2, 5, 5, 2],
      [3, 3, 2, 2],
      [1, 1, 4, 3],
    );
    await assertSameGradients(
      (x, w) => tfjs.dilation2d(x as T4, w as tfjs.Tensor3D, 1, "same"),
      [1, 5, 5, 2],
      [2, 2, 2],
    );
  });

  it("avgPool3d() with padding", async () => {
    await assertExactGradient((x) => tfjs.avgPool3d(x as T5, 3, 2, "same"), [1, 5, 6, 5, 2]);
  });

  it("resizing, in each of its three conventions", async () => {
    // Wrong on cpu for images that are not square.
    const x = [2, 4, 5, 3];
    for (const [corners, half] of [[false, false], [true, false], [false, true]]) {
      for (const size of [[7, 9], [2, 3], [8, 10]] as [number, number][]) {
        await assertExactGradient(
          (image) => tfjs.image.resizeBilinear(image as T4, size, corners, half),
          x,
        );
        await assertExactGradient(
          (image) => tfjs.image.resizeNearestNeighbor(image as T4, size, corners, half),
          x,
        );
      }
    }
  });

  it("normalisation", async () => {
    const x = [2, 4, 5, 3];
    await assertSameGradients((image) => tfjs.localResponseNormalization(image as T4, 2), x);
    await assertSameGradients(
      (image, mean, scale, offset) => {
        const variance = tfjs.add(tfjs.square(scale), 1) as tfjs.Tensor1D;
        return tfjs.batchNorm(
          image,
          mean as tfjs.Tensor1D,
          variance,
          offset as tfjs.Tensor1D,
          scale as tfjs.Tensor1D,
        );
      },
      x,
      [3],
      [3],
      [3],
    );
  });

  for (
    const [transposeA, transposeB] of [[false, false], [true, false], [false, true], [true, true]]
  ) {
    it(`matMul() with transposes ${transposeA} and ${transposeB}`, async () => {
      const turn = (shape: number[], yes?: boolean) =>
        yes ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;
      const fn = (a: tfjs.Tensor, b: tfjs.Tensor) => tfjs.matMul(a, b, transposeA, transposeB);
      await assertSameGradients(fn, turn([5, 7], transposeA), turn([7, 3], transposeB));
      await assertSameGradients(fn, turn([4, 20, 16], transposeA), turn([4, 16, 18], transposeB));
    });
  }

  it("gather(), the lookup of an embedding", () =>
    assertSameGradients(
      (x) => tfjs.gather(x, tfjs.tensor2d([[1, 3, 1], [0, 4, 4]], [2, 3], "int32")),
      [
        5,
        6,
      ],
    ));

  it("gather() along an inner axis", () =>
    assertSameGradients((x) => tfjs.gather(x, tfjs.tensor1d([2, 0, 2], "int32"), 1), [3, 4, 5]));

  it("activations, softmax and reductions", async () => {
    const functions: ((x: tfjs.Tensor) => tfjs.Tensor)[] = [
      (x) => tfjs.elu(x),
      (x) => tfjs.selu(x),
      (x) => tfjs.softmax(x),
      (x) => tfjs.logSoftmax(x),
      (x) => tfjs.clipByValue(x, -0.5, 0.4),
      (x) => tfjs.cumsum(x, 2),
      (x) => tfjs.sum(x, [0, 1]),
      (x) => tfjs.mean(x, 0),
      (x) => tfjs.max(x, 1),
      (x) => tfjs.logSumExp(x, [1, 2]),
      (x) => tfjs.slice(x, [1, 0, 2], [2, 3, 2]),
      (x) => tfjs.where(tfjs.greater(numbers(x.shape, 9), 0), tfjs.square(x), x),
    ];
    for (const fn of functions) await assertSameGradients(fn, [3, 4, 5]);
  });

  it("prelu() with a slope for every position", () =>
    assertSameGradients((x, alpha) => tfjs.prelu(x, alpha), [2, 3, 4], [3, 1]));
});
