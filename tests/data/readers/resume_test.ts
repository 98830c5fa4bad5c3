import { assertEquals, assertRejects } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import type { Dataset } from "../../../src/data/dataset/dataset.ts";
import { PositionError } from "../../../src/data/dataset/source.ts";
import { from } from "../../../src/data/dataset/sources.ts";
import { readArrow } from "../../../src/data/readers/read_arrow.ts";
import { readCsv } from "../../../src/data/readers/read_csv.ts";
import { readJsonLines } from "../../../src/data/readers/read_json_lines.ts";
import { readParquet } from "../../../src/data/readers/read_parquet.ts";
import { readDuckdb, readSqlite } from "../../../src/data/readers/read_sql.ts";
import { readText } from "../../../src/data/readers/read_text.ts";

const folder = new URL("../../parity/io/", import.meta.url);
const bytes = (text: string) => new TextEncoder().encode(text);
const numbers = Array.from({ length: 23 }, (_, i) => i);

const csv = "n,text\n" + numbers.map((i) => `${i},${i % 5 ? `t${i}` : `"a\n${i}"`}\n`).join("");
const lines = numbers.map((i) => JSON.stringify({ n: i, words: [`w${i}`] }) + "\n").join("");
const packed = new Uint8Array(
  await new Response(new Blob([csv]).stream().pipeThrough(new CompressionStream("gzip")))
    .arrayBuffer(),
);
const database = `${Deno.makeTempDirSync()}/numbers.db`;
{
  const db = new DatabaseSync(database);
  db.exec("CREATE TABLE numbers (n INTEGER, word TEXT)");
  for (const i of numbers) db.prepare("INSERT INTO numbers VALUES (?, ?)").run(i, `w${i}`);
  db.close();
}

/** What is tested of a data set. */
type Passes = Pick<Dataset<unknown>, "iterate" | "toArray">;

/** Each reader, cut into small blocks, and with operators behind it. */
const datasets: Readonly<Record<string, () => Passes>> = {
  "readCsv": () => readCsv(bytes(csv), { blockBytes: 40 }),
  "readCsv of several": () => readCsv([bytes(csv), bytes("n,text\n7,x"), bytes("n,text\n")]),
  "readCsv of gzip": () => readCsv(packed, { blockBytes: 50 }),
  "readCsv of another encoding": () =>
    readCsv(bytes(csv), { blockBytes: 40, encoding: "windows-1252" }),
  "readCsv in batches": () => readCsv(bytes(csv), { blockBytes: 40 }).columnBatches(7),
  "readCsv mixed": () => readCsv(bytes(csv), { blockBytes: 60 }).shuffle({ bufferSize: 4 }),
  "readJsonLines": () => readJsonLines(bytes(lines), { blockBytes: 64 }),
  "readJsonLines in batches": () =>
    readJsonLines(bytes(lines), { blockBytes: 64 }).columnBatches(5),
  "readText": () => readText([bytes("a\n\nb\r\nc"), bytes("d\n")], { blockBytes: 2 }),
  "readParquet": () =>
    readParquet(new URL("numbers.parquet", folder), { blockBytes: 4000 }).filter(({ n }) =>
      Number(n) % 90 === 0
    ),
  "readParquet in batches": () =>
    readParquet(new URL("numbers.parquet", folder), { blockBytes: 4000 }).columnBatches(130),
  "readArrow in batches": () => readArrow(new URL("numbers.arrow", folder)).columnBatches(130),
  "readSqlite": () => readSqlite(database, "SELECT * FROM numbers ORDER BY n"),
  "readDuckdb": () => readDuckdb("SELECT i AS n FROM range(9) t(i) ORDER BY i"),
  "distinct": () => from([1, 2, 1, 3, 2, 4]).distinct(),
  "distinct of a stream": () => readCsv(bytes(csv)).distinct(({ n }) => Number(n) % 6),
};

for (const [name, make] of Object.entries(datasets)) {
  Deno.test(`${name}: goes on from each place with what an uninterrupted pass has`, async () => {
    const whole = await make().toArray();
    for (let count = 0; count <= whole.length; count++) {
      const before = make().iterate();
      for (let i = 0; i < count; i++) await before.next();
      const state = JSON.parse(JSON.stringify(before.state()));
      await before.close();
      const after = make().iterate({ state });
      assertEquals(after.state(), state, "a place taken up is the same place");
      const rest: unknown[] = [];
      for (let result = await after.next(); !result.done; result = await after.next()) {
        rest.push(result.value);
      }
      assertEquals(rest, whole.slice(count), `after ${count}`);
      assertEquals((await after.next()).done, true, "the end stays the end");
      await after.close();
    }
  });
}

Deno.test("readers refuse a place of another data set", async () => {
  const state = { block: { file: "one" }, row: 0 };
  for (const make of [datasets.readCsv!, datasets.readText!]) {
    await assertRejects(
      // deno-lint-ignore require-await
      async () => make().iterate({ state: make === datasets.readCsv ? state : "elsewhere" }),
      PositionError,
    );
  }
});
