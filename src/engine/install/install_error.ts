/**
 * Why an installation stopped.
 *
 * @module
 */

/** What kind of thing stopped an installation, for callers that go on with another engine. */
export type InstallFault =
  | "cancelled"
  | "disk"
  | "hash"
  | "network"
  | "no-installer"
  | "not-found"
  | "package"
  | "permission"
  | "unsupported";

/** Options of {@linkcode InstallError}. */
export interface InstallErrorOptions {
  /** The error underneath. */
  cause?: unknown;
}

/** An installation that could not be done: the message says what was wanted, what came, what to do. */
export class InstallError extends Error {
  /** What kind of thing stopped it. */
  readonly fault: InstallFault;

  /** Makes the error; the message is a sentence without a full stop. */
  constructor(fault: InstallFault, message: string, options: InstallErrorOptions = {}) {
    super(message, options);
    this.name = "InstallError";
    this.fault = fault;
  }
}

/** Gives errors of the file system that a user can act on their message; others stay as they are. */
export function explainFileError(error: unknown, what: string): unknown {
  if (!(error instanceof Error) || error instanceof InstallError) return error;
  const code = (error as { code?: string }).code;
  if (
    code === "ENOSPC" || code === "EDQUOT" || /no space left|os error 28\b/i.test(error.message)
  ) {
    return new InstallError(
      "disk",
      `Cannot ${what}: the disk is full: free some space, or set TENSAUR_CACHE_DIR to a folder ` +
        "on a larger disk, and run it again: what was downloaded so far is kept",
      { cause: error },
    );
  }
  if (error instanceof Deno.errors.PermissionDenied || code === "EROFS") {
    return new InstallError(
      "permission",
      `Cannot ${what}: ${error.message}: make the folder writable or set TENSAUR_CACHE_DIR to ` +
        "one that is",
      { cause: error },
    );
  }
  return error;
}

/** Throws when `signal` says that the installation is no longer wanted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new InstallError(
      "cancelled",
      "The installation was cancelled: what was downloaded so far is kept, run it again to go on",
      { cause: signal.reason },
    );
  }
}
