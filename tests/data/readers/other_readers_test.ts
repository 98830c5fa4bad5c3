import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { loadPolars } from "../../../src/deps/polars.ts";
import { readIdx, readNpz } from "../../../src/data/readers/read_arrays.ts";
import { type FrameLike, fromFrame } from "../../../src/data/readers/read_arrow.ts";
import { readJsonLines } from "../../../src/data/readers/read_json_lines.ts";
import { readDuckdb, readSqlite } from "../../../src/data/readers/read_sql.ts";
import { readText } from "../../../src/data/readers/read_text.ts";
import { writeNpz } from "../../../src/io/npy/npz.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("readJsonLines() keeps whole numbers, lists and objects, and NaN for missing ones", async () => {
  const text = '\ufeff{"n":1.5,"id":9007199254740993,"v":[1,2],"o":{"k":"a"}}\r\n\n' +
    '{"n":null,"id":2,"v":[3,4],"o":null}';
  const table = readJsonLines(bytes(text));
  assertEquals((await table.toArray())[0]?.id, 9007199254740993n);
  assertEquals(await table.columns(), {
    n: { dtype: "float64", shape: [2], data: new Float64Array([1.5, NaN]) },
    id: [9007199254740993n, 2],
    v: { dtype: "float64", shape: [2, 2], data: new Float64Array([1, 2, 3, 4]) },
    o: [{ k: "a" }, null],
  });
  const some = readJsonLines(bytes('{"a":1}\n{"b":"x"}\n'), { columns: ["b"] });
  assertEquals(await some.toArray(), [{ b: null }, { b: "x" }]);
});

Deno.test("readJsonLines() names the line that is none", async () => {
  for (
    const [text, message] of [
      ['{"a":1}\n{"a":\n', "line 2: "],
      ['{"a":1}\n\n[1]\n', "line 3: wanted an object, found a list"],
      ["null\n", "line 1: wanted an object, found null"],
    ] as const
  ) {
    await assertRejects(() => readJsonLines(bytes(text)).toArray(), SyntaxError, message);
  }
  const latin = new Uint8Array([...bytes('{"a":"'), 0xe9, ...bytes('"}')]);
  await assertRejects(() => readJsonLines(latin).toArray(), SyntaxError, "it is not UTF-8");
  assertEquals(await readJsonLines(latin, { encoding: "latin1" }).toArray(), [{ a: "é" }]);
});

Deno.test("readText() gives lines, empty ones too, and refuses those without end", async () => {
  assertEquals(await readText(bytes("a\n\nb\r\n")).toArray(), ["a", "", "b"]);
  assertEquals(await readText(bytes("")).toArray(), []);
  const long = readText(bytes("a\n" + "x".repeat(5000)), { maxRecordBytes: 500, blockBytes: 100 });
  await assertRejects(() => long.toArray(), RangeError, "begins at byte 2 has more than 500 bytes");
});

Deno.test("readSqlite() reads kinds of values and takes parameters by place and name", async () => {
  const path = `${await Deno.makeTempDir()}/a.db`;
  const db = new DatabaseSync(path);
  db.exec("CREATE TABLE t (i INTEGER, r REAL, s TEXT, b BLOB)");
  db.exec("INSERT INTO t VALUES (1, 1.5, 'x', x'00ff'), (9007199254740993, NULL, NULL, NULL)");
  db.close();
  assertEquals(await readSqlite(path, "SELECT * FROM t ORDER BY i").toArray(), [
    { i: 1, r: 1.5, s: "x", b: new Uint8Array([0, 255]) },
    { i: 9007199254740993n, r: null, s: null, b: null },
  ]);
  const named = readSqlite(path, "SELECT s FROM t WHERE i = $i", { params: { i: 1 } });
  assertEquals(await named.toArray(), [{ s: "x" }]);
  const placed = readSqlite(path, "SELECT s FROM t WHERE i < ?", { params: [2] });
  assertEquals(await placed.columns(), { s: ["x"] });
});

