/**
 * The processes of all peers: one for each way in which a peer runs jobs, so that none waits for,
 * or ends with, another.
 *
 * @module
 */

import type { PeerName } from "./jobs.ts";
import { PeerError, PeerProcess } from "./peer_process.ts";
import type { Peer } from "./peers.ts";
import { residentMiB } from "./resident.ts";
import type { Lane } from "./rounds.ts";

/** MiB above which a process that has nothing to do is ended, for another to take its place. */
const FAT = 1024;

/** Processes by peer and mode, started when they are first wanted. */
export class Pool implements AsyncDisposable {
  readonly #processes = new Map<string, PeerProcess>();

  /** The lanes of a job: each peer in each of its modes. */
  lanes(job: string, peers: readonly Peer[]): Lane[] {
    return peers.flatMap((peer) =>
      (peer.modes[job] ?? []).map((mode) => ({
        peer: peer.name,
        mode,
        process: this.#get(peer, mode),
      }))
    );
  }

  /** Ends processes that have kept much memory from earlier jobs: there is one for each lane. */
  async trim(): Promise<void> {
    for (const process of this.#processes.values()) {
      if (!process.ended && await residentOrZero(process.pid) > FAT) {
        await process[Symbol.asyncDispose]();
      }
    }
  }

  /** Ends all processes. */
  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#processes.values()];
    await Promise.all(all.map((process) => process[Symbol.asyncDispose]()));
  }

  #get({ name, launch }: { name: PeerName; launch: Peer["launch"] }, mode: string): PeerProcess {
    const key = `${name} ${mode}`;
    let process = this.#processes.get(key);
    if (process === undefined || process.ended) {
      process = new PeerProcess(launch);
      this.#processes.set(key, process);
    }
    return process;
  }
}

async function residentOrZero(pid: number): Promise<number> {
  try {
    return await residentMiB(pid, "VmRSS");
  } catch (error) {
    if (error instanceof PeerError || error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
