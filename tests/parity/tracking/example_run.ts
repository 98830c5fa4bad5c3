/**
 * One event of each kind, with a clock that stands still: what check_events.py reads.
 *
 * @module
 */
import { SummaryWriter } from "../../../src/tracking/summary_writer.ts";

/** Writes the run into a folder and returns its event file. */
export async function writeExampleRun(folder: string): Promise<Uint8Array> {
  const writer = new SummaryWriter(folder, { now: () => 1_700_000_000_500, purgeStep: 1 });
  writer.addHparams({ rate: 0.001, optimizer: "adam", amsgrad: false }, ["loss/train"]);
  writer.log({ "loss/train": 0.5, accuracy: 0.75 }, 1);
  writer.addScalar("loss/train", NaN, 2 ** 40);
  writer.addScalar("loss/train", -Infinity, -1);
  writer.addHistogram("weights", Float32Array.from({ length: 300 }, (_, i) => i / 100 - 1), 3);
  writer.addHistogram("equal", [2, 2, 2, NaN], 3);
  writer.addHistogram("none", [], 3);
  const pixels = new Uint8Array([0, 255, 128, 64, 32, 16]);
  writer.addImage("gray", { dtype: "uint8", shape: [2, 3, 1], data: pixels }, 4);
  writer.addText("notes", "**bold** 名字", 5);
  const scores = [0.1, 0.4, 0.35, 0.8, 1];
  writer.addPrCurve("curve", { labels: [0, 0, 1, 1, 1], scores, thresholds: 5 }, 6);
  writer.close();
  return await Deno.readFile(writer.path);
}

if (import.meta.main) {
  const file = new URL("./example.tfevents", import.meta.url);
  await Deno.writeFile(file, await writeExampleRun(await Deno.makeTempDir()));
}
