import { assertEquals, assertThrows } from "@std/assert";
import { isNdArray, ndArray } from "../../src/core/nd_array.ts";

Deno.test("ndArray() takes elements that fill the shape", () => {
  const array = ndArray({ dtype: "int8", shape: [2, 3], data: new Int8Array(6) });
  assertEquals(array.data.length, 6);
  assertEquals(ndArray({ dtype: "float64", shape: [], data: new Float64Array(1) }).shape, []);
});

Deno.test("ndArray() refuses elements that do not fill the shape", () => {
  assertThrows(
    () => ndArray({ dtype: "bool", shape: [2, 2], data: new Uint8Array(3) }),
    RangeError,
    "shape [2,2] has 4 elements, but there are 3",
  );
});

Deno.test("isNdArray() tells arrays from typed arrays and other objects", () => {
  assertEquals(isNdArray({ dtype: "uint8", shape: [1], data: new Uint8Array(1) }), true);
  for (const other of [undefined, null, 1, "a", new Uint8Array(1), { shape: [1], data: [1] }]) {
    assertEquals(isNdArray(other), false);
  }
});
