import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { NdArray } from "../../../src/core/nd_array.ts";
import { readH5, writeH5 } from "../../../src/io/h5/h5.ts";
import type { H5Group } from "../../../src/io/h5/h5_group.ts";

const ARRAYS: Record<string, NdArray> = {
  float32: { dtype: "float32", shape: [2, 2], data: new Float32Array([1, -2.5, NaN, Infinity]) },
  float64: { dtype: "float64", shape: [1], data: new Float64Array([1e300]) },
  int8: { dtype: "int8", shape: [2], data: new Int8Array([-128, 127]) },
  int16: { dtype: "int16", shape: [1], data: new Int16Array([-300]) },
  int32: { dtype: "int32", shape: [], data: new Int32Array([7]) },
  int64: { dtype: "int64", shape: [1], data: new BigInt64Array([-(2n ** 60n)]) },
  uint8: { dtype: "uint8", shape: [3], data: new Uint8Array([0, 1, 255]) },
  uint16: { dtype: "uint16", shape: [1], data: new Uint16Array([65535]) },
  uint32: { dtype: "uint32", shape: [1], data: new Uint32Array([4294967295]) },
  uint64: { dtype: "uint64", shape: [1], data: new BigUint64Array([2n ** 63n]) },
};

const FILE: H5Group = {
  attributes: { text: "größer {}", texts: ["a", "bb", ""], none: [] },
  children: { inner: { attributes: { long: "x".repeat(200_000) }, children: ARRAYS } },
};

Deno.test("writeH5() and readH5() carry groups, arrays and attributes over", async () => {
  const read = await readH5(await writeH5(FILE));
  assertEquals(read.children, FILE.children);
  assertEquals(read.attributes.text, "größer {}");
  assertEquals(read.attributes.texts, ["a", "bb", ""]);
});

Deno.test("writeH5() refuses types and names that HDF5 does not have", async () => {
  const half: NdArray = { dtype: "float16", shape: [1], data: new Uint16Array(1) };
  await assertRejects(
    () => writeH5({ attributes: {}, children: { half } }),
    SyntaxError,
    'array "/half" is float16; make it float32 first',
  );
  await assertRejects(
    () => writeH5({ attributes: {}, children: { "a/b": ARRAYS.int8! } }),
    SyntaxError,
    '"/a/b" is no name',
  );
});

Deno.test("readH5() says of any part of a file that it is damaged", async () => {
  const file = await writeH5(FILE);
  for (const length of [0, 1, 8, 100, 1000, Math.floor(file.length / 2), file.length - 1]) {
    const error = await assertRejects(() => readH5(file.slice(0, length)), SyntaxError);
    assertStringIncludes(error.message, `Cannot read an HDF5 file of ${length} bytes: `);
  }
});

Deno.test("readH5() ends well on files with changed bytes: read, or refused with an error of ours", async () => {
  const file = await writeH5({ attributes: { a: "b" }, children: { inner: FILE.children.inner! } });
  let seed = 5;
  const random = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  const outcomes = await Promise.all(Array.from({ length: 40 }, async () => {
    const changed = file.slice();
    // Most bytes are values; what counts is in the first ones of each block.
    for (let i = 0; i < 6; i++) changed[random(Math.min(changed.length, 6000))] = random(256);
    try {
      await readH5(changed, { timeout: 20_000, maxBytes: 2 ** 28 });
      return "read";
    } catch (error) {
      return error instanceof SyntaxError || error instanceof RangeError
        ? "refused"
        : String(error);
    }
  }));
  assertEquals(outcomes.filter((one) => one !== "read" && one !== "refused"), []);
  assertEquals(outcomes.includes("refused"), true);
  assertEquals((await readH5(file)).attributes.a, "b");
});

Deno.test("readH5() reads no more than it may, and no longer", async () => {
  const file = await writeH5(FILE);
  await assertRejects(() => readH5(file, { maxBytes: 20 }), RangeError, "more than 20 bytes");
  await assertRejects(() => readH5(file, { timeout: 1 }), SyntaxError, "longer than 1 ms");
});
