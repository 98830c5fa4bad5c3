/**
 * What a process of ours does at the least; timed from outside.
 *
 *     deno run -A bench/peers/start_tensaur.ts import | first-result
 *
 * @module
 */

import { engine, tf } from "../../mod.ts";

if (Deno.args[0] === "first-result") {
  await engine.use({ engine: "tensorflow" });
  console.log(tf.add(tf.tensor1d([1, 2]), tf.tensor1d([3, 4])).dataSync());
}
