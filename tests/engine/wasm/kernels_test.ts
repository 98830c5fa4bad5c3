import { assertEquals, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tfjs from "../../../src/deps/tfjs.ts";
import { registerWasm } from "../../../src/engine/wasm/register.ts";
import { assertSameOnCpu, numbers, TOLERANCE } from "./engines.ts";

describe("wasm kernels", () => {
  beforeAll(async () => {
    await registerWasm();
    await tfjs.setBackend("wasm");
  });

  it("cover every kernel of tfjs's cpu backend", () => {
    const missing = tfjs.getKernelsForBackend("cpu").map((kernel) => kernel.kernelName)
      .filter((name) => tfjs.getKernel(name, "wasm") === undefined);
    assertEquals(missing, []);
  });

  it("multiply one matrix under several shapes", () =>
    assertSameOnCpu(() => {
      const w = numbers([4, 60], 1);
      return [[4, 60], [60, 4], [80, 3], [1, 4, 60]].map((shape, i) => {
        const left = numbers([...shape.slice(0, -2), 2, shape.at(-2)!], i);
        return tfjs.matMul(left, tfjs.reshape(w, shape));
      });
    }));

  it("fuse a product of one matrix under several shapes", () =>
    assertSameOnCpu(() => {
      const w = numbers([4, 60], 1);
      return [[4, 60], [60, 4]].map((shape) => {
        const a = numbers([2, shape[0]!], 3);
        return tfjs.fused.matMul({ a, b: tfjs.reshape(w, shape), activation: "relu" });
      });
    }));

  for (const [left, right] of [[[2, 1, 5, 7], [3, 7, 4]], [[3, 5, 7], [2, 1, 7, 4]]]) {
    it(`multiply every [5,7] of [${left}] by every [7,4] of [${right}], where cpu fails`, () => {
      const a = numbers(left!, 1);
      const b = numbers(right!, 2);
      const actual = tfjs.matMul(a, b);
      const rows = tfjs.expandDims(tfjs.broadcastTo(a, [2, 3, 5, 7]), 4);
      const columns = tfjs.expandDims(tfjs.broadcastTo(b, [2, 3, 7, 4]), 2);
      const expected = tfjs.sum(tfjs.mul(rows, columns), 3);
      assertEquals(actual.shape, expected.shape);
      const distance = tfjs.max(tfjs.abs(tfjs.sub(actual, expected))).dataSync()[0]!;
      assertEquals(distance <= TOLERANCE, true);
    });
  }

  it("multiply integers, and nothing", () =>
    assertSameOnCpu(() => [
      tfjs.matMul(
        tfjs.tensor2d([1, 2, 3, 4], [2, 2], "int32"),
        tfjs.tensor2d([5, 6, 7, 8], [2, 2], "int32"),
      ),
      tfjs.matMul(tfjs.zeros([2, 0]), tfjs.zeros([0, 3])),
    ]));

  it("reject matrices that do not fit", () => {
    const kernel = tfjs.getKernel("BatchMatMul", "wasm");
    const inputs = { a: tfjs.zeros([2, 3]), b: tfjs.zeros([2, 3]) };
    const call = { inputs, attrs: {}, backend: tfjs.backend() };
    assertThrows(() => kernel.kernelFunc(call), TypeError, "the inner sizes of [2,3] and [2,3]");
  });

  const equations: [string, ...number[][]][] = [
    ["ij,jk->ik", [3, 4], [4, 5]],
    ["ij,jk->ki", [3, 4], [4, 5]],
    ["bthd,bshd->bhts", [2, 5, 3, 4], [2, 6, 3, 4]],
    ["bhts,bshd->bthd", [2, 3, 5, 6], [2, 6, 3, 4]],
    ["i,j->ij", [3], [4]],
    ["ij,ij->", [3, 4], [3, 4]],
    ["ijk->ki", [2, 3, 4]],
    ["ij->ij", [2, 3]],
    ["ijk,ik->ij", [2, 3, 4], [2, 4]],
  ];
  for (const [equation, ...shapes] of equations) {
    it(`compute einsum('${equation}')`, () =>
      assertSameOnCpu(() => [tfjs.einsum(
        equation,
        ...shapes.map((shape, i) => numbers(shape, i)),
      )]));
  }

  it("sum labels of one tensor before the product, where cpu fails", () => {
    const [a, b] = [numbers([2, 3, 4], 1), numbers([4], 2)];
    const actual = tfjs.einsum("ijk,k->i", a, b).dataSync();
    const expected = tfjs.sum(tfjs.mul(a, b), [1, 2]).dataSync();
    for (const [i, value] of expected.entries()) {
      assertEquals(Math.abs(actual[i]! - value) <= TOLERANCE, true);
    }
  });

  it("find the maximum of a volume below zero", () => {
    const x = tfjs.fill([1, 2, 2, 2, 1], -3) as tfjs.Tensor5D;
    assertEquals(Array.from(tfjs.maxPool3d(x, 2, 1, "valid").dataSync()), [-3]);
  });

  it("slice along every axis and refuse what lies outside", async () => {
    await assertSameOnCpu(() => {
      const x = numbers([3, 4, 5, 6], 1);
      const corners = [[0, 0, 0, 0], [1, 0, 2, 0], [2, 3, 4, 5], [0, 1, 0, 2]];
      const sizes = [[1, 4, 5, 6], [2, 4, 2, 6], [1, 1, 1, 1], [3, 2, 5, 3], [3, 4, 5, 6]];
      const fits = (begin: number[], size: number[]) =>
        begin.every((at, axis) => at + size[axis]! <= x.shape[axis]!);
      return corners.flatMap((begin) =>
        sizes.filter((size) => fits(begin, size)).map((size) => tfjs.slice(x, begin, size))
      );
    });
    assertThrows(() => tfjs.slice2d(tfjs.zeros([2, 2]), [1, 1], [2, 1]), Error);
  });

  it("keep NaN when clipping, and truth when casting", () =>
    assertSameOnCpu(() => [
      tfjs.clipByValue(tfjs.tensor1d([NaN, -9, 9, 0]), -1, 1),
      tfjs.cast(tfjs.tensor1d([0, 256, -1, 0.5]), "bool"),
      tfjs.cast(tfjs.tensor1d([2.7, -2.7, 0]), "int32"),
    ]));

  it("gather, count and sum by segment", async () => {
    await assertSameOnCpu(() => {
      const ids = tfjs.tensor1d([2, 0, 2, 5], "int32");
      return [
        tfjs.unsortedSegmentSum(numbers([4, 3], 1), ids, 4),
        tfjs.gather(numbers([6, 2], 1), ids),
        tfjs.gather(numbers([2, 6, 3], 1), tfjs.tensor2d([[1, 2], [0, 5]], [2, 2], "int32"), 1, 1),
        tfjs.bincount(tfjs.tensor1d([1, 1, 3], "int32"), tfjs.tensor1d([]), 4),
      ];
    });
    const whole = tfjs.unsortedSegmentSum(
      tfjs.tensor1d([1, 2, 3, 4], "int32"),
      tfjs.tensor1d([2, 0, 2, 5], "int32"),
      3,
    );
    assertEquals([whole.dtype, await whole.array()], ["int32", [2, 0, 4]]);
    const outside = tfjs.tensor1d([7], "int32");
    assertThrows(() => tfjs.gather(tfjs.zeros([2, 2]), outside), RangeError, "7 is not in [0, 1]");
  });

  it("select rows by a vector, where cpu repeats their first number", async () => {
    const condition = tfjs.tensor1d([1, 0, 1], "bool");
    for (const dtype of ["float32", "int32"] as const) {
      const t = tfjs.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
      const e = tfjs.tensor2d([-1, -2, -3, -4, -5, -6], [3, 2], dtype);
      const out = tfjs.engine().runKernel("Select", { condition, t, e }) as tfjs.Tensor;
      assertEquals(await out.array() as unknown, [[1, 2], [-3, -4], [5, 6]]);
    }
  });

  it("select between numbers of two dtypes", () =>
    assertSameOnCpu(() => {
      const condition = tfjs.tensor1d([1, 0, 0], "bool");
      const sides = (["float32", "int32", "bool"] as const)
        .map((dtype) => tfjs.tensor1d([1, 0, 1], dtype));
      return sides.flatMap((t) => sides.map((e) => tfjs.where(condition, t, e)));
    }));

  for (const interpolation of ["nearest", "bilinear"] as const) {
    it(`transform by ${interpolation} pixels what is mirrored at the edges`, () =>
      assertSameOnCpu(() =>
        [-9.2, -1.7, -0.3, 0.6, 8.3].map((shift) =>
          tfjs.image.transform(
            numbers([1, 3, 4, 2], 1) as tfjs.Tensor4D,
            tfjs.tensor2d([1, 0.1, shift, 0.05, 0.9, -shift, 0, 0], [1, 8]),
            interpolation,
            "reflect",
            0.5,
            [5, 9],
          )
        )
      ));
  }

  it("mirror every image of a batch by its own transform, where cpu leaves out all but the first", () => {
    const images = tfjs.reshape(tfjs.range(0, 8), [2, 1, 4, 1]) as tfjs.Tensor4D;
    const shift = (by: number) => [1, 0, by, 0, 1, 0, 0, 0];
    const both = tfjs.tensor2d([shift(-2), shift(1)]);
    const own = tfjs.image.transform(images, both, "nearest", "reflect");
    assertEquals(Array.from(own.dataSync()), [1, 0, 0, 1, 5, 6, 7, 7]);
    const one = tfjs.tensor2d([shift(-2)]);
    const shared = tfjs.image.transform(images, one, "nearest", "reflect");
    assertEquals(Array.from(shared.dataSync()), [1, 0, 0, 1, 5, 4, 4, 5]);
  });

  it("know complex numbers", () =>
    assertSameOnCpu(() => {
      const a = tfjs.complex(numbers([2, 4], 1), numbers([2, 4], 2));
      const b = tfjs.complex(numbers([2, 4], 3), numbers([2, 4], 4));
      const parts = (x: tfjs.Tensor) => [tfjs.real(x), tfjs.imag(x)];
      return [
        ...parts(a),
        tfjs.abs(a),
        ...parts(tfjs.mul(a, b)),
        ...parts(tfjs.fft(a)),
        ...parts(tfjs.ifft(tfjs.fft(a))),
        ...parts(tfjs.concat([a, b], 1)),
        ...parts(tfjs.reshape(a, [4, 2])),
        ...parts(tfjs.rfft(numbers([3, 8], 5))),
      ];
    }));

  it("slice complex numbers, which cpu refuses", async () => {
    const x = tfjs.complex([1, 2, 3, 4], [5, 6, 7, 8]);
    const part = tfjs.slice(x, 1, 2);
    assertEquals(Array.from(await part.data()), [2, 6, 3, 7]);
    tfjs.dispose([x, part]);
  });

  it("know strings", async () => {
    const words = tfjs.tensor1d(["ab", "é", "ab"]);
    const list = async (tensor: tfjs.Tensor): Promise<unknown> => await tensor.array();
    assertEquals(await list(tfjs.equal(words, tfjs.scalar("ab"))), [1, 0, 1]);
    assertEquals(await list(tfjs.tile(words, [2])), ["ab", "é", "ab", "ab", "é", "ab"]);
    assertEquals(await list(tfjs.fill([2], "x", "string")), ["x", "x"]);
    assertEquals(await list(tfjs.string.staticRegexReplace(words, "b", "c")), ["ac", "é", "ac"]);
  });

  it("share the data of a clone", () => {
    const x = tfjs.ones([1000]);
    const copy = tfjs.clone(x);
    x.dispose();
    assertEquals(copy.dataSync()[999], 1);
    copy.dispose();
  });

  for (const strides of [1, 2]) {
    it(`give the gradients of a dilated convolution with strides ${strides}`, () => {
      // A convolution is linear in x and in the filter, so the gradient of <dy, conv(x, filter)> is what
      // the inner product is for each basis vector.
      const attrs = { strides, dilations: 2, pad: "same", dataFormat: "NHWC" };
      const [xShape, filterShape] = [[2, 6, 5, 2], [3, 2, 2, 3]] as const;
      const x = numbers([...xShape], 1) as tfjs.Tensor4D;
      const filter = numbers([...filterShape], 2) as tfjs.Tensor4D;
      const forward = (image: tfjs.Tensor, weights: tfjs.Tensor) =>
        tfjs.engine().runKernel("Conv2D", { x: image, filter: weights }, attrs) as tfjs.Tensor;
      const dy = numbers(forward(x, filter).shape, 3);
      const basis = (shape: readonly number[], index: number) =>
        tfjs.cast(
          tfjs.reshape(tfjs.oneHot(index, tfjs.util.sizeFromShape([...shape])), [...shape]),
          "float32",
        );
      const inner = (value: tfjs.Tensor) => tfjs.sum(tfjs.mul(value, dy)).dataSync()[0]!;
      const near = (actual: tfjs.Tensor, expected: (index: number) => number) => {
        for (const [index, value] of actual.dataSync().entries()) {
          const want = tfjs.tidy(() => expected(index));
          const distance = Math.abs(value - want);
          assertEquals(distance <= 10 * TOLERANCE, true, `at ${index}: ${value}, not ${want}`);
        }
      };
      const run = (name: string, inputs: tfjs.NamedTensorMap, shape: object) =>
        tfjs.engine().runKernel(name, inputs, { ...attrs, ...shape }) as tfjs.Tensor;
      const dFilter = run("Conv2DBackpropFilter", { x, dy }, { filterShape });
      near(dFilter, (index) => inner(forward(x, basis(filterShape, index))));
      const dx = run("Conv2DBackpropInput", { dy, filter }, { inputShape: xShape });
      near(dx, (index) => inner(forward(basis(xShape, index), filter)));
    });
  }
});
