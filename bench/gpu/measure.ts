/**
 * Times the jobs on the GPU, the peers in turn.
 *
 * @module
 */

import { type Peer, prepareAll, type Prepared } from "../peers.ts";
import { Pool } from "../pool.ts";
import { runRounds } from "../rounds.ts";
import type { Sample } from "../sample.ts";
import { runMemory } from "../starts.ts";
import { deviceMiB } from "./device_memory.ts";
import { gpuJobs } from "./jobs.ts";
import { GPU_PEERS, prepareGpuPeer } from "./peers.ts";
import type { GpuOptions } from "./options.ts";

/** Seconds that compiling a first step may take: XLA and inductor try many kernels on a GPU. */
const PATIENCE = 600;

/** The ways whose memory is read. */
const MEMORY_MODES = { tensaur: "jit", torch: "torch.compile", jax: "jax.jit" } as const;

/** Installs and asks the peers, ours among them; `tell` hears of each. */
export async function prepare(
  { rehearse, python, pip }: GpuOptions,
  tell: (text: string) => void,
): Promise<Prepared> {
  const device = rehearse ? "cpu" : "cuda";
  const options = { device, pip, ...(python === undefined ? {} : { python }) } as const;
  return await prepareAll(
    ["tensaur", ...GPU_PEERS] as const,
    (name) => prepareGpuPeer(name, options),
    tell,
  );
}

/** Runs all jobs on the peers that are there; `add` hears of each sample. */
export async function measure(
  peers: readonly Peer[],
  { rehearse, rounds, turn }: GpuOptions,
  add: (samples: readonly Sample[]) => void,
): Promise<void> {
  for (const job of gpuJobs(rehearse)) {
    if (job.kind === "memory") {
      add(
        await runMemory(job, job.main, {
          peers,
          rounds: 1,
          modes: MEMORY_MODES,
          ...(rehearse ? { steps: 2 } : { memory: deviceMiB }),
        }),
      );
      continue;
    }
    // Allocators keep what they have had: each job finds the GPU free.
    await using pool = new Pool();
    const lanes = pool.lanes(job.name, peers);
    add(await runRounds(job, job.main, { lanes, rounds, turn, patience: PATIENCE }));
  }
}
