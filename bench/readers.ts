/**
 * Times the readers of tables against Polars in Python, and measures the memory of streams.
 *
 *     deno run -A bench/readers.ts --python PYTHON [--rounds 7] [--folder FOLDER]
 *     deno run -A bench/readers.ts --stream 20 --kind csv|parquet [--folder FOLDER]
 *
 * PYTHON needs polars and numpy. Rounds are interleaved; what is compared is the ratio of medians. A
 * stream of so many gigabytes is made as it is read (CSV), or is one file given again and again
 * (Parquet); its memory is looked at after each batch.
 *
 * @module
 */

import { data } from "../mod.ts";

const GB = 1e9;

function option(name: string): string | undefined {
  const at = Deno.args.indexOf(`--${name}`);
  return at < 0 ? undefined : Deno.args[at + 1];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

async function compare(python: string, folder: string, rounds: number): Promise<void> {
  const peer = new Deno.Command(python, {
    args: [new URL("peers/peer_polars.py", import.meta.url).pathname, folder],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const answers = peer.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const orders = peer.stdin.getWriter();
  await answers.read();
  const ours: Record<string, () => Promise<unknown>> = {
    csv: () => data.readCsv(`${folder}/one.csv`).columns(),
    parquet: () => data.readParquet(`${folder}/ten.parquet`).columns(),
    "parquet in batches": async () => {
      let rows = 0;
      for await (const batch of data.readParquet(`${folder}/ten.parquet`).columnBatches()) {
        rows += (batch.id as { readonly shape: readonly number[] }).shape[0]!;
      }
      return rows;
    },
  };
  for (const [what, read] of Object.entries(ours)) {
    const seconds: { own: number[]; theirs: number[] } = { own: [], theirs: [] };
    // One round more at the beginning, which loads what is loaded once.
    for (let round = -1; round < rounds; round++) {
      const start = performance.now();
      await read();
      const own = (performance.now() - start) / 1e3;
      await orders.write(new TextEncoder().encode(`${what.split(" ")[0]}\n`));
      const theirs = Number((await answers.read()).value);
      if (round < 0) continue;
      seconds.own.push(own);
      seconds.theirs.push(theirs);
    }
    const [own, theirs] = [median(seconds.own), median(seconds.theirs)];
    console.log(
      `${what}: ${own.toFixed(3)} s, Polars in Python ${theirs.toFixed(3)} s, ratio ` +
        `${(own / theirs).toFixed(2)} (medians of ${rounds})`,
    );
  }
  await orders.close();
  await peer.status;
}

/** Rows of CSV without end, until so many bytes were given. */
function manyRows(bytes: number): () => ReadableStream<Uint8Array> {
  const lines = Array.from(
    { length: 20_000 },
    (_, i) => `${i},${Math.sin(i).toFixed(6)},${Math.cos(i).toFixed(4)},${i % 1000},${i % 10}\n`,
  );
  const block = new TextEncoder().encode(lines.join(""));
  return () => {
    let given = 0;
    return new ReadableStream({
      pull(controller) {
        if (given === 0) controller.enqueue(new TextEncoder().encode("id,a,b,k,label\n"));
        controller.enqueue(block);
        given += block.length;
        if (given >= bytes) controller.close();
      },
    });
  };
}

async function stream(gigabytes: number, kind: string, folder: string): Promise<void> {
  const path = `${folder}/ten.parquet`;
  // 10 million rows of five columns of eight bytes and one of one.
  const copies = Math.ceil(gigabytes * GB / 410e6);
  const table = kind === "csv"
    ? data.readCsv(manyRows(gigabytes * GB))
    : data.readParquet(new Array<string>(copies).fill(path));
  const start = performance.now();
  let [rows, sum, most] = [0, 0, 0];
  for await (const { a } of table.columnBatches()) {
    const values = (a as { readonly data: Float64Array }).data;
    rows += values.length;
    for (let i = 0; i < values.length; i += 1000) sum += values[i]!;
    most = Math.max(most, Deno.memoryUsage().rss);
  }
  const seconds = (performance.now() - start) / 1e3;
  console.log(
    `${gigabytes} GB of ${kind}: ${rows} rows in ${seconds.toFixed(0)} s, at most ` +
      `${(most / 1e6).toFixed(0)} MB of memory (checksum ${sum.toFixed(3)})`,
  );
}

const folder = option("folder") ?? await Deno.makeTempDir();
const gigabytes = option("stream");
if (gigabytes !== undefined) await stream(Number(gigabytes), option("kind") ?? "csv", folder);
else await compare(option("python") ?? "python3", folder, Number(option("rounds") ?? 7));
