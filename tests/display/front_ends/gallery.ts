/**
 * A notebook that shows one value of each kind.
 *
 * @module
 */
import { type Notebook, runNotebook } from "../../../src/notebook/mod.ts";
import { code, notebookOf, text } from "../../notebook/made_notebooks.ts";

const MODULE = new URL("../../../mod.ts", import.meta.url).href;

/** Ids of cells and of places in pages: the kind's name. */
export function cellId(name: string): string {
  return name.replaceAll(/[^a-z0-9]+/gi, "-");
}

/**
 * Runs a notebook with a cell for each of these kinds; an error of a cell is an error of this.
 *
 * @param names Which of the kinds.
 * @param options Whether charts have a PNG, and the module and the list with the kinds.
 */
export async function makeGallery(
  names: readonly string[],
  options: { readonly png: boolean; readonly module: string; readonly list: string },
): Promise<Notebook> {
  const { png, module, list } = options;
  const setup = `import { display, show, tf } from "${MODULE}";
import { ${list} } from "${module}";
await tf.ready();${png ? "\nawait display.enablePng();" : ""}`;
  const notebook = notebookOf([
    code(setup, { id: "setup" }),
    ...names.flatMap((name) => [
      text(`## ${name}`, { id: `title-${cellId(name)}` }),
      code(`show(await ${list}[${JSON.stringify(name)}].make())`, { id: cellId(name) }),
    ]),
  ]);
  const run = await runNotebook(notebook);
  if (!run.ok) {
    const failed = run.notebook.cells.flatMap((cell) =>
      cell.cell_type === "code"
        ? cell.outputs.filter((output) => output.output_type === "error")
        : []
    );
    throw new Error(`Cannot make the gallery: ${JSON.stringify(failed.slice(0, 3))}`);
  }
  return run.notebook;
}
