/**
 * Runs one job at one size on all peers in turn.
 *
 * @module
 */

import { permutation } from "../src/core/permutation.ts";
import type { Job, PeerName } from "./jobs.ts";
import type { Timed } from "./protocol.ts";
import type { Sample } from "./sample.ts";
import { PeerError, type PeerProcess } from "./peer_process.ts";

/** One way of one peer to run a job. */
export interface Lane {
  /** The peer. */
  readonly peer: PeerName;
  /** The way, such as `"eager"` or `"fit, XLA"`. */
  readonly mode: string;
  /** Its process. */
  readonly process: PeerProcess;
}

/** Who runs, how long and how often. */
export interface RoundOptions {
  /** Who takes turns. */
  readonly lanes: readonly Lane[];
  /** Rounds. */
  readonly rounds: number;
  /** Milliseconds that a turn shall take. */
  readonly turn: number;
  /** Seconds after which a first iteration is given up; 120 unless told. */
  readonly patience?: number;
}

/** Iterations of which one takes longer than this many milliseconds are timed in few rounds. */
const SLOW = 2_500;
/** How many. */
const SLOW_ROUNDS = 3;
/** Milliseconds between turns, in which the threads of the one before go to sleep. */
const PAUSE = 20;
/** Seconds after which a first iteration is given up. */
const PATIENCE = 120;

/** What is known of a lane while the rounds go on. */
interface Runner {
  readonly lane: Lane;
  readonly key: string;
  readonly first: Timed;
  readonly iterations: number;
  readonly wanted: number;
  readonly rounds: number[];
  missing?: string;
}

/**
 * Opens the job on each lane, then lets the lanes take turns, in another order each round: mixed, so that
 * none has the same one before it whenever it runs.
 *
 * @returns One sample per lane, in the order of the lanes.
 */
export async function runRounds(
  job: Job,
  size: number,
  options: RoundOptions,
): Promise<Sample[]> {
  const { lanes } = options;
  const runners: Runner[] = [];
  const samples = new Map<Lane, Sample>();
  const about = ({ peer, mode }: Lane) => ({ job: job.name, size, peer, mode });
  for (const lane of lanes) {
    try {
      runners.push(await open(job, size, lane, options));
    } catch (error) {
      if (!(error instanceof PeerError)) throw error;
      samples.set(lane, { ...about(lane), rounds: [], missing: error.message });
      // What failed may have broken more than the job; the next one gets a new process.
      await lane.process[Symbol.asyncDispose]();
    }
  }
  for (let round = 0; round < options.rounds; round++) {
    for (const i of permutation(runners.length, round)) {
      const runner = runners[i]!;
      if (runner.missing === undefined && round < runner.wanted) await takeTurn(runner);
    }
  }
  for (const { lane, key, first, iterations, rounds, missing } of runners) {
    if (!lane.process.ended) await lane.process.time({ do: "close", key });
    samples.set(lane, {
      ...about(lane),
      first: first.ms,
      ...(first.value === undefined ? {} : { value: first.value }),
      rounds,
      iterations,
      ...(rounds.length === 0 ? { missing: missing ?? "no round was run" } : {}),
    });
  }
  return lanes.map((lane) => samples.get(lane)!);
}

async function open(
  job: Job,
  size: number,
  lane: Lane,
  { rounds, turn, patience = PATIENCE }: RoundOptions,
): Promise<Runner> {
  const { process, mode } = lane;
  const key = `${job.name} ${size} ${mode}`;
  const first = await process.timed({ do: "open", key, job: job.name, mode, size }, patience);
  const runner = { lane, key, first, rounds: [] };
  // The first iteration compiles; a second one tells how long they take.
  let each = await process.time({ do: "run", key, iterations: 1 }, patience);
  if (each > SLOW) {
    return { ...runner, iterations: 1, wanted: Math.min(rounds, SLOW_ROUNDS) };
  }
  // Half a turn warms caches and V8's compiler up, and tells more exactly.
  for (let spent = each; spent < turn / 2;) {
    const iterations = Math.max(1, Math.min(50_000, Math.floor((turn / 2 - spent) / each)));
    each = await process.time({ do: "run", key, iterations });
    spent += Math.max(each * iterations, turn / 20);
  }
  return { ...runner, iterations: Math.max(1, Math.round(turn / each)), wanted: rounds };
}

async function takeTurn(runner: Runner): Promise<void> {
  const { lane, key, iterations } = runner;
  await new Promise((resolve) => setTimeout(resolve, PAUSE));
  try {
    runner.rounds.push(await lane.process.time({ do: "run", key, iterations }));
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    runner.missing = error.message;
  }
}
