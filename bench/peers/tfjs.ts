/**
 * The benchmark's side of tfjs's own backends.
 *
 * It is transpiled into the folder that the packages are in, as Node 20 does not run TypeScript:
 *
 *     node tfjs.js wasm
 *     node tfjs.js node <tfjs_binding.node>
 *
 * @module
 */

import process from "node:process";
import { serve } from "./serve.ts";
import { load } from "./tfjs_backend.ts";
import { TFJS_JOBS } from "./tfjs_jobs.ts";
import { plainBlocks } from "./tfjs_side.ts";

const [backend, addon] = process.argv.slice(2);
const { tf, start } = load(backend!, addon);
const versions = await start();
const side = { tf, compile: <F>(fn: F) => fn, blocks: plainBlocks(tf) };
const jobs = Object.entries(TFJS_JOBS)
  .map(([name, job]) => [name, { eager: (size: number) => job(side, size) }]);
await serve(() => ({ versions }), Object.fromEntries(jobs));
