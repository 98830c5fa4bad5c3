/**
 * What `await` in a cell becomes, so that Stop can end it.
 *
 * @module
 */
import { type CellContext, cellStorage } from "./cell_context.ts";

/** Where in the cells an error passed: number of the run and offset in its source. */
export type Passage = readonly [serial: number, offset: number];

/** Milliseconds without a turn of the event loop after which an `await` takes one. */
const TURN = 50;
/** Milliseconds of a turn: with none left, the process would not look at its sockets for seconds. */
const IDLE = 2;

const passages = new WeakMap<object, Passage[]>();
let lastTurn = performance.now();

/** The awaits of cells that an error came through, the innermost first. */
export function passagesOf(error: unknown): readonly Passage[] {
  return typeof error === "object" && error !== null ? passages.get(error) ?? [] : [];
}

function note(error: unknown, passage: Passage): void {
  if (typeof error !== "object" || error === null) return;
  const known = passages.get(error);
  if (known) known.push(passage);
  else passages.set(error, [passage]);
}

/**
 * Stands around what a cell awaits.
 *
 * @param value What is awaited.
 * @param serial Run of the cell in whose source this is.
 * @param offset Where in the source.
 * @returns The value, or a promise for it that Stop rejects.
 */
export function wait(value: unknown, serial: number, offset: number): unknown {
  const cell = cellStorage.getStore();
  const due = performance.now() - lastTurn > TURN;
  if (!due && !isThenable(value) && !cell?.stopped) return value;
  return stoppable(cell, due ? afterTurn(value) : value, [serial, offset]);
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (typeof value === "object" || typeof value === "function") && value !== null &&
    typeof (value as { then?: unknown }).then === "function";
}

/** A loop that awaits nothing but resolved promises would keep timers and Stop out for ever. */
async function afterTurn(value: unknown): Promise<unknown> {
  // Waiting for the turn must not make a rejection look unhandled.
  if (isThenable(value)) Promise.resolve(value).catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, IDLE));
  lastTurn = performance.now();
  return await value;
}

function stoppable(cell: CellContext | undefined, value: unknown, at: Passage): Promise<unknown> {
  return new Promise((resolve, reject) => {
    // What runs on although its cell was given up waits for ever, and is collected.
    if (cell?.abandoned) return;
    const settle = (error: unknown) => {
      cell?.waiting.delete(settle);
      if (cell?.abandoned) return;
      note(error, at);
      reject(error);
    };
    cell?.waiting.add(settle);
    Promise.resolve(value).then((result) => {
      cell?.waiting.delete(settle);
      resolve(result);
    }, settle);
    // A turn first: code that catches the error and tries again must not lock everything.
    if (cell?.stopped) setTimeout(() => settle(cell.controller.signal.reason), 0);
  });
}

/** Stands around what `for await` of a cell goes through. */
export function iterate(
  values: AsyncIterable<unknown> | Iterable<unknown>,
  serial: number,
  offset: number,
): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]() {
      const asynchronous = (values as AsyncIterable<unknown>)[Symbol.asyncIterator];
      const iterator = asynchronous
        ? asynchronous.call(values)
        : fromSync((values as Iterable<unknown>)[Symbol.iterator]());
      return {
        next: () => wait(iterator.next(), serial, offset) as Promise<IteratorResult<unknown>>,
        return: async () => await iterator.return?.() ?? { done: true, value: undefined },
      };
    },
  };
}

function fromSync(iterator: Iterator<unknown>): AsyncIterator<unknown> {
  return {
    async next() {
      const { done = false, value } = iterator.next();
      return { done, value: await value } as IteratorResult<unknown>;
    },
    // deno-lint-ignore require-await
    async return() {
      return iterator.return?.() ?? { done: true, value: undefined };
    },
  };
}
