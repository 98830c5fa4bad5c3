/**
 * From samples to what a table shows: the best way of each peer, ratios, limits and promises.
 *
 * @module
 */

import { type Bar, type Job, JOBS, type PeerName } from "./jobs.ts";
import type { Machine } from "./machine.ts";
import type { Sample } from "./sample.ts";
import { ratioOf, type Spread, spreadOf } from "./statistics.ts";
import type { Work } from "./work.ts";

/** How fast the machine can be at all, as the best peer showed in the same run. */
export interface Limits {
  /** Largest rate of a float32 product, in GFLOP/s. */
  readonly float32?: number;
  /** Largest rate of a bfloat16 product, in GFLOP/s. */
  readonly bfloat16?: number;
  /** Largest rate of the triad, in GB/s. */
  readonly memory?: number;
}

/** What the best way of one peer took. */
export interface Best {
  /** The way. */
  readonly mode: string;
  /** Milliseconds per iteration (MiB for memory). */
  readonly spread: Spread;
  /** The sample it comes from. */
  readonly sample: Sample;
}

/** One peer against ours. */
export interface Compared extends Best {
  /** Ours divided by the peer's, round by round. */
  readonly ratio?: Spread;
}

/** A promise and whether it is kept. */
export interface Verdict extends Bar {
  /** What it is measured against; undefined if that did not run. */
  readonly against?: Compared;
  /** Whether the ratio is at most the bar. */
  readonly kept?: boolean;
}

/** One job at one size. */
export interface Row {
  /** The job. */
  readonly job: Job;
  /** Its size. */
  readonly size: number;
  /** Ours. */
  readonly ours?: Best;
  /** The others that ran it. */
  readonly peers: Readonly<Partial<Record<PeerName, Compared>>>;
  /** Milliseconds that the machine's own limits leave. */
  readonly floor?: number;
  /** The promises. */
  readonly verdicts: readonly Verdict[];
}

/** Everything that is known of one run. */
export interface Report {
  /** Day of the run. */
  readonly date: string;
  /** The machine. */
  readonly machine: Machine;
  /** By peer, its parts and their versions. */
  readonly versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** By peer, why it is missing. */
  readonly missing: Readonly<Record<string, string>>;
  /** Rounds, and milliseconds of a turn. */
  readonly rounds: number;
  readonly turn: number;
  /** What was measured. */
  readonly samples: readonly Sample[];
}

/** The rates of the fastest peer in its fastest round: a limit is what noise can only hide. */
export function limitsOf(samples: readonly Sample[], jobs: readonly Job[] = JOBS): Limits {
  const best = (names: readonly string[], rate: (work: Work, ms: number) => number) => {
    const rates = samples
      .filter(({ job, rounds }) => names.includes(job) && rounds.length > 0)
      .map(({ job, size, rounds }) =>
        rate(jobs.find(({ name }) => name === job)!.work!(size), Math.min(...rounds))
      );
    return rates.length === 0 ? undefined : Math.max(...rates);
  };
  const gigaflops = (work: Work, ms: number) => work.flops / ms / 1e6;
  const float32 = best(["matmul"], gigaflops);
  // What is not faster in bfloat16 may as well be done in float32.
  const bfloat16 = best(["matmul", "matmul-bf16"], gigaflops);
  const memory = best(["triad"], (work, ms) => work.bytes / ms / 1e6);
  return {
    ...(float32 === undefined ? {} : { float32 }),
    ...(bfloat16 === undefined ? {} : { bfloat16 }),
    ...(memory === undefined ? {} : { memory }),
  };
}

/** Milliseconds that a job takes at the machine's limits, if those that it meets are known. */
export function floorOf(work: Work, limits: Limits): number | undefined {
  const rate = limits[work.dtype];
  if (work.flops > 0 && rate === undefined) return undefined;
  if (work.bytes > 0 && limits.memory === undefined) return undefined;
  const arithmetic = work.flops === 0 ? 0 : work.flops / rate! / 1e6;
  const traffic = work.bytes === 0 ? 0 : work.bytes / limits.memory! / 1e6;
  return Math.max(arithmetic, traffic) || undefined;
}

/** One row for each job and size that was run, in the order of `jobs`: all unless told. */
export function rowsOf(samples: readonly Sample[], jobs: readonly Job[] = JOBS): Row[] {
  const limits = limitsOf(samples, jobs);
  return jobs.flatMap((job) =>
    job.sizes
      .filter((size) => samples.some((sample) => isOf(sample, job, size)))
      .map((size) => rowOf(job, size, { samples, limits }))
  );
}

function rowOf(
  job: Job,
  size: number,
  { samples, limits }: { samples: readonly Sample[]; limits: Limits },
): Row {
  const measured = samples.filter((sample) => isOf(sample, job, size) && sample.rounds.length > 0);
  const ours = bestOf(measured, "tensaur");
  const peers: Partial<Record<PeerName, Compared>> = {};
  const compared = (peer: PeerName, mode?: string): Compared | undefined => {
    const best = bestOf(measured, peer, mode);
    const ratio = ours && best && ratioOf(ours.sample.rounds, best.sample.rounds);
    return best && { ...best, ...(ratio ? { ratio } : {}) };
  };
  for (const name of new Set(measured.map(({ peer }) => peer))) {
    if (name !== "tensaur") peers[name] = compared(name)!;
  }
  const floor = job.work && floorOf(job.work(size), limits);
  const verdicts = (job.bars ?? []).filter((bar) => bar.size === size).map((bar): Verdict => {
    const against = compared(bar.peer, bar.mode);
    const ratio = against?.ratio?.median;
    return ratio === undefined ? bar : { ...bar, against: against!, kept: ratio <= bar.atMost };
  });
  return {
    job,
    size,
    ...(ours ? { ours } : {}),
    peers,
    ...(floor === undefined ? {} : { floor }),
    verdicts,
  };
}

/** A peer's best way, or the one that is named. */
function bestOf(samples: readonly Sample[], peer: PeerName, mode?: string): Best | undefined {
  const all = samples
    .filter((sample) => sample.peer === peer && (mode === undefined || sample.mode === mode))
    .map((sample) => ({ mode: sample.mode, spread: spreadOf(sample.rounds), sample }));
  return all.toSorted((a, b) => a.spread.median - b.spread.median)[0];
}

function isOf(sample: Sample, job: Job, size: number): boolean {
  return sample.job === job.name && sample.size === size;
}
