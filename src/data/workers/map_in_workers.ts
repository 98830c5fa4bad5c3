/**
 * Elements changed on other threads.
 *
 * @module
 */

import { map } from "../dataset/operators/map.ts";
import type { Source } from "../dataset/source.ts";
import { loadFunction, type WorkerFunction } from "./worker_function.ts";
import { WorkerPool } from "./worker_pool.ts";

/** How many elements each worker has, so that it need not wait for the next one. */
const AHEAD = 3;

/**
 * Maps elements by a function of a module, in their order, whatever the number of workers; with none,
 * in this thread.
 */
export function mapInWorkers<T, U>(
  source: Source<T>,
  change: WorkerFunction,
  { workers, parallel }: { readonly workers: number; readonly parallel?: number | undefined },
): Source<U> {
  if (workers === 0) {
    const { options } = change;
    let loading: ReturnType<typeof loadFunction> | undefined;
    return map(source, async (element, context) => {
      loading ??= loadFunction(change);
      return await (await loading)(element, { ...context, options }) as U;
    }, parallel ?? 1);
  }
  return withPool(source, change, {
    pool: new WorkerPool(workers),
    parallel: parallel ?? AHEAD * workers,
  });
}

function withPool<T, U>(
  source: Source<T>,
  change: WorkerFunction,
  rule: { readonly pool: WorkerPool; readonly parallel: number },
): Source<U> {
  const { pool, parallel } = rule;
  const mapped = map(
    source,
    (element, context) => pool.call(change, element, context) as Promise<U>,
    parallel,
  );
  return {
    size: mapped.size,
    select: source.select && ((indices) => withPool(source.select!(indices), change, rule)),
    open(start) {
      const inner = mapped.open(start);
      pool.acquire();
      let open = true;
      async function close(): Promise<void> {
        if (!open) return;
        open = false;
        try {
          await inner.close();
        } finally {
          pool.release();
        }
      }
      return {
        async next() {
          const result = await inner.next();
          if (result.done) await close();
          return result;
        },
        state: inner.state,
        close,
      };
    },
  };
}
