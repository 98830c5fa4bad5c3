/**
 * A folder of JPEGs decoded, resized to 224 x 224, mirrored, turned and put into batches of 32, with two
 * workers: this library beside PyTorch's DataLoader with torchvision, in turns.
 *
 *     deno run -A bench/image_folder.ts --python .venv/bin/python [--count 10000] [--rounds 3]
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { imageFolder } from "../src/data/images/image_folder.ts";
import { randomFlip, randomRotation } from "../src/data/augment/geometric.ts";

const { values } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    count: { type: "string", default: "10000" },
    rounds: { type: "string", default: "3" },
    workers: { type: "string", default: "2" },
    folder: { type: "string" },
  },
});
const PEER = new URL("./peers/image_folder.py", import.meta.url).pathname;
const count = Number(values.count);
const workers = Number(values.workers);

async function peer(...args: readonly string[]): Promise<string> {
  const command = new Deno.Command(values.python, { args: [PEER, ...args], stderr: "inherit" });
  const { success, stdout } = await command.output();
  if (!success) throw new Error(`${values.python} ${PEER} ${args.join(" ")} failed`);
  return new TextDecoder().decode(stdout);
}

/** Milliseconds that this library takes, workers started and ended. */
async function ours(folder: string): Promise<number> {
  const dataset = await imageFolder(folder, {
    imageSize: [224, 224],
    seed: 1,
    workers,
    augment: [randomFlip("horizontal"), randomRotation(15 / 360, { fillMode: "constant" })],
  });
  const began = performance.now();
  let seen = 0;
  for await (const batch of dataset.take(count).batch(32).prefetch(2)) {
    seen += batch.inputs.shape[0]!;
  }
  if (seen !== count) throw new Error(`${seen} pictures were read, not ${count}`);
  return performance.now() - began;
}

const folder = values.folder ?? join(Deno.makeTempDirSync(), "pictures");
try {
  if (values.folder === undefined) await peer("make", folder, String(count));
  const ratios: number[] = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const theirs = Number(await peer("read", folder, String(count), String(workers)));
    const mine = await ours(folder);
    ratios.push(mine / theirs);
    console.log(
      `round ${round + 1}: tensaur ${(mine / count).toFixed(2)} ms, PyTorch ` +
        `${(theirs / count).toFixed(2)} ms a picture, ratio ${(mine / theirs).toFixed(2)}`,
    );
  }
  ratios.sort((a, b) => a - b);
  console.log(`median ratio ${ratios[ratios.length >> 1]!.toFixed(2)} (goal: at most 1.2)`);
} finally {
  if (values.folder === undefined) await Deno.remove(folder, { recursive: true });
}
