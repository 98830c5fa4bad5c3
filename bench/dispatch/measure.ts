/**
 * Times one small op, again and again, and prints the microseconds of each batch as JSON.
 *
 *     deno run -A bench/dispatch/measure.ts tensaur
 *     deno run -A bench/dispatch/measure.ts addon <tfjs_binding.node>
 *
 * @module
 */

import { createRequire } from "node:module";
import "../../src/deps/node_util.ts";
import { engine, tf } from "../../mod.ts";
import { registerBackend, setBackend } from "../../src/deps/tfjs.ts";
import { kernelBackend } from "../../src/deps/tfjs_node.ts";

const BATCHES = 40;
const OPS = 5_000;

const [side, addon] = Deno.args;
if (side === "tensaur") {
  await engine.use({ engine: "tensorflow" });
} else if (side === "addon" && addon !== undefined) {
  // tfjs-node as Google ships it: its own backend class over its own native addon.
  const binding = createRequire(import.meta.url)(addon);
  const { NodeJSKernelBackend } = kernelBackend;
  tf.removeBackend("tensorflow");
  registerBackend("tensorflow", () => new NodeJSKernelBackend(binding, "tfjs-node"), 3);
  await setBackend("tensorflow");
} else {
  console.error("usage: measure.ts tensaur | addon <tfjs_binding.node>");
  Deno.exit(2);
}

const a = tf.tensor1d([1, 2, 3]);
const b = tf.tensor1d([4, 5, 6]);
const micros: number[] = [];
for (let batch = 0; batch < BATCHES; batch++) {
  const start = performance.now();
  for (let i = 0; i < OPS; i++) tf.add(a, b).dispose();
  micros.push((performance.now() - start) / OPS * 1e3);
}
// The first quarter warms the just-in-time compiler up.
console.log(JSON.stringify(micros.slice(BATCHES / 4)));
