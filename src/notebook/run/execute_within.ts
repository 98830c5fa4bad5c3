/**
 * One cell within its limits of time.
 *
 * @module
 */

import { ChildError } from "../../jupyter/deno_child.ts";
import type { ExecuteReply } from "../../jupyter/output.ts";
import type { Session } from "../../jupyter/session.ts";
import type { CellOutputs } from "./cell_outputs.ts";

/** When a cell is stopped. Times in milliseconds. */
export interface Limits {
  /** Longest time of one cell. */
  readonly perCell?: number;
  /** Time on the clock of `performance.now()` at which everything ends. */
  readonly deadline?: number;
  /** Between the interrupt and the end of the process. */
  readonly grace: number;
  readonly signal?: AbortSignal;
}

/** How a cell ended. */
export interface CellEnd {
  readonly status: "ok" | "error" | "timeout";
  /** Its number, null where the kernel could not say. */
  readonly count: number | null;
  /** Whether the kernel's process is gone. */
  readonly dead: boolean;
}

/** Why a cell is stopped, as it will be told to the user. */
interface StopReason {
  readonly name: string;
  readonly message: string;
}

/**
 * Executes a cell. When its time is over it is interrupted, and where that does not help within the
 * grace the process is ended; either is shown as an error of the cell.
 */
export async function executeWithin(
  session: Session,
  code: string,
  { outputs, ...limits }: Limits & { readonly outputs: CellOutputs },
): Promise<CellEnd> {
  const run = session.execute(code, { onOutput: (message) => outputs.add(message) });
  const { reason, cancel } = stopReason(limits);
  // Kept as a value: a rejection must have a handler while something else is awaited.
  const ended = run.then((reply) => ({ reply }), (error: unknown) => ({ error }));
  try {
    const first = await Promise.race([ended, reason]);
    if ("name" in first) return await stop(session, { ended, reason: first, limits, outputs });
    return endOf(first, outputs);
  } finally {
    cancel();
  }
}

type Ended = { readonly reply: ExecuteReply } | { readonly error: unknown };

function endOf(ended: Ended, outputs: CellOutputs): CellEnd {
  if ("error" in ended) {
    if (!(ended.error instanceof ChildError)) throw ended.error;
    outputs.addError("KernelDied", `The kernel's process ended: ${ended.error.message}`);
    return { status: "error", count: null, dead: true };
  }
  const { status, executionCount, ename, evalue, traceback = [] } = ended.reply;
  if (status === "error" && !outputs.error) outputs.addError(ename ?? "", evalue ?? "", traceback);
  return { status: status === "ok" ? "ok" : "error", count: executionCount, dead: false };
}

async function stop(
  session: Session,
  { ended, reason, limits, outputs }: {
    ended: Promise<Ended>;
    reason: StopReason;
    limits: Limits;
    outputs: CellOutputs;
  },
): Promise<CellEnd> {
  const interrupted = session.interrupt().then(() => undefined, (error: unknown) => {
    // A process that is gone needs no interrupt.
    if (!(error instanceof ChildError)) throw error;
  });
  const { promise: graceOver, cancel } = after(limits.grace);
  const last = await Promise.race([ended, graceOver]);
  cancel();
  if (last) {
    await interrupted;
    outputs.addError(reason.name, `${reason.message} and was interrupted`);
    const count = "reply" in last ? last.reply.executionCount : null;
    return { status: "timeout", count, dead: "error" in last };
  }
  await session.close();
  await Promise.all([ended, interrupted]);
  outputs.addError(
    reason.name,
    `${reason.message}, did not end when interrupted, and the kernel's process was ended`,
  );
  return { status: "timeout", count: null, dead: true };
}

/** Resolves when a limit is reached. */
function stopReason({ perCell, deadline, signal }: Limits) {
  const { promise, resolve } = Promise.withResolvers<StopReason>();
  const timers: ReturnType<typeof setTimeout>[] = [];
  const name = "CellTimeout";
  if (perCell !== undefined) {
    const message = `The cell took longer than ${perCell / 1000} s`;
    timers.push(setTimeout(() => resolve({ name, message }), perCell));
  }
  if (deadline !== undefined) {
    const message = "The cell was running when the time for the notebook was over";
    const left = Math.max(0, deadline - performance.now());
    timers.push(setTimeout(() => resolve({ name, message }), left));
  }
  const aborted = () => resolve({ name: "Stopped", message: "The run was stopped" });
  if (signal?.aborted) aborted();
  signal?.addEventListener("abort", aborted, { once: true });
  const cancel = () => {
    for (const timer of timers) clearTimeout(timer);
    signal?.removeEventListener("abort", aborted);
  };
  return { reason: promise, cancel };
}

function after(milliseconds: number) {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  return { promise, cancel: () => clearTimeout(timer) };
}
