import { assertEquals, assertRejects } from "@std/assert";
import type { Cell } from "../../../src/io/table/column.ts";
import { readArrow } from "../../../src/data/readers/read_arrow.ts";
import { readParquet } from "../../../src/data/readers/read_parquet.ts";

const folder = new URL("../../parity/io/", import.meta.url);
const float64 = (...values: number[]) => ({
  dtype: "float64",
  shape: [values.length],
  data: Float64Array.from(values),
});

/** What tests/parity/io/make_tables.py wrote. */
const columns = {
  int64: [1, null, 2n ** 60n],
  whole: { dtype: "int64", shape: [3], data: new BigInt64Array([1n, 2n, 2n ** 60n]) },
  float64: float64(1.5, NaN, 2.5),
  float32: { dtype: "float32", shape: [3], data: new Float32Array([1, 2, 3]) },
  bool: [true, null, false],
  flag: { dtype: "bool", shape: [3], data: new Uint8Array([1, 0, 1]) },
  text: ["x", null, "名"],
  category: ["a", "b", "a"],
  date: float64(Date.UTC(2020, 0, 2), NaN, Date.UTC(1969, 11, 31)),
  time: float64(Date.UTC(2020, 0, 2, 3, 4, 5, 678), NaN, NaN),
  zoned: float64(...[0, 0, 0].map(() => Date.UTC(2020, 0, 1, 18, 4, 5))),
  clock: float64(3723e3, 3723e3, 3723e3),
  duration: float64(2000, 2000, 2000),
  decimal: float64(1.25, NaN, -0.01),
  lists: { dtype: "int64", shape: [3, 2], data: new BigInt64Array([1n, 2n, 3n, 4n, 5n, 6n]) },
  ragged: [
    { dtype: "float64", shape: [1], data: new Float64Array([1.5]) },
    { dtype: "float64", shape: [0], data: new Float64Array() },
    null,
  ],
  vectors: { dtype: "float32", shape: [3, 2], data: new Float32Array([1, 2, 3, 4, 5, 6]) },
  image: [
    { bytes: new Uint8Array([0, 255]), path: "p" },
    null,
    { bytes: new Uint8Array(), path: null },
  ],
  bytes: [new Uint8Array([0, 1]), null, new Uint8Array()],
  uint8: { dtype: "uint8", shape: [3], data: new Uint8Array([1, 2, 255]) },
  words: [["a"], ["b", "c"], null],
  nothing: [null, null, null] as Cell[],
};

for (
  const [name, read] of [
    ["readParquet() of a file", () => readParquet(new URL("kinds.parquet", folder))],
    [
      "readParquet() of bytes",
      () => readParquet(Deno.readFileSync(new URL("kinds.parquet", folder))),
    ],
    ["readArrow() of a packed file", () => readArrow(new URL("kinds.arrow", folder))],
    ["readArrow() of bytes", () => readArrow(Deno.readFileSync(new URL("kinds.arrow", folder)))],
    ["readArrow() of a packed stream", () => readArrow(new URL("kinds.arrows", folder))],
  ] as const
) {
  Deno.test(`${name} gives each kind of column the array or list that holds it`, async () => {
    assertEquals(await read().columns() as unknown, columns);
  });

  Deno.test(`${name} makes rows of numbers, where those are exact`, async () => {
    const rows = await read().toArray();
    assertEquals(rows.map(({ whole }) => whole), [1, 2, 2n ** 60n]);
    assertEquals(rows.map(({ flag }) => flag), [true, false, true]);
    assertEquals(rows[1]?.vectors as unknown, {
      dtype: "float32",
      shape: [2],
      data: new Float32Array([3, 4]),
    });
  });
}

Deno.test("readParquet() and readArrow() read the columns that are wanted, in that order", async () => {
  for (const name of ["kinds.parquet", "kinds.arrow"]) {
    const read = name.endsWith("parquet") ? readParquet : readArrow;
    const table = read(new URL(name, folder), { columns: ["uint8", "text"] });
    assertEquals(Object.keys(await table.columns()), ["uint8", "text"]);
    assertEquals(await table.take(1).toArray(), [{ uint8: 1, text: "x" }]);
    const wrong = read(new URL(name, folder), { columns: ["nobody"] });
    await assertRejects(() => wrong.columns(), TypeError, 'no column "nobody"; there are int64,');
  }
});

Deno.test("readParquet() and readArrow() refuse files that are cut off anywhere", async () => {
  for (const name of ["kinds.parquet", "kinds.arrow", "kinds.arrows"]) {
    const bytes = Deno.readFileSync(new URL(name, folder));
    for (const share of [0, 0.001, 0.2, 0.5, 0.9, 0.99]) {
      const part = bytes.slice(0, Math.floor(share * bytes.length));
      const table = name.endsWith("parquet") ? readParquet(part) : readArrow(part);
      await assertRejects(() => table.columns(), SyntaxError, `Cannot read ${part.length} bytes`);
    }
  }
});

Deno.test("readParquet() and readArrow() report damage instead of wrong rows", async () => {
  for (const name of ["numbers.parquet", "kinds.arrow"]) {
    const bytes = Deno.readFileSync(new URL(name, folder));
    // The pages, or the first batch; the description at the end stays whole.
    bytes.fill(0xff, 8, Math.floor(bytes.length / 3));
    const table = name.endsWith("parquet") ? readParquet(bytes) : readArrow(bytes);
    await assertRejects(() => table.columns(), Error, "Cannot read");
  }
});
