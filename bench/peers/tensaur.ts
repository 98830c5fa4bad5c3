/**
 * Our own side of the benchmark: op by op, compiled, and compiled with XLA.
 *
 *     deno run -A bench/peers/tensaur.ts
 *
 * @module
 */

import { engine, jit, tf } from "../../mod.ts";
import type { JitOptions } from "../../src/jit/mod.ts";
import { type Jobs, serve } from "./serve.ts";
import { OUR_BLOCKS } from "./tensaur_blocks.ts";
import { scannedLstm } from "./tensaur_lstm.ts";
import { gptTraining } from "./tfjs_gpt.ts";
import { type Side, stepping, TFJS_JOBS, type TfjsJob } from "./tfjs_jobs.ts";
import { type Blocks, type Compile, type OpenJob, plainBlocks, type Step } from "./tfjs_side.ts";

const { version, library } = await engine.use({ engine: "tensorflow" });

/** A side that compiles in one of our ways. */
const side = (options: JitOptions, blocks: Blocks = OUR_BLOCKS): Side => ({
  tf,
  blocks,
  compile: ((fn) => jit(fn, options)) as Compile,
});

const eager: Side = { tf, blocks: OUR_BLOCKS, compile: (fn) => fn };
const compiled = side({});
const withXla = side({ xla: true });

/** A job op by op alone: there is nothing to compile. */
const opByOp = (job: TfjsJob) => ({ eager: (size: number) => job(eager, size) });

/** A job in each of our ways. */
const eachWay = (job: TfjsJob) => ({
  "jit": (size: number) => job(compiled, size),
  "jit, XLA": (size: number) => job(withXla, size),
  ...opByOp(job),
});

/** The GPT with the halves of its batch side by side. */
function gptInHalves(options: JitOptions): (width: number) => OpenJob {
  const parted = (loss: Step) => jit.dataParallel(loss, { replicas: 2 });
  return (width) => {
    const halves = side(options);
    return stepping(halves, gptTraining(halves, { width, parted }));
  };
}

/** A job compiled with products in bfloat16. */
const inBfloat16 = (job: TfjsJob) => ({
  "jit": (size: number) => job(side({ precision: "bfloat16" }), size),
  "jit, XLA": (size: number) => job(side({ precision: "bfloat16", xla: true }), size),
});

/** Each iteration traces the GPT's step anew; the step that runs afterwards is not counted. */
function trace(layers: number): OpenJob {
  const { step, batch, dispose } = gptTraining(eager, { width: 256, layers });
  return {
    run(iterations) {
      let total = 0;
      for (let i = 0; i < iterations; i++) {
        using compiled = jit(step);
        compiled(...batch).dispose();
        total += compiled.stats().traceMs;
      }
      return total / iterations;
    },
    dispose,
  };
}

/** Each iteration compiles a new network from nothing. */
function firstStep(side: Side): (layers: number) => OpenJob {
  return (layers) => ({
    run(iterations) {
      for (let i = 0; i < iterations; i++) {
        const job = stepping(side, gptTraining(side, { width: 256, layers }));
        job.run(1);
        job.dispose!();
      }
    },
  });
}

const { triad, matmul, dispatch, cnn, gpt, lstm, dense, upload, download } = TFJS_JOBS;
const jobs: Jobs = {
  triad: eachWay(triad!),
  matmul: eachWay(matmul!),
  "matmul-bf16": inBfloat16(matmul!),
  dispatch: eachWay(dispatch!),
  cnn: eachWay(cnn!),
  gpt: {
    ...eachWay(gpt!),
    "jit, 2 replicas": gptInHalves({}),
    "jit, tfjs's ops": (size) => gpt!(side({}, plainBlocks(tf)), size),
  },
  "gpt-bf16": {
    ...inBfloat16(gpt!),
    "jit, 2 replicas": gptInHalves({ precision: "bfloat16" }),
  },
  // XLA takes minutes for a hundred cells one after the other: it gets the loop.
  lstm: {
    "jit": (size) => lstm!(compiled, size),
    ...opByOp(lstm!),
    "jit, scan": (size) => stepping(compiled, scannedLstm(size)),
    "jit, scan, XLA": (size) => stepping(withXla, scannedLstm(size)),
  },
  dense: eachWay(dense!),
  upload: opByOp(upload!),
  download: opByOp(download!),
  trace: { jit: trace },
  "first-step": { "jit": firstStep(compiled), "jit, XLA": firstStep(withXla) },
};

const versions = { TensorFlow: version, Deno: Deno.version.deno };
await serve({ versions, ...(library === undefined ? {} : { library }) }, jobs);
