import { assertEquals, assertThrows } from "@std/assert";
import { it } from "@std/testing/bdd";
import { kernels } from "../../../src/engine/kernels/register.ts";
import * as tf from "../../../src/engine/tf.ts";
import { describeTensorflow } from "../with_tensorflow.ts";
import { assertAgrees, kernel, numbers } from "./on_both.ts";

describeTensorflow("kernels", () => {
  it("registerKernels() has every kernel of tfjs but those that want a browser", () => {
    const names = Object.entries(tf).filter(([name, value]) =>
      name === value && /^[A-Z_]/.test(name)
    ).map(([name]) => name);
    const missing = names.filter((name) => tf.getKernel(name, "tensorflow") === undefined);
    const onCpu = missing.filter((name) => tf.getKernel(name, "cpu") !== undefined);
    assertEquals(onCpu, ["Draw"].filter((name) => onCpu.includes(name)));
    assertEquals(new Set(kernels.map(({ kernelName }) => kernelName)).size, kernels.length);
  });

  it("fromPixels() reads { data, width, height }, with any number of channels", () => {
    const pixels = { data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), width: 2, height: 1 };
    using rgb = tf.browser.fromPixels(pixels);
    using all = tf.browser.fromPixels(pixels, 4);
    assertEquals(rgb.shape, [1, 2, 3]);
    assertEquals([...rgb.dataSync()], [1, 2, 3, 5, 6, 7]);
    assertEquals([...all.dataSync()], [1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("cast() to int32 cuts fractions off, wraps around and makes NaN 0, as typed arrays do", () => {
    const values = [1.9, -1.9, NaN, 3e9, -3e9, 2 ** 31, 5e9];
    using x = tf.tensor1d(values).cast("int32");
    assertEquals([...x.dataSync()], [...Int32Array.from(values.map(Math.fround))]);
  });

  it("multinomial() draws the same from the same seed, whatever number that is", () => {
    const draw = (seed: number) => [
      ...tf.tidy(() =>
        tf.multinomial([[0.2, 0.3, 0.5], [0.9, 0.05, 0.05]], 50, seed, true).dataSync()
      ),
    ];
    assertEquals(draw(3.14), draw(3.14));
    assertEquals(draw(3.14).join() === draw(2.71).join(), false);
    assertEquals(new Set(draw(0.5)).size, 3);
  });

  it("multinomial() takes probabilities when they are normalized, logits else", () => {
    const shares = (normalized: boolean) => {
      const drawn = tf.tidy(() => tf.multinomial([[0, 1]], 1000, 7, normalized).dataSync());
      return drawn.filter((category) => category === 1).length / 1000;
    };
    assertEquals(shares(true), 1);
    const sigmoid = 1 / (1 + Math.exp(-1));
    assertEquals(Math.abs(shares(false) - sigmoid) < 0.06, true);
  });

  it("unique() takes all NaNs for one and 0 for -0", () => {
    const { values, indices } = tf.unique(tf.tensor1d([NaN, 0, -0, 1, NaN]));
    assertEquals([...values.dataSync()], [NaN, 0, 1]);
    assertEquals([...indices.dataSync()], [0, 1, 1, 2, 0]);
    tf.dispose([values, indices]);
  });

  it("gather() says which index is out of bounds", () => {
    using x = tf.tensor1d([1, 2, 3]);
    using indices = tf.tensor1d([0, 7], "int32");
    assertThrows(() => tf.gather(x, indices), Error, "index value 7 is not in [0, 2]");
  });

  it("less() and its siblings order strings as JavaScript does, broadcast", () => {
    for (const name of ["Less", "LessEqual", "Greater", "GreaterEqual", "Equal", "NotEqual"]) {
      assertAgrees(() =>
        kernel(name, { a: tf.tensor2d([["b"], ["ä"]]), b: tf.tensor1d(["a", "b", "zz"]) })
      );
    }
  });

  it("sign(), step() and round() treat NaN and integers as tfjs does", () => {
    const floats = () => tf.tensor1d([NaN, -2.5, -0, 0.5, 1.5, 2.5]);
    const ints = () => tf.tensor1d([-3, 0, 12345678], "int32");
    assertAgrees(() => tf.sign(floats()));
    assertAgrees(() => tf.round(ints()));
    for (const alpha of [0, 0.5]) {
      assertAgrees(() => tf.step(floats(), alpha));
    }
    assertAgrees(() => tf.step(ints()));
    assertAgrees(() => tf.leakyRelu(floats(), 0.1));
    assertAgrees(() => tf.prelu(floats(), tf.tensor1d([0.3])));
  });

  it("rotateWithOffset() and transform() agree with the cpu backend", () => {
    const single = () => numbers([1, 5, 7, 3]) as tf.Tensor4D;
    const image = () => numbers([2, 5, 7, 3]) as tf.Tensor4D;
    for (const radians of [0.3, Math.PI / 2, -2]) {
      assertAgrees(() => tf.image.rotateWithOffset(image(), radians, [1, 2, 3], [0.25, 0.5]));
      assertAgrees(() => tf.image.rotateWithOffset(image(), radians, 0.5));
    }
    for (const interpolation of ["nearest", "bilinear"] as const) {
      for (const fillMode of ["constant", "reflect", "wrap", "nearest"] as const) {
        assertAgrees(() =>
          tf.image.transform(
            single(),
            tf.tensor2d([[1.1, 0.2, -1, 0.1, 0.9, 0.53, 0, 0]]),
            interpolation,
            fillMode,
            7,
            [4, 6],
          )
        );
      }
    }
  });

  it("searchSorted(), denseBincount() and bitwiseAnd() agree with the cpu backend", () => {
    const sorted = () => tf.tensor2d([[1, 3, 3, 7], [-2, 0, 5, 9]]);
    for (const side of ["left", "right"] as const) {
      assertAgrees(() => tf.searchSorted(sorted(), tf.tensor2d([[3, 8], [-5, 5]]), side));
    }
    const counted = () => tf.tensor2d([[1, 2, 2], [0, 9, 1]], [2, 3], "int32");
    for (const binaryOutput of [false, true]) {
      assertAgrees(() => tf.denseBincount(counted(), tf.tensor2d([], [0, 0]), 4, binaryOutput));
    }
    assertAgrees(() =>
      tf.bitwiseAnd(tf.tensor1d([12, -1], "int32"), tf.tensor1d([10, 255], "int32"))
    );
  });

  it("batchNorm() agrees with the cpu backend, per channel and per element", () => {
    const x = () => numbers([2, 3, 3, 4]) as tf.Tensor4D;
    const channel = (seed: number) => tf.abs(numbers([4], seed)) as tf.Tensor1D;
    const element = (seed: number) => tf.abs(numbers([2, 3, 3, 4], seed)) as tf.Tensor4D;
    assertAgrees(() => tf.batchNorm(x(), channel(1), channel(2), channel(3), channel(4), 1e-3));
    assertAgrees(() => tf.batchNorm(x(), channel(1), channel(2)));
    assertAgrees(() => tf.batchNorm(x(), element(1), element(2), element(3), element(4), 1e-3));
  });

  it("sparse, ragged and string errors are tfjs's", () => {
    assertThrows(
      () =>
        tf.sparse.sparseSegmentSum(
          [[1], [2]],
          tf.tensor1d([0, 5], "int32"),
          tf.tensor1d([0, 1], "int32"),
        ),
      Error,
      "indices[1] == 5 out of range [0, 2)",
    );
    const error = assertThrows(
      () => tf.raggedRange(tf.scalar(0, "int32"), tf.scalar(3, "int32"), tf.scalar(0, "int32")),
      Error,
    );
    assertEquals(error.message, "Requires delta != 0");
    assertEquals(error.cause instanceof Error, true);
  });
});
