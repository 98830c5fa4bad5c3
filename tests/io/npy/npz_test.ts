import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { readNpy, writeNpy } from "../../../src/io/npy/npy.ts";
import { readNpz, writeNpz } from "../../../src/io/npy/npz.ts";
import { readZip } from "../../../src/io/zip/read_zip.ts";

const read = (name: string) => Deno.readFile(new URL(`../../parity/io/${name}`, import.meta.url));
const example = await read("example.npz");

Deno.test("readNpz() reads each type and order that NumPy writes", async () => {
  const arrays = await readNpz(example);
  const values = Object.fromEntries(
    Object.entries(arrays).map(([name, { dtype, shape, data }]) => [
      name,
      [dtype, shape, Array.from<unknown>(data).map(Number)],
    ]),
  );
  const halves = [0, 0x3c00, 0x4000, 0x4200, 0x4400, 0x4500];
  const six = [0, 1, 2, 3, 4, 5];
  assertEquals(values, {
    f2: ["float16", [2, 3], halves],
    f4: ["float32", [2, 3], six],
    f8: ["float64", [2, 3], six],
    i1: ["int8", [2, 3], six],
    i2: ["int16", [2, 3], six],
    i4: ["int32", [2, 3], six],
    i8: ["int64", [2, 3], six],
    u1: ["uint8", [2, 3], six],
    u2: ["uint16", [2, 3], six],
    u4: ["uint32", [2, 3], six],
    u8: ["uint64", [2, 3], six],
    bool: ["bool", [2], [1, 0]],
    big: ["float64", [2], [1.5, -2]],
    big_int: ["int32", [2], [1, -2]],
    fortran: ["int32", [2, 3, 4], Array.from({ length: 24 }, (_, i) => i)],
    scalar: ["float32", [], [7]],
    empty: ["float32", [0, 3], []],
    vector: ["int64", [3], [0, 1, 2]],
  });
});

Deno.test("writeNpz() writes what readNpz() reads, the same bytes each time", async () => {
  const arrays = await readNpz(example);
  for (const compress of [true, false]) {
    const file = await writeNpz(arrays, { compress });
    assertEquals(await readNpz(file), arrays);
    assertEquals(await writeNpz(arrays, { compress }), file);
  }
});

for (
  const [name, message] of [
    ["text", 'of type "<U1"; known are'],
    ["complex", 'of type "<c16"; known are'],
    ["record", "its elements are records"],
    ["object", 'of type "|O"; known are'],
  ] as const
) {
  Deno.test(`readNpy() refuses elements that are a ${name}`, async () => {
    const files = await readZip(await read("refused.npz"));
    assertThrows(() => readNpy(files[`${name}.npy`]!), TypeError, message);
  });
}

Deno.test("readNpz() names the array that it cannot read", async () => {
  const refused = await read("refused.npz");
  await assertRejects(() => readNpz(refused), TypeError, 'Array "text": Cannot read');
});

Deno.test("readNpy() refuses what is cut off, or something else", () => {
  const file = writeNpy({ dtype: "int32", shape: [2], data: new Int32Array(2) });
  const cases: [Uint8Array, string][] = [
    [new Uint8Array(), "does not begin as one"],
    [new Uint8Array(200), "does not begin as one"],
    [file.subarray(0, 50), "ends within its header"],
    [file.subarray(0, -1), "needs 8 bytes, but there are 7"],
    [file.with(6, 9), "version 9 is unknown"],
  ];
  for (const [bytes, message] of cases) assertThrows(() => readNpy(bytes), SyntaxError, message);
});

Deno.test("writeNpy() refuses bfloat16", () => {
  const data = new Uint16Array(1);
  assertThrows(
    () => writeNpy({ dtype: "bfloat16", shape: [1], data }),
    TypeError,
    "has no bfloat16",
  );
});
