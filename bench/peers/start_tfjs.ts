/**
 * What a process of tfjs's own backends does at the least; timed from outside.
 *
 *     node start_tfjs.js import | first-result  wasm | node  [<tfjs_binding.node>]
 *
 * @module
 */

import process from "node:process";
import { load } from "./tfjs_backend.ts";

const [what, backend, addon] = process.argv.slice(2);
const { tf, start } = load(backend!, addon);
if (what === "first-result") {
  await start();
  console.log(tf.add(tf.tensor1d([1, 2]), tf.tensor1d([3, 4])).dataSync());
}
