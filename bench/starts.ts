/**
 * Jobs for which a process is started anew each time: how long it takes, and how much memory.
 *
 * @module
 */

import { reason } from "./install/command.ts";
import type { Job } from "./jobs.ts";
import { PeerError, PeerProcess } from "./peer_process.ts";
import type { Peer } from "./peers.ts";
import { residentMiB } from "./resident.ts";
import type { Sample } from "./sample.ts";

/** Ways whose memory is measured: the one that most users of a peer train with. */
const MEMORY_MODES: Readonly<Partial<Record<Peer["name"], string>>> = {
  tensaur: "jit",
  keras: "fit",
  torch: "eager",
  jax: "jax.jit",
};

/** Steps after which the peak is read. */
const MEMORY_STEPS = 20;

/** Memory hardly changes from run to run. */
const MEMORY_ROUNDS = 3;

/** Times processes from their start to their end, the peers in turn. */
export async function runStarts(
  job: Job,
  peers: readonly Peer[],
  rounds: number,
): Promise<Sample[]> {
  const samples = peers.map((peer) => ({ peer, rounds: [] as number[], missing: "" }));
  // One round before those that count brings the files into memory.
  for (let round = -1; round < rounds; round++) {
    for (const sample of samples.filter(({ missing }) => missing === "")) {
      const { command: [program, ...args], env } = sample.peer.start(job.name);
      const start = performance.now();
      const { success, stderr } = await new Deno.Command(program, {
        args,
        env: { NO_COLOR: "1", ...env },
      }).output();
      const ms = performance.now() - start;
      if (!success) {
        sample.missing = reason(new TextDecoder().decode(stderr));
      } else if (round >= 0) sample.rounds.push(ms);
    }
  }
  return samples.map(({ peer, rounds, missing }) => ({
    job: job.name,
    size: job.main,
    peer: peer.name,
    mode: "process",
    rounds,
    ...(missing === "" ? {} : { missing }),
  }));
}

/** Who trains, how often, and what memory is read. */
export interface MemoryOptions {
  /** Who trains. */
  readonly peers: readonly Peer[];
  /** Rounds, of which few are run. */
  readonly rounds: number;
  /** The ways of the peers; what most of their users do unless told. */
  readonly modes?: Readonly<Partial<Record<Peer["name"], string>>>;
  /** Steps after which the peak is read. */
  readonly steps?: number;
  /** MiB of a process, now or at its peak; resident memory unless told. */
  readonly memory?: (pid: number, which: "VmRSS" | "VmHWM") => Promise<number>;
}

/** Trains in processes of their own and reads the largest memory that each had. */
export async function runMemory(
  job: Job,
  size: number,
  { peers, rounds, modes = MEMORY_MODES, steps = MEMORY_STEPS, memory = residentMiB }:
    MemoryOptions,
): Promise<Sample[]> {
  const trained = job.name.replace("memory-", "");
  const samples: (Sample & { rounds: number[]; before: number })[] = [];
  for (const peer of peers) {
    const mode = modes[peer.name];
    if (mode === undefined || !peer.modes[trained]?.includes(mode)) continue;
    samples.push({ job: job.name, size, peer: peer.name, mode, rounds: [], before: 0 });
  }
  for (let round = 0; round < Math.min(rounds, MEMORY_ROUNDS); round++) {
    for (const sample of samples) {
      if (sample.missing !== undefined) continue;
      const { launch } = peers.find(({ name }) => name === sample.peer)!;
      await using process = new PeerProcess(launch);
      try {
        await process.hello();
        sample.before = await memory(process.pid, "VmRSS");
        const { mode } = sample;
        await process.time({ do: "open", key: "job", job: trained, mode, size });
        await process.time({ do: "run", key: "job", iterations: steps });
        sample.rounds.push(await memory(process.pid, "VmHWM"));
      } catch (error) {
        if (!(error instanceof PeerError)) throw error;
        Object.assign(sample, { missing: error.message });
      }
    }
  }
  return samples;
}
