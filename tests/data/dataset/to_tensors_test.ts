import { assertEquals, assertThrows } from "@std/assert";
import type { NdArray } from "../../../src/core/nd_array.ts";
import { toTensors } from "../../../src/data/dataset/to_tensors.ts";
import * as tf from "../../../src/engine/tf.ts";

await tf.ready();

Deno.test("toTensors() gives each element type the tensor's type that holds it", async () => {
  const arrays: [NdArray, tf.DataType, number[]][] = [
    [{ dtype: "float32", shape: [1], data: new Float32Array([1.5]) }, "float32", [1.5]],
    [{ dtype: "float64", shape: [1], data: new Float64Array([1.5]) }, "float32", [1.5]],
    [{ dtype: "float16", shape: [2], data: new Uint16Array([0x3e00, 0xc000]) }, "float32", [
      1.5,
      -2,
    ]],
    [{ dtype: "bfloat16", shape: [1], data: new Uint16Array([0x3fc0]) }, "float32", [1.5]],
    [{ dtype: "int8", shape: [1], data: new Int8Array([-3]) }, "int32", [-3]],
    [{ dtype: "uint8", shape: [1], data: new Uint8Array([255]) }, "int32", [255]],
    [{ dtype: "uint16", shape: [1], data: new Uint16Array([65535]) }, "int32", [65535]],
    [{ dtype: "int64", shape: [1], data: new BigInt64Array([-7n]) }, "int32", [-7]],
    [{ dtype: "int32", shape: [1], data: new Int32Array([-7]) }, "int32", [-7]],
    [{ dtype: "bool", shape: [2], data: new Uint8Array([1, 0]) }, "bool", [1, 0]],
    [{ dtype: "float32", shape: [], data: new Float32Array([4]) }, "float32", [4]],
  ];
  for (const [array, dtype, values] of arrays) {
    using tensor = toTensors(array) as tf.Tensor;
    assertEquals([tensor.dtype, tensor.shape, [...await tensor.data()]], [
      dtype,
      array.shape,
      values,
    ]);
  }
});

Deno.test("toTensors() goes through objects and takes lists of texts", async () => {
  const batch = toTensors({ a: { b: ["x", "名"] } });
  assertEquals(await batch.a.b.data() as unknown, ["x", "名"]);
  batch.a.b.dispose();
});

Deno.test("toTensors() refuses integers that int32 does not hold, and what is no array", () => {
  const large: NdArray = { dtype: "int64", shape: [1], data: new BigInt64Array([2n ** 40n]) };
  assertThrows(() => toTensors(large), RangeError, "int64 1099511627776 does not fit");
  const wide: NdArray = { dtype: "uint32", shape: [1], data: new Uint32Array([2 ** 32 - 1]) };
  assertThrows(() => toTensors(wide), RangeError, "does not fit");
  assertThrows(() => toTensors({ a: 1 }), TypeError, 'at "a": wanted arrays');
});
