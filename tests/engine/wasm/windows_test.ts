import { assertEquals, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tfjs from "../../../src/deps/tfjs.ts";
import { registerWasm } from "../../../src/engine/wasm/register.ts";
import { assertSameGradients, assertSameOnCpu, numbers } from "./engines.ts";

type Pad = tfjs.backend_util.ExplicitPadding;

/** Values below zero, for kernels that start their maximum at zero. */
function negatives(shape: number[]): tfjs.Tensor4D {
  return tfjs.sub(numbers(shape, 1), 2) as tfjs.Tensor4D;
}

/** Where a window has nothing but padding the average of cpu is NaN. */
function zeroForNaN(x: tfjs.Tensor): tfjs.Tensor {
  return tfjs.where(tfjs.isNaN(x), tfjs.zerosLike(x), x);
}

describe("wasm windows", () => {
  beforeAll(async () => {
    await registerWasm();
    await tfjs.setBackend("wasm");
  });

  for (const rounding of ["floor", "round", "ceil"] as const) {
    for (const pad of [0, 1]) {
      it(`of pools with padding ${pad} end as cpu's when their number is rounded: ${rounding}`, () =>
        assertSameOnCpu(() =>
          [3, 4, 5, 6, 7].flatMap((size) =>
            [[1, 3], [2, 2], [2, 3], [3, 2]].flatMap(([window, stride]) => {
              const x = negatives([2, size, 6, 3]);
              return [
                tfjs.maxPool(x, window!, stride!, pad, rounding),
                zeroForNaN(tfjs.avgPool(x, window!, stride!, pad, rounding)),
              ];
            })
          )
        ));
    }
  }

  it("of one value share the input, or skip", () =>
    assertSameOnCpu(() => {
      const x = negatives([1, 4, 3, 2]);
      return [tfjs.maxPool(x, 1, 1, 0), tfjs.avgPool(x, 1, 1, 0), tfjs.avgPool(x, 1, 2, "same")];
    }));

  it("of the padding alone have the average 0, where cpu has NaN, and the maximum -Infinity", () => {
    const x = tfjs.tensor4d([-1, -2, -3, -4], [1, 2, 2, 1]);
    const pad: Pad = [[0, 0], [2, 0], [0, 0], [0, 0]];
    assertEquals(Array.from(tfjs.avgPool(x, 2, 1, pad).dataSync()), [0, -1.5, -2.5]);
    assertEquals(Array.from(tfjs.maxPool(x, 2, 1, pad).dataSync()), [-Infinity, -1, -1]);
  });

  for (const includeBatch of [false, true]) {
    it(`find the place of a maximum below zero, ${includeBatch ? "batch" : "image"} flattened`, () =>
      assertSameOnCpu(() =>
        (["same", "valid", 1] as const).flatMap((pad) => {
          const x = negatives([2, 5, 4, 3]);
          const { result, indexes } = tfjs.maxPoolWithArgmax(x, 3, 2, pad, includeBatch);
          return [result!, indexes!];
        })
      ));
  }

  it("take the first of equal maxima, and of nothing but NaN", () => {
    const x = tfjs.tensor4d([-1, -1, NaN, NaN, -Infinity, -2], [1, 1, 6, 1]);
    const { result, indexes } = tfjs.maxPoolWithArgmax(x, [1, 2], [1, 2], "valid");
    assertEquals(Array.from(result!.dataSync()), [-1, -Infinity, -2]);
    assertEquals(Array.from(indexes!.dataSync()), [0, 2, 5]);
  });

  it("reject a single image with argmax", () => {
    const x = tfjs.zeros([4, 4, 1]) as unknown as tfjs.Tensor4D;
    const pool = () => tfjs.maxPoolWithArgmax(x, 2, 2, "valid");
    assertThrows(pool, TypeError, "Cannot pool [4,4,1]");
  });

  it("still take the maximum of integers", () => {
    const x = tfjs.tensor4d([-3, -1, -4, -2], [1, 2, 2, 1], "int32");
    const { result, indexes } = tfjs.maxPoolWithArgmax(x, 2, 1, "valid");
    assertEquals(Array.from(result!.dataSync()), [-1]);
    assertEquals(Array.from(indexes!.dataSync()), [1]);
  });

  for (
    const [strides, dilations, pad] of [[1, 1, "same"], [2, 1, "valid"], [1, 2, "same"]] as const
  ) {
    it(`dilate below zero with strides ${strides}, dilations ${dilations}, ${pad} padding`, () =>
      assertSameGradients(
        (x, filter) =>
          tfjs.dilation2d(
            tfjs.sub(x, 2) as tfjs.Tensor4D,
            filter as tfjs.Tensor3D,
            strides,
            pad,
            dilations,
          ),
        [2, 6, 5, 3],
        [2, 3, 3],
      ));
  }
});
