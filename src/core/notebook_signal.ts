/**
 * The Stop button of a notebook.
 *
 * @module
 */

/**
 * The signal that Stop aborts, of the cell that calls this.
 *
 * @returns `undefined` outside a notebook, and in kernels that have no such signal.
 */
export function notebookSignal(): AbortSignal | undefined {
  const world = (globalThis as Record<symbol, unknown>)[Symbol.for("tensaur.notebook")];
  return (world as { signal?: AbortSignal } | undefined)?.signal;
}
