/**
 * Our own side of the benchmark: op by op, compiled, and compiled with XLA.
 *
 *     deno run -A bench/peers/tensaur.ts
 *
 * @module
 */

import { engine, jit, tf } from "../../mod.ts";
import type { JitOptions } from "../../src/jit/mod.ts";
import { type About, type Build, type Jobs, serve } from "./serve.ts";
import { OUR_BLOCKS } from "./tensaur_blocks.ts";
import { scannedLstm } from "./tensaur_lstm.ts";
import { gptTraining } from "./tfjs_gpt.ts";
import { stepping, TFJS_JOBS, type TfjsJob } from "./tfjs_jobs.ts";
import { type Compile, type OpenJob, plainBlocks, type Side, type Step } from "./tfjs_side.ts";

/** Starts TensorFlow; ops use as many threads as there are cores unless told. */
const start = (options: engine.UseOptions = {}) => engine.use({ engine: "tensorflow", ...options });

/** What is side by side has a core of its own then. */
const ONE_THREAD_AN_OP: engine.UseOptions = { intraOpThreads: 1 };

/** A side that compiles in one of our ways. */
const side = (options: JitOptions = {}, rest: Partial<Side> = {}): Side => ({
  tf,
  blocks: OUR_BLOCKS,
  compile: ((fn) => jit(fn, options)) as Compile,
  ...rest,
});

const eager = side({}, { compile: (fn) => fn });
const compiled = side();
const withXla = side({ xla: true });

/** A side that trains on the halves of a batch side by side. */
const inHalves = (options: JitOptions = {}) =>
  side(options, { parted: (loss: Step) => jit.dataParallel(loss, { replicas: 2 }) });

/** Builds a job when TensorFlow has started. */
const built = (job: TfjsJob, side: Side, options?: engine.UseOptions): Build => async (size) => {
  await start(options);
  return job(side, size);
};

/** A job op by op alone: there is nothing to compile. */
const opByOp = (job: TfjsJob) => ({ eager: built(job, eager) });

/** A job in each of our ways. */
const eachWay = (job: TfjsJob) => ({
  "jit": built(job, compiled),
  "jit, XLA": built(job, withXla),
  ...opByOp(job),
});

/** A job with the halves of its batch side by side. */
const halved = (job: TfjsJob, options: JitOptions = {}) => ({
  "jit, 2 replicas": built(job, inHalves(options)),
  "jit, 2 replicas, 1 thread an op": built(job, inHalves(options), ONE_THREAD_AN_OP),
});

/** A job compiled with products in bfloat16. */
const inBfloat16 = (job: TfjsJob) => ({
  "jit": built(job, side({ precision: "bfloat16" })),
  "jit, XLA": built(job, side({ precision: "bfloat16", xla: true })),
});

/** Each iteration traces the GPT's step anew; the step that runs afterwards is not counted. */
function trace(side: Side, layers: number): OpenJob {
  const { step, batch, dispose } = gptTraining(side, { width: 256, layers });
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
function firstStep(side: Side, layers: number): OpenJob {
  return {
    run(iterations) {
      for (let i = 0; i < iterations; i++) {
        const job = stepping(side, gptTraining(side, { width: 256, layers }));
        job.run(1);
        job.dispose!();
      }
    },
  };
}

/** The recurrent network as a loop of our own. */
const scanned: TfjsJob = (side, steps) => stepping(side, scannedLstm(steps));

const { triad, matmul, dispatch, cnn, gpt, lstm, dense, upload, download } = TFJS_JOBS;
const jobs: Jobs = {
  triad: eachWay(triad!),
  matmul: eachWay(matmul!),
  "matmul-bf16": inBfloat16(matmul!),
  dispatch: eachWay(dispatch!),
  cnn: { ...eachWay(cnn!), ...halved(cnn!) },
  gpt: {
    ...eachWay(gpt!),
    ...halved(gpt!),
    "jit, tfjs's ops": built(gpt!, side({}, { blocks: plainBlocks(tf) })),
  },
  "gpt-bf16": { ...inBfloat16(gpt!), ...halved(gpt!, { precision: "bfloat16" }) },
  // XLA takes minutes for a hundred cells one after the other: it gets the loop.
  lstm: {
    "jit": built(lstm!, compiled),
    // The layer has halves of its own.
    "jit, 1 thread an op": built(lstm!, compiled, ONE_THREAD_AN_OP),
    ...opByOp(lstm!),
    "jit, scan": built(scanned, compiled),
    "jit, scan, XLA": built(scanned, withXla),
  },
  dense: eachWay(dense!),
  upload: opByOp(upload!),
  download: opByOp(download!),
  trace: { jit: built(trace, eager) },
  "first-step": { "jit": built(firstStep, compiled), "jit, XLA": built(firstStep, withXla) },
};

async function about(): Promise<About> {
  const { version, library } = await start();
  const versions = { TensorFlow: version, Deno: Deno.version.deno };
  return { versions, ...(library === undefined ? {} : { library }) };
}

await serve(about, jobs);
