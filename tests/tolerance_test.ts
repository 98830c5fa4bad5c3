import { assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { assertAllClose, gradientToleranceOf, toleranceOf } from "./tolerance.ts";

describe("assertAllClose()", () => {
  it("accepts numbers within the tolerance of their dtype", () => {
    assertAllClose([1, [2, 3]], [1.000001, 2, 3]);
    assertAllClose([1, 2], [1.01, 2.01], { dtype: "bfloat16" });
    assertAllClose(new Float32Array([1, 2]), [1, 2]);
  });

  it("refuses numbers beyond it and names the worst", () => {
    assertThrows(() => assertAllClose([1, 2, 9], [1, 2.1, 3]), Error, "worst [2] is 9, wanted 3");
  });

  it("takes NaN for NaN alone and each infinity for itself alone", () => {
    assertAllClose([NaN, Infinity, -Infinity], [NaN, Infinity, -Infinity]);
    for (
      const [a, b] of [[NaN, 0], [0, NaN], [Infinity, -Infinity], [Infinity, 1e30], [1, Infinity]]
    ) {
      assertThrows(() => assertAllClose([a!], [b!]), Error, "differ");
    }
  });

  it("refuses another number of elements or another shape", () => {
    assertThrows(() => assertAllClose([1], [1, 1]), Error, "1 numbers are not 2");
    const tensor = (shape: number[]) => ({ shape, dtype: "int32", dataSync: () => [1, 2] });
    assertThrows(
      () => assertAllClose(tensor([2]), tensor([1, 2])),
      Error,
      "shape [2] is not [1,2]",
    );
  });

  it("compares integers exactly", () => {
    assertThrows(() => assertAllClose([1], [1.0000001], { dtype: "int32" }), Error, "differ");
  });
});

describe("toleranceOf()", () => {
  it("refuses a dtype that is not in the table", () => {
    assertThrows(() => toleranceOf("float8"), RangeError, "float8");
    assertThrows(() => gradientToleranceOf("int32"), RangeError, "int32");
  });
});
