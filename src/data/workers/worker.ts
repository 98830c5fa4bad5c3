/**
 * The main module of each worker: calls functions, one after the other.
 *
 * @module
 */

import { compact } from "./compact.ts";
import type { Answer, Task } from "./messages.ts";
import { transferables } from "./transferables.ts";
import { loadFunction } from "./worker_function.ts";

/** What a worker's global object has. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Task>) => void) | null;
  postMessage(answer: Answer, transfer: Transferable[]): void;
}

const functions = new Map<string, ReturnType<typeof loadFunction>>();

function functionOf(task: Task): ReturnType<typeof loadFunction> {
  const key = `${task.name} of ${task.module}`;
  let loading = functions.get(key);
  if (loading === undefined) functions.set(key, loading = loadFunction(task));
  return loading;
}

async function answer(task: Task): Promise<Answer> {
  const { id, element, options, index, epoch } = task;
  try {
    const call = await functionOf(task);
    return { id, value: compact(await call(element, { options, index, epoch })) };
  } catch (error) {
    if (!(error instanceof Error)) return { id, error: { name: "Error", message: String(error) } };
    const { name, message, stack } = error;
    return { id, error: { name, message, ...(stack !== undefined && { stack }) } };
  }
}

// Imported in a program's own thread (to look at it, or by a bundler) it does nothing.
if (typeof (globalThis as { WorkerGlobalScope?: unknown }).WorkerGlobalScope !== "undefined") {
  const scope = globalThis as unknown as WorkerScope;
  scope.onmessage = async ({ data: task }) => {
    const answered = await answer(task);
    const transfer = "value" in answered ? [...transferables(answered.value)] : [];
    try {
      scope.postMessage(answered, transfer);
    } catch (cause) {
      const message = `Cannot map in workers: what "${task.name}" returned cannot be copied: ${
        cause instanceof Error ? cause.message : String(cause)
      }`;
      scope.postMessage({ id: task.id, error: { name: "TypeError", message } }, []);
    }
  };
}
