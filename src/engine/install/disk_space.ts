/**
 * How much room is left on a disk.
 *
 * @module
 */

import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { InstallError } from "./install_error.ts";

/** Bytes that may still be written to the disk of a folder, which need not exist yet. */
export function freeBytes(folder: string): number {
  for (let at = folder;; at = dirname(at)) {
    try {
      const { bavail, bsize } = statfsSync(at);
      return bavail * bsize;
    } catch (error) {
      // The folder is made later: its nearest existing parent is on the same disk.
      if (dirname(at) === at) throw error;
    }
  }
}

/** What {@linkcode requireSpace} compares. */
export interface SpaceNeed {
  /** Bytes that are going to be written. */
  bytes: number;
  /** For what, e.g. "to download and unpack x.whl". */
  purpose: string;
}

/** Fails before anything is written when the disk has too little room. */
export function requireSpace(folder: string, need: SpaceNeed): void {
  const free = freeBytes(folder);
  if (free >= need.bytes) return;
  throw new InstallError(
    "disk",
    `Cannot install libtensorflow: ${megabytes(need.bytes)} are needed in ${folder} ` +
      `${need.purpose}, its disk has ${megabytes(free)} left: free some space, or set ` +
      "TENSAUR_CACHE_DIR to a folder on a larger disk",
  );
}

/** Bytes in words, in decimal megabytes. */
export function megabytes(bytes: number): string {
  return bytes >= 1e7 ? `${Math.round(bytes / 1e6)} MB` : `${(bytes / 1e6).toFixed(2)} MB`;
}
