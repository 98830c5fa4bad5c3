/**
 * Our own side of `deno task bench:gpu`: compiled as by default, without XLA as a whole, op by op.
 *
 *     TENSAUR_BENCH_DEVICE=cuda deno run -A bench/peers/gpu_tensaur.ts
 *
 * @module
 */

import { engine, jit, tf } from "../../mod.ts";
import type { JitOptions } from "../../src/jit/mod.ts";
import { gpt2 } from "./gpt2_tensaur.ts";
import { serve } from "./serve.ts";
import { PRODUCTS } from "./shapes.ts";
import { OUR_BLOCKS } from "./tensaur_blocks.ts";
import { repeated, TFJS_JOBS, type TfjsJob } from "./tfjs_jobs.ts";
import type { Compile, OpenJob, Side } from "./tfjs_side.ts";

const wanted = Deno.env.get("TENSAUR_BENCH_DEVICE") === "cuda" ? "GPU" : "CPU";
const { version, devices, notTaken } = await engine.use({
  engine: "tensorflow",
  // As in the other peers; it is the default, too.
  tensorFloat32: true,
});
const device = devices.find(({ type }) => type === wanted);
if (device === undefined) {
  throw new Error(
    `error: TensorFlow ${version} sees no GPU: ${notTaken.map(({ why }) => why).join("; ")}`,
  );
}

/** Reads one element: what was asked for before it is done then. */
function settle(result: tf.Tensor): void {
  tf.tidy(() => tf.slice(tf.reshape(result, [-1]), 0, 1).dataSync());
}

const side = (options: JitOptions): Side => ({
  tf,
  blocks: OUR_BLOCKS,
  compile: ((fn) => jit(fn, options)) as Compile,
  settle,
});
const eager: Side = { tf, blocks: OUR_BLOCKS, compile: (fn) => fn, settle };

/** A job in our ways, with products in the format of `precision`. */
const compiled = (job: TfjsJob, options: JitOptions = {}) => ({
  "jit": (size: number) => job(side(options), size),
  "jit, formulas alone by XLA": (size: number) => job(side({ ...options, xla: false }), size),
});
const eachWay = (job: TfjsJob) => ({
  ...compiled(job),
  eager: (size: number) => job(eager, size),
});

/** Eight products in a row, as a network has them. tfjs has no bfloat16: they begin and end in float32. */
function products(side: Side, size: number): OpenJob {
  const a = tf.tidy(() => tf.div(tf.randomNormal([size, size]), Math.sqrt(size)));
  return repeated(side, [a, tf.randomNormal([size, size])], (a, b) =>
    tf.tidy(() => {
      let product = b;
      for (let i = 0; i < PRODUCTS; i++) product = tf.matMul(a, product);
      return product;
    }));
}

/** A new tensor each time: what was downloaded once might be kept. */
function download(_: Side, size: number): OpenJob {
  const tensor = tf.ones([size]);
  return {
    run(iterations) {
      for (let i = 0; i < iterations; i++) tf.tidy(() => tf.add(tensor, 1).dataSync());
    },
    dispose: () => tensor.dispose(),
  };
}

const { triad, cnn, dispatch, upload } = TFJS_JOBS;
const opByOp = (job: TfjsJob) => ({ eager: (size: number) => job(eager, size) });
const versions = {
  TensorFlow: version,
  Deno: Deno.version.deno,
  device: device.model ?? device.name,
};
await serve(() => ({ versions }), {
  triad: compiled(triad!),
  "matmul-bf16": compiled(products, { precision: "bfloat16" }),
  cnn: eachWay(cnn!),
  gpt2: compiled(gpt2, { precision: "bfloat16" }),
  dispatch: eachWay(dispatch!),
  upload: opByOp(upload!),
  download: opByOp(download),
});
