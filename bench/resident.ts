/**
 * Resident memory of other processes.
 *
 * @module
 */

import { PeerError } from "./peer_process.ts";

/**
 * Resident memory of a process in MiB, now (`VmRSS`) or at its peak (`VmHWM`).
 *
 * @throws {PeerError} Where the system does not tell.
 */
export async function residentMiB(pid: number, which: "VmRSS" | "VmHWM"): Promise<number> {
  if (Deno.build.os !== "linux") {
    throw new PeerError("only Linux tells the resident memory of a process");
  }
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const kibibytes = new RegExp(`^${which}:\\s+(\\d+) kB`, "m").exec(status)?.[1];
  if (kibibytes === undefined) throw new PeerError(`the process has no ${which}`);
  return Number(kibibytes) / 1024;
}
