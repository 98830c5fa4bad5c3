/**
 * Threads that call functions of modules.
 *
 * @module
 */

import type { MapContext } from "../dataset/operators/map.ts";
import { compact } from "./compact.ts";
import type { Answer, Task } from "./messages.ts";
import type { WorkerFunction } from "./worker_function.ts";

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** One thread, and the calls it has not answered. */
interface Thread {
  readonly worker: Worker;
  readonly waiting: Map<number, Waiting>;
}

/** An error of a worker in this thread: its name and message, and where it was thrown there. */
function errorOf({ name, message, stack }: Extract<Answer, { error: unknown }>["error"]): Error {
  const make = { TypeError, RangeError, SyntaxError }[name] ?? Error;
  const error = new make(message);
  if (error.name !== name) Object.defineProperty(error, "name", { value: name });
  if (stack !== undefined) error.cause = `In a worker: ${stack}`;
  return error;
}

/**
 * Workers while somebody needs them: started at the first call, ended with the last `release()`.
 */
export class WorkerPool {
  readonly #size: number;
  #threads: Thread[] = [];
  #users = 0;
  #nextId = 0;

  /** Makes a pool of `size` workers, and starts none yet. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Counts one more user. */
  acquire(): void {
    this.#users++;
  }

  /** Counts one less; the last one ends the workers. */
  release(): void {
    if (--this.#users > 0) return;
    const threads = this.#threads;
    this.#threads = [];
    for (const { worker, waiting } of threads) {
      worker.terminate();
      for (const { reject } of waiting.values()) reject(new Error("The worker was ended"));
    }
  }

  /** Calls the function in the worker that has least to do. */
  call(change: WorkerFunction, element: unknown, { index, epoch }: MapContext): Promise<unknown> {
    const thread = this.#leastBusy();
    const task: Task = {
      id: this.#nextId++,
      module: String(change.module),
      name: change.name,
      options: change.options,
      element: compact(element),
      index,
      epoch,
    };
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    thread.waiting.set(task.id, { resolve, reject });
    try {
      // Copied, not handed over: the element may be somebody's who uses it again.
      thread.worker.postMessage(task);
    } catch (cause) {
      thread.waiting.delete(task.id);
      const reason = cause instanceof Error ? cause.message : String(cause);
      reject(
        new TypeError(`Cannot map in workers: element ${index} cannot be copied: ${reason}`, {
          cause,
        }),
      );
    }
    return promise;
  }

  #leastBusy(): Thread {
    const idle = this.#threads.find(({ waiting }) => waiting.size === 0);
    if (idle !== undefined) return idle;
    if (this.#threads.length < this.#size) {
      const thread = startThread();
      this.#threads.push(thread);
      return thread;
    }
    return this.#threads.reduce((a, b) => b.waiting.size < a.waiting.size ? b : a);
  }
}

function startThread(): Thread {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  const waiting = new Map<number, Waiting>();
  worker.onmessage = ({ data: answer }: MessageEvent<Answer>) => {
    const { resolve, reject } = waiting.get(answer.id)!;
    waiting.delete(answer.id);
    if ("error" in answer) reject(errorOf(answer.error));
    else resolve(answer.value);
  };
  worker.onerror = (event) => {
    // Without this the program itself would end.
    event.preventDefault();
    const error = new Error(`Cannot map in workers: a worker ended: ${event.message}`);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  return { worker, waiting };
}
