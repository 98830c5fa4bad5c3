import { assert, assertEquals, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as tfjs from "../../../src/deps/tfjs.ts";
import { registerWasm } from "../../../src/engine/wasm/register.ts";
import { assertSameOnCpu } from "./engines.ts";

// Calls that tfjs's wasm backend does not survive, never ends, or answers with memory of others. One that
// traps takes the whole backend with it, so a failure here may be that of an earlier test.

function integers(values: number[]): tfjs.Tensor1D {
  return tfjs.tensor1d(values, "int32");
}

/** Makes holes between tensors of `size` booleans; says which of their values changed since. */
function withNeighbours(size: number): () => number[] {
  const before = Array.from({ length: 64 }, () => Array.from({ length: size }, (_, i) => i % 2));
  const tensors = before.map((values) => tfjs.tensor1d(values, "bool"));
  for (const [index, tensor] of tensors.entries()) if (index % 2 === 0) tensor.dispose();
  return () =>
    tensors.flatMap((tensor, index) =>
      tensor.isDisposed || String([...tensor.dataSync()]) === String(before[index]) ? [] : [index]
    );
}

describe("wasm", () => {
  beforeAll(async () => {
    await registerWasm();
    await tfjs.setBackend("wasm");
  });

  it("selects between booleans and leaves what lies beside them as it is", () => {
    tfjs.tidy(() => {
      const size = 40;
      const [condition, t, e] = [[1, 0, 1, 0], [1, 1, 0, 0], [0, 1, 1, 0]].map((values) =>
        tfjs.tile(tfjs.tensor1d(values, "bool"), [size / 4])
      ) as [tfjs.Tensor, tfjs.Tensor, tfjs.Tensor];
      const changed = withNeighbours(size);
      const chosen = Array.from({ length: 32 }, () => tfjs.where(condition, t, e));
      const expected = Array.from({ length: size }, (_, i) => [1, 1, 0, 0][i % 4]!);
      for (const part of chosen) {
        assertEquals(part.dtype, "bool");
        assertEquals([...part.dataSync()], expected);
      }
      assertEquals(changed(), []);
    });
  });

  it("cuts off where a padding is negative", () => {
    for (const dtype of ["float32", "int32"] as const) {
      const x = tfjs.tensor2d([1, 2, 3, 4, 5, 6], [2, 3], dtype);
      const cut = tfjs.pad2d(x, [[0, 1], [-1, 2]], 9);
      assertEquals(cut.arraySync(), [[2, 3, 9, 9], [5, 6, 9, 9], [9, 9, 9, 9]]);
      assertEquals(tfjs.pad2d(x, [[-1, 0], [0, -2]]).arraySync(), [[4]]);
      assertEquals(cut.dtype, dtype);
    }
    assertEquals(tfjs.pad1d(tfjs.tensor1d([1, 2]), [-1, -1]).shape, [0]);
    assertEquals([...tfjs.pad1d(tfjs.tensor1d([1, 2]), [-2, 2], 7).dataSync()], [7, 7]);
  });

  it("transposes what is empty", () => {
    assertEquals(tfjs.transpose(tfjs.zeros([0, 2, 3]), [1, 0, 2]).shape, [2, 0, 3]);
    const product = tfjs.matMul(tfjs.zeros([0, 2, 3]), tfjs.zeros([0, 4, 3]), false, true);
    assertEquals(product.shape, [0, 2, 4]);
  });

  it("rejects paddings that take away more than there is", () => {
    const x = tfjs.ones([4]) as tfjs.Tensor1D;
    for (const paddings of [[-5, 0], [-5, 9], [-2, -3]] as [number, number][]) {
      assertThrows(() => tfjs.pad1d(x, paddings), RangeError, "more than there is");
    }
    const image = tfjs.ones([1, 2, 2, 1]);
    const blocks = () => tfjs.spaceToBatchND(image, [2, 2], [[-1, 1], [0, 0]]);
    assertThrows(blocks, RangeError, "none may be negative");
  });

  for (const [name, accumulate] of Object.entries({ cumsum: tfjs.cumsum, cumprod: tfjs.cumprod })) {
    it(`${name}() rejects an axis that the tensor has not, where it never ended`, () => {
      for (const axis of [0, 2, -1]) {
        const run = () => accumulate(tfjs.scalar(3), axis);
        assertThrows(run, RangeError, `along axis ${axis}: a scalar has no axis`);
      }
      for (const axis of [2, -3, 0.5, NaN]) {
        const run = () => accumulate(tfjs.ones([2, 3]), axis);
        assertThrows(run, RangeError, `along axis ${axis}: it must be an integer in [-2, 1]`);
      }
    });

    it(`${name}() counts a negative axis from the last, which cpu does not`, () => {
      const x = tfjs.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
      for (const axis of [-1, -2]) {
        const actual = accumulate(x, axis, true, true);
        assertEquals(actual.arraySync(), accumulate(x, axis + 2, true, true).arraySync());
      }
    });
  }

  it("searches numbers of one dtype among those of another", () =>
    assertSameOnCpu(() => {
      const dtypes = ["float32", "int32"] as const;
      const sides = ["left", "right"] as const;
      return [
        ...dtypes.flatMap((sorted) =>
          dtypes.flatMap((values) =>
            sides.map((side) =>
              tfjs.searchSorted(
                tfjs.tensor1d([1.5, 3, 5.25], sorted),
                tfjs.tensor1d([5.5, 1.75, 3, 9], values),
                side,
              )
            )
          )
        ),
        // As float32 these two integers are one.
        tfjs.searchSorted(integers([16777216, 16777217]), tfjs.tensor1d([16777216]), "right"),
        tfjs.searchSorted(tfjs.tensor1d([0, 1], "bool"), tfjs.tensor1d([1, 0], "bool"), "right"),
      ];
    }));

  it("divides integers by 0 as cpu does, where WebAssembly ends the program", () =>
    assertSameOnCpu(() => {
      const a = integers([5, -5, 0, 7, -7]);
      const b = integers([0, 0, 0, 2, 2]);
      const real = { a, b };
      return [
        tfjs.mod(a, b),
        tfjs.mod(a, tfjs.scalar(0, "int32")),
        tfjs.floorDiv(a, b),
        tfjs.floorDiv(tfjs.reshape(a, [5, 1]), b),
        tfjs.div(a, b),
        tfjs.engine().runKernel("RealDiv", real) as tfjs.Tensor,
        tfjs.mod(tfjs.tensor1d([1, 0], "bool"), tfjs.tensor1d([1, 1], "bool")),
      ];
    }));

  it("computes NaN from an array that holds a tensor, as cpu does", () =>
    assertSameOnCpu(() => {
      const x = tfjs.tensor1d([1, 2]);
      return [tfjs.add(x, [x] as unknown as tfjs.Tensor)];
    }));

  it("still runs after all of this", () => {
    assert(
      Number.isFinite(tfjs.sum(tfjs.matMul(tfjs.ones([9, 9]), tfjs.ones([9, 9]))).dataSync()[0]),
    );
  });
});
