/**
 * Dispatch of one small op: `tf.add` of two vectors of three, ours against tfjs-node's own addon on
 * the same TensorFlow library, the two in turn.
 *
 *     deno run -A bench/dispatch/run.ts --include <tensorflow/include of the wheel> [--rounds 7]
 *
 * @module
 */

import { parseArgs } from "node:util";
import { engine } from "../../mod.ts";
import { buildAddon } from "./build_addon.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: { include: { type: "string" }, rounds: { type: "string", default: "7" } },
});
const { library, version } = await engine.use({ engine: "tensorflow" });
if (values.include === undefined || library === undefined) {
  console.error("usage: run.ts --include <tensorflow/include> (the headers in TensorFlow's wheel)");
  Deno.exit(2);
}
const folder = new URL("../build/", import.meta.url).pathname;
const built = await buildAddon(library, values.include, folder);
if ("missing" in built) {
  console.error(`Cannot build tfjs-node's addon, the peer of this benchmark: ${built.missing}`);
  Deno.exit(1);
}

/** Median microseconds per op of one process. */
async function measure(...side: string[]): Promise<number> {
  const script = new URL("measure.ts", import.meta.url).pathname;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", script, ...side],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return median(JSON.parse(new TextDecoder().decode(stdout).trim().split("\n").at(-1)!));
}

function median(numbers: number[]): number {
  return numbers.toSorted((x, y) => x - y)[Math.floor(numbers.length / 2)]!;
}

const ratios: number[] = [];
console.log(`TensorFlow ${version}, ${navigator.hardwareConcurrency} cores, us per tf.add`);
for (let round = 0; round < Number(values.rounds); round++) {
  const ours = await measure("tensaur");
  const theirs = await measure("addon", built.addon);
  ratios.push(ours / theirs);
  const ratio = (ours / theirs).toFixed(2);
  console.log(`tensaur ${ours.toFixed(2)}   addon ${theirs.toFixed(2)}   ratio ${ratio}`);
}
console.log(`median ratio ${median(ratios).toFixed(2)} (bar: at most 0.6)`);
