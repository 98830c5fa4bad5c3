/**
 * New notebooks.
 *
 * @module
 */

import { makeCellId } from "./format/cell_id.ts";
import type { JsonObject } from "./format/json.ts";
import type { Cell, Notebook } from "./format/notebook.ts";

/** Metadata of a notebook that the kernel of any Deno opens. */
export const DENO_METADATA: JsonObject = {
  kernelspec: { display_name: "Deno", language: "typescript", name: "deno" },
  language_info: {
    codemirror_mode: "typescript",
    file_extension: ".ts",
    mimetype: "text/x.typescript",
    name: "typescript",
    nbconvert_exporter: "script",
    pygments_lexer: "typescript",
  },
};

/** What a new notebook has. */
export interface NewNotebookOptions {
  /** Its heading. */
  readonly title: string;
  /** Names and default values for a cell with the tag `parameters`. */
  readonly parameters?: Readonly<Record<string, boolean | number | string>>;
  /** Text of code cells; one empty cell unless told. */
  readonly code?: readonly string[];
}

/** Makes a notebook with a heading and code cells. */
export function newNotebook(options: NewNotebookOptions): Notebook {
  const { title, parameters = {}, code = [""] } = options;
  const taken = new Set<string>();
  const id = (text: string) => makeCellId(`${taken.size} ${text}`, taken);
  const codeCell = (source: string, metadata: JsonObject = {}): Cell => ({
    cell_type: "code",
    id: id(source),
    metadata,
    source,
    execution_count: null,
    outputs: [],
  });
  const heading = `# ${title}`;
  const defaults = Object.entries(parameters)
    .map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`).join("\n");
  return {
    metadata: DENO_METADATA,
    cells: [
      { cell_type: "markdown", id: id(heading), metadata: {}, source: heading },
      ...defaults === "" ? [] : [codeCell(defaults, { tags: ["parameters"] })],
      ...code.map((source) => codeCell(source)),
    ],
  };
}
