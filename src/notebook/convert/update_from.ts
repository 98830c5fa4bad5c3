/**
 * What a script cannot hold, taken over from the notebook that it came from.
 *
 * @module
 */

import { diffArrays } from "../../deps/diff.ts";
import type { Cell, Notebook } from "../format/notebook.ts";
import { isJsonObject, type JsonObject } from "../format/json.ts";
import { METADATA_KEY, withoutRecord } from "../record.ts";

/**
 * Gives the cells of a new notebook the ids, outputs and attachments that they have in an older one.
 * Cells are the same where kind and source are; a changed cell between the same neighbours keeps its
 * id and loses its outputs.
 */
export function updateFrom(current: Notebook, old: Notebook): Notebook {
  const changes = diffArrays([...old.cells], [...current.cells], { comparator: sameCell });
  const cells: Cell[] = [];
  let [at, next] = [0, 0];
  let removed: readonly Cell[] = [];
  for (const change of changes) {
    if (change.removed) {
      removed = change.value;
      at += change.value.length;
    } else if (change.added) {
      for (const [i, cell] of change.value.entries()) {
        const before = removed[i];
        cells.push(before?.cell_type === cell.cell_type ? { ...cell, id: before.id } : cell);
      }
      next += change.value.length;
      removed = [];
    } else {
      for (let i = 0; i < change.value.length; i++) {
        cells.push(takeOver(current.cells[next + i]!, old.cells[at + i]!));
      }
      at += change.value.length;
      next += change.value.length;
      removed = [];
    }
  }
  const same = cells.length === old.cells.length && cells.every((cell, i) => cell === old.cells[i]);
  const kept = same ? old : withoutRecord(old);
  const metadata = { ...kept.metadata, ...current.metadata };
  const own = kept.metadata[METADATA_KEY];
  // The script has no record of a run, which is kept beside what it does have.
  const merged = isJsonObject(own)
    ? { ...metadata, [METADATA_KEY]: { ...own, ...ownOf(current.metadata) } }
    : metadata;
  return { metadata: merged, cells: distinctIds(cells) };
}

function ownOf(metadata: JsonObject): JsonObject {
  const own = metadata[METADATA_KEY];
  return isJsonObject(own) ? own : {};
}

function sameCell(a: Cell, b: Cell): boolean {
  return a.cell_type === b.cell_type && a.source === b.source;
}

/** The old cell where the new one says nothing else, so that nothing of it is lost. */
function takeOver(cell: Cell, old: Cell): Cell {
  const metadata = { ...old.metadata, ...cell.metadata };
  const tags = JSON.stringify(cell.metadata.tags) === JSON.stringify(old.metadata.tags);
  if (tags && JSON.stringify(metadata) === JSON.stringify(old.metadata)) return old;
  const { tags: _old, ...rest } = metadata;
  const own = cell.metadata.tags === undefined ? {} : { tags: cell.metadata.tags };
  return { ...old, metadata: { ...rest, ...own } };
}

/** A new cell may have come to an id that an old one has. */
function distinctIds(cells: readonly Cell[]): Cell[] {
  const taken = new Set<string>();
  return cells.map((cell) => {
    let id = cell.id;
    for (let n = 2; taken.has(id); n++) id = `${cell.id.slice(0, 56)}-${n}`;
    taken.add(id);
    return id === cell.id ? cell : { ...cell, id };
  });
}
