/**
 * What an installation reports while it runs.
 *
 * @module
 */

/** What an installation is doing, for a progress bar. */
export interface InstallProgress {
  /** The step. */
  stage: "wait" | "resolve" | "download" | "verify" | "unpack" | "place";
  /** What it works on, e.g. a file name. */
  what: string;
  /** Bytes done, where the step is counted in bytes. */
  done?: number;
  /** Bytes in all, where known. */
  total?: number;
}

/** Receives what an installation is doing. */
export type OnInstallProgress = (progress: InstallProgress) => void;
