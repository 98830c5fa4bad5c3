/**
 * The cell of a notebook that runs.
 *
 * @module
 */

/**
 * A number for the run of the cell that calls this, wherever in its code that is; no two runs of a
 * kernel have the same.
 *
 * @returns `undefined` outside a notebook, and in kernels that do not tell.
 */
export function notebookCell(): number | undefined {
  const world = (globalThis as Record<symbol, unknown>)[Symbol.for("tensaur.notebook")];
  return (world as { cell?: number } | undefined)?.cell;
}
