/**
 * The jobs of `deno task bench:gpu`, and what is promised of them.
 *
 * @module
 */

import { type Bar, type Job, JOBS } from "../jobs.ts";
import { GPT2_SIZE, gpt2Shape } from "../peers/gpt2.ts";
import { PRODUCTS } from "../peers/shapes.ts";
import { gptWorkOf, matmulWork } from "../work.ts";

/** Of PyTorch's speed in matrix products. */
const OF_PYTORCH = 0.9;
/** Milliseconds that handing one small op over may take. */
const DISPATCH = 0.01;

/** Size of the smallest GPT, for rehearsals. */
const SMALL_GPT = 1;

/** Ours takes no longer than either. */
function againstBoth(size: number): Bar[] {
  return [{ peer: "torch", size, atMost: 1 }, { peer: "jax", size, atMost: 1 }];
}

/** A job of the benchmark on CPUs, at one size. */
function known(name: string, size: number): Job {
  const { bars: _, ...job } = JOBS.find((job) => job.name === name)!;
  return { ...job, sizes: [size], main: size };
}

function cnn(size: number): Job {
  return { ...known("cnn", size), bars: againstBoth(size) };
}

function products(size: number): Job {
  return {
    ...known("matmul-bf16", size),
    title: `${PRODUCTS} matrix products in a row, bfloat16`,
    work: (size) => {
      const { flops, bytes, dtype } = matmulWork(size, "bfloat16");
      return { flops: PRODUCTS * flops, bytes: PRODUCTS * bytes, dtype };
    },
    bars: [{ peer: "torch", size, atMost: 1 / OF_PYTORCH }],
  };
}

function gpt2(size: number): Job {
  const { batch, length } = gpt2Shape(size);
  return {
    name: "gpt2",
    title: `GPT-2 step, bfloat16, AdamW, ${batch} x ${length} tokens`,
    kind: "turns",
    sizes: [size],
    main: size,
    sizeUnit: "M weights",
    work: (size) => gptWorkOf(gpt2Shape(size), "bfloat16"),
    bars: againstBoth(size),
  };
}

function memory(of: string, title: string, job: Job): Job {
  const { main, sizeUnit } = job;
  return { name: `memory-${of}`, title, kind: "memory", sizes: [main], main, sizeUnit };
}

/** All jobs, in the order in which they run; of tiny sizes for a rehearsal. */
export function gpuJobs(rehearse: boolean): Job[] {
  const size = (real: number, tiny: number) => rehearse ? tiny : real;
  const transfer = size(2 ** 24, 2 ** 10);
  const steps = [cnn(size(64, 2)), cnn(size(1024, 4)), gpt2(size(GPT2_SIZE, SMALL_GPT))];
  return [
    known("triad", 16),
    products(size(8192, 64)),
    ...steps,
    { ...known("dispatch", 3), timeBars: [{ size: 3, ms: DISPATCH }] },
    known("upload", transfer),
    { ...known("download", transfer), title: "Device to host, of a sum" },
    memory("cnn", "Device memory: MNIST CNN", steps[1]!),
    memory("gpt2", "Device memory: GPT-2", steps[2]!),
  ];
}
