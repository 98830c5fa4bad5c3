import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { readCsv, type ReadCsvOptions } from "../../../src/data/readers/read_csv.ts";
import { startFileServer } from "../file_server.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

for (
  const [what, text, options, rows] of [
    ["a byte order mark and CRLF", "\ufeffa,b\r\n1,x\r\n2,y\r\n", {}, [
      { a: 1, b: "x" },
      { a: 2, b: "y" },
    ]],
    ["quotes and ends of lines in fields", 'a,b\n1,"x ""y""\r\nz"\n2,"p,q"\n', {}, [
      { a: 1, b: 'x "y"\r\nz' },
      { a: 2, b: "p,q" },
    ]],
    ["a quote amid a field", 'a,b\n5" pipe,2\n', {}, [{ a: '5" pipe', b: 2 }]],
    ["no end of line at the end", "a,b\n1,2", {}, [{ a: 1, b: 2 }]],
    ["blank lines", "a,b\n\n1,2\n\r\n3,4\n\n", {}, [{ a: 1, b: 2 }, { a: 3, b: 4 }]],
    ["missing values", 'a,b,c\n1,,\n,2.5,""\n', {}, [
      { a: 1, b: NaN, c: null },
      { a: null, b: 2.5, c: "" },
    ]],
    ["a missing value in one column", "a\n\n1\n", {}, [{ a: null }, { a: 1 }]],
    ["texts for missing values", "a\nNA\n1\n-\n", { nullValues: ["NA", "-"] }, [
      { a: null },
      { a: 1 },
      { a: null },
    ]],
    ["no header", "1,x\n2,y\n", { header: false }, [
      { column_1: 1, column_2: "x" },
      { column_1: 2, column_2: "y" },
    ]],
    ["names of one's own", "1\tx\n", { header: ["n", "t"], separator: "\t" }, [{ n: 1, t: "x" }]],
    ["some columns in another order", "a,b,c\n1,2,3\n", { columns: ["c", "a"] }, [{ c: 3, a: 1 }]],
    ["integers that no number holds", "a\n9007199254740993\n1\n", {}, [
      { a: 9007199254740993n },
      { a: 1 },
    ]],
    ["truth values", "a\ntrue\nfalse\n", {}, [{ a: true }, { a: false }]],
    ["no quotes where told", 'a,b\n"x,y\n', { quote: "" }, [{ a: '"x', b: "y" }]],
  ] as [string, string, ReadCsvOptions, unknown][]
) {
  Deno.test(`readCsv() reads ${what}`, async () => {
    assertEquals(await readCsv(bytes(text), options).toArray(), rows);
    assertEquals(await readCsv(bytes(text), { ...options, blockBytes: 4 }).toArray(), rows);
  });
}

Deno.test("readCsv() gives columns the types that are told", async () => {
  const table = readCsv(bytes("a,b,c\n1,2,3\n4,5,6\n"), {
    dtypes: { a: "float32", b: "uint8", c: "string" },
  });
  assertEquals(await table.columns(), {
    a: { dtype: "float32", shape: [2], data: new Float32Array([1, 4]) },
    b: { dtype: "uint8", shape: [2], data: new Uint8Array([2, 5]) },
    c: ["3", "6"],
  });
});

Deno.test("readCsv() of a header alone has columns without rows", async () => {
  assertEquals(await readCsv(bytes("a,b\n")).toArray(), []);
  assertEquals(Object.keys(await readCsv(bytes("a,b")).columns()), ["a", "b"]);
});

