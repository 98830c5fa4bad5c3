/**
 * Our own side of the benchmark: op by op, compiled, and compiled with XLA.
 *
 *     deno run -A bench/peers/tensaur.ts
 *
 * @module
 */

import { engine, jit, tf } from "../../mod.ts";
import { type Jobs, serve } from "./serve.ts";
import { gptTraining } from "./tfjs_gpt.ts";
import { type Side, stepping, TFJS_JOBS, type TfjsJob } from "./tfjs_jobs.ts";
import { type Compile, type OpenJob, plainBlocks } from "./tfjs_side.ts";

const { version, library } = await engine.use({ engine: "tensorflow" });

const blocks = plainBlocks(tf);
const eager: Side = { tf, blocks, compile: (fn) => fn };
const compiled: Side = { tf, blocks, compile: jit as unknown as Compile };
const withXla: Side = {
  tf,
  blocks,
  compile: ((fn) => jit(fn, { xla: true })) as Compile,
};

/** A job op by op alone: there is nothing to compile. */
const opByOp = (job: TfjsJob) => ({ eager: (size: number) => job(eager, size) });

/** A job in each of our ways. */
const eachWay = (job: TfjsJob) => ({
  "jit": (size: number) => job(compiled, size),
  "jit, XLA": (size: number) => job(withXla, size),
  ...opByOp(job),
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
  dispatch: eachWay(dispatch!),
  cnn: eachWay(cnn!),
  gpt: eachWay(gpt!),
  lstm: eachWay(lstm!),
  dense: eachWay(dense!),
  upload: opByOp(upload!),
  download: opByOp(download!),
  trace: { jit: trace },
  "first-step": { "jit": firstStep(compiled), "jit, XLA": firstStep(withXla) },
};

const versions = { TensorFlow: version, Deno: Deno.version.deno };
await serve({ versions, ...(library === undefined ? {} : { library }) }, jobs);
