/**
 * One installation at a time per library: a file locked by the operating system, which lets go of
 * it when the process ends, however it ends. So there are no stale locks to detect.
 *
 * @module
 */

import { throwIfCancelled } from "./install_error.ts";

/** Options of {@linkcode lockInstall}. */
export interface LockOptions {
  /** Called once when another process holds the lock. */
  onWait?: (holder: string) => void;
  /** Stops the waiting. */
  signal?: AbortSignal | undefined;
}

/** A held lock. */
export interface InstallLock extends Disposable {
  /** Whether another installation was waited for. */
  readonly waited: boolean;
}

const POLL_MILLISECONDS = 200;

/** Waits for the lock file's lock. Dispose the result to let go of it. */
export async function lockInstall(path: string, options: LockOptions = {}): Promise<InstallLock> {
  const file = await Deno.open(path, { create: true, read: true, write: true });
  let waited = false;
  try {
    while (!await file.tryLock(true)) {
      throwIfCancelled(options.signal);
      if (!waited) options.onWait?.((await Deno.readTextFile(path)).trim());
      waited = true;
      await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    }
    await file.truncate();
    await file.write(new TextEncoder().encode(`process ${Deno.pid}\n`));
  } catch (error) {
    file.close();
    throw error;
  }
  // Closing lets go of the lock; the empty file stays, as removing it would race with a waiter.
  return { waited, [Symbol.dispose]: () => file.close() };
}
