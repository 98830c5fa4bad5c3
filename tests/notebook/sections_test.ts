/**
 * The notebooks of this repository: sections of documents are where `sections.json` says, and stored
 * outputs are fresh, small and without errors.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { findNotebooks } from "../../src/notebook/find_notebooks.ts";
import { canonicalJson } from "../../src/notebook/format/json.ts";
import { cellName, type Notebook } from "../../src/notebook/format/notebook.ts";
import { readNotebook } from "../../src/notebook/format/notebook_file.ts";
import {
  documentProblems,
  parseSections,
  sectionProblems,
} from "../../src/notebook/site/sections.ts";
import { verify } from "../../src/notebook/verify.ts";

const ROOT = decodeURIComponent(new URL("../..", import.meta.url).pathname);
const NOTEBOOKS = `${ROOT}notebooks`;
const SECTIONS = `${NOTEBOOKS}/sections.json`;

/** Bytes of one output; larger ones make a notebook slow to open and its changes hard to read. */
const MAX_OUTPUT = 200_000;

const notebooks = new Map<string, Notebook>();
for (const path of await findNotebooks([NOTEBOOKS])) {
  notebooks.set(path.slice(NOTEBOOKS.length + 1), (await readNotebook(path)).notebook);
}
const sections = parseSections(await Deno.readTextFile(SECTIONS), SECTIONS);

/** All headings of the documents, which lie beside the checkout where somebody has put them there. */
async function knownDocuments(): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(`${ROOT}../shared/documents/sections.json`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

const known = await knownDocuments();

describe("notebooks/sections.json", () => {
  it("names notebooks and cells that have the headings and show something below", () => {
    assertEquals(sectionProblems(sections, notebooks), []);
  });

  it("has sections of every notebook that belongs to a document", () => {
    const named = new Set(
      sections.flatMap(({ headings }) => headings).map(({ notebook }) => notebook),
    );
    const missing = [...notebooks.keys()].filter((path) =>
      path.startsWith("document_") && !named.has(path)
    );
    assertEquals(missing, []);
  });

  const why = known === undefined ? " (left out: ../shared/documents/sections.json is absent)" : "";
  it(`has the headings and lines of the documents${why}`, { ignore: known === undefined }, () => {
    assertEquals(documentProblems(sections, JSON.parse(known!)), []);
  });
});

describe("stored outputs", () => {
  for (const [path, notebook] of notebooks) {
    it(`of ${path} are fresh, small and without errors`, async () => {
      assertEquals((await verify(notebook)).problems, []);
      for (const [index, cell] of notebook.cells.entries()) {
        if (cell.cell_type !== "code") continue;
        for (const output of cell.outputs) {
          const where = `${path}, ${cellName(cell, index)}`;
          assert(output.output_type !== "error", `${where} has an error`);
          const data = output.output_type === "stream" ? output.text : output.data;
          const bytes = new TextEncoder().encode(canonicalJson(data)).length;
          assert(bytes <= MAX_OUTPUT, `${where} has an output of ${bytes} bytes`);
        }
      }
    });
  }
});
