import { assertEquals, assertThrows } from "@std/assert";
import { CsvLogger } from "../../src/tracking/csv_logger.ts";
import { JsonLinesLogger } from "../../src/tracking/json_lines_logger.ts";
import { SummaryWriter } from "../../src/tracking/summary_writer.ts";

async function withFile(test: (path: string) => void): Promise<string> {
  const path = await Deno.makeTempFile();
  try {
    test(path);
    return await Deno.readTextFile(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("JsonLinesLogger continues a file, and writes what JSON has no numbers for as text", async () => {
  const text = await withFile((path) => {
    for (const [loss, step] of [[0.5, 1], [NaN, 2], [-Infinity, 3]] as const) {
      using logger = new JsonLinesLogger(path, { now: () => 0 });
      logger.log({ loss }, step);
    }
  });
  const lines = text.trimEnd().split("\n").map((line) => JSON.parse(line));
  assertEquals(lines.map(({ step, loss }) => [step, loss]), [[1, 0.5], [2, "NaN"], [
    3,
    "-Infinity",
  ]]);
});

Deno.test("CsvLogger adds columns for names that come later, and quotes names", async () => {
  const text = await withFile((path) => {
    using logger = new CsvLogger(path);
    logger.log({ loss: 1e-7 }, 1);
    logger.log({ 'a "b", c': NaN }, 2);
    logger.log({ loss: 2 }, 3);
  });
  assertEquals(text, 'step,loss,"a ""b"", c"\n1,1e-7,\n2,,NaN\n3,2,\n');
});

Deno.test("trackers refuse options that they do not know, before there is a file", async () => {
  const dir = await Deno.makeTempDir();
  const clock = { clock: Date.now } as never;
  assertThrows(() => new JsonLinesLogger(`${dir}/log`, clock), TypeError, 'no option "clock"');
  const purge = { purge_step: 1 } as never;
  assertThrows(
    () => new SummaryWriter(`${dir}/run`, purge),
    TypeError,
    '"purgeStep" is the nearest',
  );
  assertEquals(await Array.fromAsync(Deno.readDir(dir)), []);
  await Deno.remove(dir);
});
