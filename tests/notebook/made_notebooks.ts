/**
 * Notebooks for tests.
 *
 * @module
 */
import type { JsonObject } from "../../src/notebook/format/json.ts";
import type {
  Cell,
  CodeCell,
  Notebook,
  Output,
  TextCell,
} from "../../src/notebook/format/notebook.ts";

/** A code cell; its id is what is told, or follows from the place in the notebook. */
export function code(source: string, options: Partial<Omit<CodeCell, "source">> = {}): CodeCell {
  return {
    cell_type: "code",
    id: "",
    metadata: {},
    source,
    execution_count: null,
    outputs: [],
    ...options,
  };
}

/** A code cell with tags. */
export function tagged(source: string, ...tags: string[]): CodeCell {
  return code(source, { metadata: { tags } });
}

/** A Markdown cell. */
export function text(source: string, options: Partial<Omit<TextCell, "source">> = {}): TextCell {
  return { cell_type: "markdown", id: "", metadata: {}, source, ...options };
}

/** A notebook for Deno; cells without an id become `c1`, `c2` and so on. */
export function notebookOf(cells: readonly Cell[], metadata: JsonObject = {}): Notebook {
  return {
    metadata: {
      kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
      ...metadata,
    },
    cells: cells.map((cell, i) => cell.id === "" ? { ...cell, id: `c${i + 1}` } : cell),
  };
}

/** The outputs of a cell. */
export function outputsOf(notebook: Notebook, index: number): readonly Output[] {
  const cell = notebook.cells[index];
  return cell?.cell_type === "code" ? cell.outputs : [];
}

/** Everything that a cell shows, as one text. */
export function shown(notebook: Notebook, index: number): string {
  return outputsOf(notebook, index).map((output) => {
    if (output.output_type === "stream") return output.text;
    if (output.output_type === "error") return `${output.ename}: ${output.evalue}`;
    return String(output.data["text/plain"]);
  }).join("");
}

/** Random numbers from 0 to 1 that follow from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
