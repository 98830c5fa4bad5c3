/**
 * Ids of cells, made so that the same notebook gets the same ones each time.
 *
 * @module
 */

/** What the format allows as an id. */
export const CELL_ID = /^[a-zA-Z0-9_-]{1,64}$/;

/**
 * An id for a cell that has none: eight hexadecimal digits that follow from its text, and a number
 * behind them where that is taken.
 *
 * @param text What the cell says.
 * @param taken Ids that other cells have; the new one is added.
 */
export function makeCellId(text: string, taken: Set<string>): string {
  const base = fnv1a(text).toString(16).padStart(8, "0");
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base}-${n}`;
  taken.add(id);
  return id;
}

/** The 32-bit hash of Fowler, Noll and Vo. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}