Deno.test("readSqlite() changes nothing, and says what is wrong", async () => {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/a.db`;
  new DatabaseSync(path).exec("CREATE TABLE t (i INTEGER)");
  await assertRejects(
    () => readSqlite(path, "INSERT INTO t VALUES (1)").toArray(),
    Error,
    `Cannot query ${path}: near "INSERT": syntax error`,
  );
  await assertRejects(() => readSqlite(path, "SELECT * FROM u").toArray(), Error, "no such table");
  await assertRejects(
    () => readSqlite(`${folder}/none.db`, "SELECT 1").toArray(),
    Deno.errors.NotFound,
    "none.db",
  );
  const overflow = readSqlite(
    ":memory:",
    "SELECT abs(column1) AS x FROM (VALUES (1), (-9223372036854775808), (3))",
  );
  await assertRejects(() => overflow.toArray(), Error, "integer overflow");
  await Deno.writeTextFile(`${folder}/text.db`, "n\n1\n".repeat(1000));
  await assertRejects(
    () => readSqlite(`${folder}/text.db`, "SELECT 1 FROM t").toArray(),
    Error,
    "file is not a database",
  );
});

Deno.test("readDuckdb() gives each kind of column the array or list that holds it", async () => {
  const sql = "SELECT 7::BIGINT AS n, 1.5::FLOAT AS f, 2.5 AS d, true AS t, 'x' AS s, " +
    "DATE '2020-01-02' AS day, [1, 2] AS list, {'k': 1} AS o, 'ab'::BLOB AS b, NULL::DOUBLE AS m, " +
    "NULL::INTEGER AS gap";
  assertEquals(await readDuckdb(sql).columns() as unknown, {
    n: { dtype: "int64", shape: [1], data: new BigInt64Array([7n]) },
    f: { dtype: "float32", shape: [1], data: new Float32Array([1.5]) },
    d: { dtype: "float64", shape: [1], data: new Float64Array([2.5]) },
    t: { dtype: "bool", shape: [1], data: new Uint8Array([1]) },
    s: ["x"],
    day: { dtype: "float64", shape: [1], data: new Float64Array([Date.UTC(2020, 0, 2)]) },
    list: { dtype: "float64", shape: [1, 2], data: new Float64Array([1, 2]) },
    o: [{ k: 1 }],
    b: [new Uint8Array([97, 98])],
    m: { dtype: "float64", shape: [1], data: new Float64Array([NaN]) },
    gap: [null],
  });
  const many = readDuckdb("SELECT i FROM range($n) t(i)", { params: { n: 100_000 } });
  const { i } = await many.columns();
  assertEquals((i as unknown as { data: BigInt64Array }).data[99_999], 99_999n);
  await assertRejects(() => readDuckdb("SELECT x FROM nowhere").toArray(), Error, "nowhere");
});

Deno.test("fromFrame() takes frames of Polars", async () => {
  const polars = await loadPolars();
  const frame = polars.readCSV((await import("node:buffer")).Buffer.from("x,s\n1.5,a\n2.5,\n"), {
    hasHeader: true,
    sep: ",",
    quoteChar: '"',
    inferSchemaLength: 10,
    truncateRaggedLines: false,
    raiseIfEmpty: true,
  }) as unknown as FrameLike;
  assertEquals(await fromFrame(frame).toArray(), [{ x: 1.5, s: "a" }, { x: 2.5, s: null }]);
  assertEquals(Object.keys(await fromFrame(frame, { columns: ["s"] }).columns()), ["s"]);
  assertThrows(() => fromFrame({} as FrameLike), TypeError, "wanted a frame of Polars");
});

Deno.test("readNpz() and readIdx() give rows that can be mixed as a whole", async () => {
  const x = {
    dtype: "float32",
    shape: [3, 2],
    data: new Float32Array([1, 2, 3, 4, 5, 6]),
  } as const;
  const y = { dtype: "uint8", shape: [3], data: new Uint8Array([0, 1, 2]) } as const;
  const rows = await readNpz(await writeNpz({ x, y }));
  assertEquals([rows.size, rows.selectable], [3, true]);
  assertEquals((await rows.batch(3).toArray())[0], { x, y });
  const short = { ...y, shape: [2], data: new Uint8Array(2) } as const;
  const uneven = await writeNpz({ x, y: short });
  await assertRejects(() => readNpz(uneven), TypeError, "must be of one length, found x 3, y 2");
  await assertRejects(
    async () => readNpz(await writeNpz({ x }), { maxBytes: 10 }),
    RangeError,
    "more than 10",
  );

  const inputs = new Uint8Array([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 1, 7, 8]);
  const targets = new Uint8Array([0, 0, 8, 1, 0, 0, 0, 2, 1, 0]);
  const stream = new Blob([targets]).stream().pipeThrough(new CompressionStream("gzip"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  const digits = await readIdx({ inputs, targets: packed });
  assertEquals((await digits.batch(2).toArray())[0]?.targets.data, new Uint8Array([1, 0]));
  await assertRejects(
    () => readIdx({ inputs, targets: packed }, { maxBytes: 9 }),
    RangeError,
    "more than 9 bytes",
  );
  await assertRejects(
    () => readIdx({ inputs, targets: targets.slice(0, 9) }),
    SyntaxError,
    "cut off",
  );
  await assertRejects(
    () => readIdx({ inputs: "/nowhere/x", targets }),
    Deno.errors.NotFound,
    "/nowhere/x",
  );
});
