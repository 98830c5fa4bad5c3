import { assert, assertEquals, assertThrows } from "@std/assert";
import type { NdArray } from "../../../src/core/nd_array.ts";
import { readSafetensors, writeSafetensors } from "../../../src/io/safetensors/safetensors.ts";

const example = await Deno.readFile(
  new URL("../../parity/io/example.safetensors", import.meta.url),
);

Deno.test("readSafetensors() reads each type that the Python library writes", () => {
  const { arrays, metadata } = readSafetensors(example);
  assertEquals(metadata, { format: "pt" });
  const values = Object.fromEntries(
    Object.entries(arrays).map((
      [name, { dtype, shape, data }],
    ) => [name, [dtype, shape, [...data]]]),
  );
  assertEquals(values, {
    float32: ["float32", [2, 2], [1.5, -2.25, Math.fround(3e38), 0]],
    float64: ["float64", [2], [1e300, -0]],
    float16: ["float16", [2], [0x3c00, 0xc000]],
    bfloat16: ["bfloat16", [2], [0x3f80, 0xc000]],
    int8: ["int8", [3], [-128, 127, 0]],
    int16: ["int16", [2], [-32768, 32767]],
    int32: ["int32", [2], [-(2 ** 31), 2 ** 31 - 1]],
    int64: ["int64", [2], [-(2n ** 63n), 2n ** 63n - 1n]],
    uint8: ["uint8", [2], [0, 255]],
    bool: ["bool", [3], [1, 0, 1]],
    scalar: ["int32", [], [42]],
    empty: ["float32", [0, 3], []],
    '名字 "quoted"': ["uint8", [1], [7]],
  });
});

Deno.test("writeSafetensors() writes what readSafetensors() reads, the same bytes each time", () => {
  const { arrays } = readSafetensors(example);
  const file = writeSafetensors(arrays, { metadata: { a: "b" } });
  const again = readSafetensors(file);
  assertEquals(again, { arrays, metadata: { a: "b" } });
  const turned = Object.fromEntries(Object.entries(arrays).reverse());
  assertEquals(writeSafetensors(turned, { metadata: { a: "b" } }), file);
});

Deno.test("writeSafetensors() aligns each array to its elements", () => {
  const file = writeSafetensors({
    a: { dtype: "uint8", shape: [3], data: new Uint8Array(3) },
    b: { dtype: "float64", shape: [1], data: new Float64Array(1) },
    c: { dtype: "int16", shape: [1], data: new Int16Array(1) },
  });
  for (const { data } of Object.values(readSafetensors(file).arrays)) {
    assert(data.buffer === file.buffer, "a view of the file");
  }
});

Deno.test("readSafetensors() reads arrays that are not aligned", () => {
  const file = build({
    a: { dtype: "U8", shape: [1], data_offsets: [0, 1] },
    b: { dtype: "I32", shape: [1], data_offsets: [1, 5] },
  }, 5);
  file.set([9, 1, 0, 0, 0], file.length - 5);
  assertEquals([...readSafetensors(file).arrays["b"]!.data], [1]);
});

Deno.test("writeSafetensors() refuses arrays that do not fill their shape, and the reserved name", () => {
  const short: NdArray = { dtype: "int32", shape: [3], data: new Int32Array(2) };
  assertThrows(() => writeSafetensors({ short }), RangeError, "has 3 elements, but there are 2");
  const one: NdArray = { dtype: "int32", shape: [1], data: new Int32Array(1) };
  assertThrows(() => writeSafetensors({ __metadata__: one }), RangeError, "rename the array");
});

/** A file with any header and so many bytes of data. */
function build(header: unknown, dataBytes: number): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === "string" ? header : JSON.stringify(header),
  );
  const file = new Uint8Array(8 + text.length + dataBytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

const entry = { dtype: "U8", shape: [2], data_offsets: [0, 2] };

for (
  const [what, file, message] of [
    ["an empty file", new Uint8Array(), "the file has 0 bytes and no header"],
    ["a header longer than the file", new Uint8Array(16).fill(255), "does not fit a file"],
    ["a cut-off file", build({ a: entry }, 2).subarray(0, -1), "is it cut off?"],
    ["bytes that no array owns", build({ a: entry }, 3), "describes 2 bytes of data"],
    ["text that is no JSON", build("{", 0), "the header is no JSON"],
    ["JSON that is no object", build([1], 0), "must be a JSON object"],
    ["an unknown type", build({ a: { ...entry, dtype: "F8" } }, 2), 'has dtype "F8"; known are'],
    ["a negative shape", build({ a: { ...entry, shape: [-2] } }, 2), "no valid shape"],
    ["a shape of fractions", build({ a: { ...entry, shape: [1.5] } }, 2), "no valid shape"],
    ["an overflowing shape", build({ a: { ...entry, shape: [2 ** 40, 2 ** 40] } }, 2), "takes"],
    ["backward offsets", build({ a: { ...entry, data_offsets: [2, 0] } }, 2), "data_offsets"],
    ["three offsets", build({ a: { ...entry, data_offsets: [0, 1, 2] } }, 2), "data_offsets"],
    ["arrays that overlap", build({ a: entry, b: entry }, 2), "overlap or leave holes"],
    ["metadata of numbers", build({ __metadata__: { a: 1 } }, 0), "must map names to texts"],
    ["an entry that is null", build({ a: null }, 0), "has dtype undefined"],
  ] as const
) {
  Deno.test(`readSafetensors() refuses ${what}`, () => {
    assertThrows(() => readSafetensors(file), SyntaxError, message);
  });
}