for (
  const [what, text, options, kind, message] of [
    [
      "a row that is too short",
      "a,b\n1,2\n3\n",
      {},
      SyntaxError,
      "line 3: wanted 2 fields, found 1",
    ],
    [
      "a row that is too long",
      "a,b\n1,2\n3,4,5\n",
      {},
      SyntaxError,
      "line 3: wanted 2 fields, found 3",
    ],
    [
      "a short row behind lines in quotes",
      'a,b\n"1\n1",2\n\n3\n',
      {},
      SyntaxError,
      "line 5: wanted 2",
    ],
    [
      "a short row of columns left out",
      "a,b,c\n1,2,3\n4,5\n",
      { columns: ["a"] },
      SyntaxError,
      "line 3",
    ],
    [
      "a quote without end",
      'a,b\n1,2\n1,"xy\n',
      {},
      SyntaxError,
      "line 3: a quoted field that begins",
    ],
    [
      "a name that stands twice",
      "a,b,a\n1,2,3\n",
      {},
      SyntaxError,
      'the column "a" stands there twice',
    ],
    ["nothing", "", {}, SyntaxError, "it is empty"],
    ["blank lines alone", "\n\r\n", {}, SyntaxError, "it is empty"],
    [
      "a text among numbers",
      "a,b\n1,2\n2,3\nz,4\n",
      { inferRows: 1 },
      TypeError,
      'line 4, column "a": wanted int64, found "z"',
    ],
    [
      "a number that does not fit",
      "a\n300\n",
      { dtypes: { a: "uint8" } },
      TypeError,
      'line 2, column "a": wanted uint8, found "300"',
    ],
    [
      "digits beyond 64 bits",
      "a\n12345678901234567890123\n",
      {},
      TypeError,
      "fit into no type of 64 bits",
    ],
    [
      "a column that is not there",
      "a\n1\n",
      { columns: ["b"] },
      TypeError,
      'there is no column "b"; there are a',
    ],
    [
      "a type that is none",
      "a\n1\n",
      { dtypes: { a: "float" } },
      TypeError,
      "must be one of float32",
    ],
    [
      "a row without end",
      `a\n${"x".repeat(9999)}`,
      { maxRecordBytes: 999, blockBytes: 99 },
      RangeError,
      "begins at byte 2 has more than 999 bytes",
    ],
  ] as [string, string, ReadCsvOptions, new () => Error, string][]
) {
  Deno.test(`readCsv() refuses ${what}`, async () => {
    await assertRejects(() => readCsv(bytes(text), options).columns(), kind, message);
  });
}

Deno.test("readCsv() counts lines over blocks", async () => {
  const text = "a,b\n" + "1,2\n".repeat(5000) + "1,x\n";
  for (const blockBytes of [100, 10_000, 1 << 20]) {
    const table = readCsv(bytes(text), { blockBytes, inferRows: 10 });
    await assertRejects(() => table.columns(), TypeError, 'line 5002, column "b"');
  }
});

Deno.test("readCsv() gives the rows before the fault", async () => {
  const rows = readCsv(bytes("a,b\n1,2\n3,4\n5\n"), { blockBytes: 4, inferRows: 1 }).iterate();
  assertEquals((await rows.next()).value, { a: 1, b: 2 });
  assertEquals((await rows.next()).value, { a: 3, b: 4 });
  await assertRejects(() => rows.next(), SyntaxError, "line 4");
  await rows.close();
});

Deno.test("readCsv() refuses other encodings unless told, and names the line", async () => {
  const latin = new Uint8Array([...bytes("a\n1\nx\n"), 0xe9, 10]);
  await assertRejects(() => readCsv(latin).columns(), SyntaxError, "line 4: it is not UTF-8");
  const table = readCsv(latin, { encoding: "windows-1252" });
  assertEquals((await table.columns()).a, ["1", "x", "é"]);
  const wide = new Uint8Array([0xff, 0xfe, 97, 0, 10, 0, 49, 0, 10, 0]);
  await assertRejects(() => readCsv(wide).columns(), SyntaxError, "UTF-16");
  assertEquals(await readCsv(wide, { encoding: "utf-16le" }).toArray(), [{ a: 1 }]);
});

Deno.test("readCsv() reads files, patterns and addresses, and says what is none", async () => {
  const folder = await Deno.makeTempDir();
  await Deno.writeTextFile(`${folder}/b.csv`, "n\n2\n");
  await Deno.writeTextFile(`${folder}/a.csv`, "n\n1\n");
  assertEquals(await readCsv(`${folder}/*.csv`).toArray(), [{ n: 1 }, { n: 2 }]);
  await using server = startFileServer((_, { pathname }) =>
    pathname === "/a.csv" ? new Response("n\n7\n") : new Response("no", { status: 404 })
  );
  assertEquals(await readCsv(`${server.url}a.csv`).toArray(), [{ n: 7 }]);
  await assertRejects(
    () => readCsv(`${server.url}b.csv?token=secret`).toArray(),
    Error,
    `Cannot read ${server.url}b.csv: the server answered 404`,
  );
  await assertRejects(() => readCsv(`${folder}/c.csv`).toArray(), Deno.errors.NotFound, "c.csv");
  await assertRejects(() => readCsv(folder).toArray(), TypeError, "it is a folder");
  assertThrows(() => readCsv(`${folder}/*.tsv`), Deno.errors.NotFound, "no file has such a name");
  await Deno.writeTextFile(`${folder}/c.csv`, "m\n1\n");
  await assertRejects(
    () => readCsv(`${folder}/*.csv`).toArray(),
    SyntaxError,
    "c.csv: wanted the columns of the first file, n, found m",
  );
  await Deno.remove(folder, { recursive: true });
});

