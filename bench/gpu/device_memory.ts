/**
 * Memory that processes hold on NVIDIA GPUs.
 *
 * @module
 */

import { MissingError, output } from "../install/command.ts";
import { PeerError } from "../peer_process.ts";

/**
 * MiB that a process holds on all GPUs, as `nvidia-smi` says: its context, libraries and what its
 * allocator has taken. Allocators give nothing back while their process lives, so that it is the peak.
 *
 * @throws {PeerError} Where it cannot be told, as in a container with process ids of its own.
 */
export async function deviceMiB(pid: number): Promise<number> {
  let list: string;
  try {
    list = await output("nvidia-smi", {
      args: ["--query-compute-apps=pid,used_memory", "--format=csv,noheader,nounits"],
    });
  } catch (error) {
    if (error instanceof MissingError) throw new PeerError(error.message);
    throw error;
  }
  const mebibytes = deviceMemoryOf(list, pid);
  if (mebibytes === undefined) {
    throw new PeerError(`nvidia-smi does not list the process ${pid} with its memory`);
  }
  return mebibytes;
}

/** The same out of what `nvidia-smi` has printed; undefined where the process is not in it. */
export function deviceMemoryOf(list: string, pid: number): number | undefined {
  const rows = list.split("\n").map((line) => line.split(",").map(Number));
  const own = rows.filter(([id, used]) => id === pid && Number.isFinite(used));
  return own.length === 0 ? undefined : own.reduce((sum, [, used]) => sum + used!, 0);
}
