/**
 * The processes of all peers: one for each way in which a peer runs jobs, so that none waits for,
 * or ends with, another.
 *
 * @module
 */

import type { PeerName } from "./jobs.ts";
import { PeerProcess } from "./peer_process.ts";
import type { Peer } from "./peers.ts";
import type { Lane } from "./rounds.ts";

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