Deno.test({
  name: "readCsv() says which file it may not read",
  ignore: Deno.build.os === "windows" || Deno.uid() === 0,
  async fn() {
    const path = await Deno.makeTempFile();
    await Deno.chmod(path, 0);
    await assertRejects(() => readCsv(path).toArray(), Deno.errors.PermissionDenied, path);
  },
});

Deno.test("readCsv() unpacks gzip and refuses one that is cut off", async () => {
  const text = "n\n" + Array.from({ length: 9999 }, (_, i) => `${i * 7919 % 10007}\n`).join("");
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  const { n } = await readCsv(packed).columns();
  assertEquals((n as unknown as { shape: number[] }).shape, [9999]);
  const half = packed.slice(0, packed.length / 2);
  await assertRejects(() => readCsv(half).columns(), SyntaxError, "Cannot unpack");
});

Deno.test("readCsv() unpacks gzip files put behind one another", async () => {
  const packed = await Promise.all(["a,b\n1,2\n", "3,4\n"].map((text) => {
    const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
    return new Response(stream).bytes();
  }));
  const both = new Uint8Array([...packed[0]!, ...packed[1]!]);
  assertEquals(await readCsv(both).toArray(), [{ a: 1, b: 2 }, { a: 3, b: 4 }]);
});

Deno.test("readCsv() takes of an endless stream, and of a gzip bomb, what is asked for", async () => {
  let made = 0;
  const endless = () => {
    made = 0;
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(bytes(made++ === 0 ? "n\n" : "1\n".repeat(1000)));
      },
    });
  };
  const table = readCsv(endless, { blockBytes: 1 << 16 });
  assertEquals((await table.take(3).toArray()).length, 3);
  assert(made < 999);
  await assertRejects(
    () => table.columns({ maxBytes: 1e6 }),
    RangeError,
    "more than 1000000 bytes",
  );
  const zeros = new ReadableStream({
    pull(controller) {
      if (made++ > 2000) controller.close();
      else controller.enqueue(new Uint8Array(1 << 16));
    },
  }).pipeThrough(new CompressionStream("gzip"));
  const bomb = new Uint8Array(await new Response(zeros).arrayBuffer());
  await assertRejects(
    () => readCsv(bomb, { maxRecordBytes: 1 << 22, blockBytes: 1 << 20 }).columns(),
    RangeError,
    "without an end of line",
  );
});

Deno.test("readCsv() puts blocks together to the same columns, whatever their size", async () => {
  const text = "n,x,t,gap\n" + Array.from(
    { length: 3000 },
    (_, i) => `${i},${i / 8},t${i % 3},${i === 2500 ? "" : i}\n`,
  ).join("");
  const whole = await readCsv(bytes(text)).columns();
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, text);
  for (const blockBytes of [1000, 5000, 30_000]) {
    assertEquals(await readCsv(bytes(text), { blockBytes }).columns(), whole);
    assertEquals(await readCsv(path, { blockBytes }).columns(), whole);
  }
  // The first rows are far shorter than the others: more are expected than come, or fewer.
  const uneven = "x\n" + "1\n".repeat(999) + "1.23456789\n".repeat(999);
  const even = "x\n" + "1.23456789\n".repeat(999) + "1\n".repeat(9999);
  for (const text of [uneven, even]) {
    const options = { dtypes: { x: "float64" } } as const;
    const { x } = await readCsv(bytes(text), { ...options, blockBytes: 500 }).columns();
    assertEquals(x, (await readCsv(bytes(text), options).columns()).x);
  }
  await Deno.remove(path);
});
