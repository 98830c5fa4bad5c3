/** Functions that the tests let workers call. */
import type { WorkerContext } from "../../../src/data/workers/worker_function.ts";

export async function slowly(
  element: number,
  { options, index, epoch }: WorkerContext<{ readonly by: number }>,
): Promise<[number, number, number]> {
  // Later ones are ready first.
  await new Promise((done) => setTimeout(done, 12 - 3 * (index % 4)));
  return [element * options.by, index, epoch];
}

export function fail(element: number): number {
  if (element === 3) throw new RangeError(`Cannot read pictures/${element}.jpg`);
  return element;
}

export function half({ data }: { readonly data: Float32Array }): unknown {
  return { dtype: "float32", shape: [data.length], data: data.map((value) => value / 2) };
}

export const notCopied = (): () => number => () => 1;

export const noFunction = 7;

export function thread(): string {
  return typeof (globalThis as { WorkerGlobalScope?: unknown }).WorkerGlobalScope;
}
