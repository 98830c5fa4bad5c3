/**
 * Whether stored outputs belong to sources: every way in which they may not.
 *
 * @module
 */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Cell, Notebook } from "../../src/notebook/format/notebook.ts";
import { parseNotebook } from "../../src/notebook/format/parse_notebook.ts";
import { serializeNotebook } from "../../src/notebook/format/serialize_notebook.ts";
import { makeRecord, METADATA_KEY, withoutRecord, withRecord } from "../../src/notebook/record.ts";
import { verify } from "../../src/notebook/verify.ts";
import { code, notebookOf, text } from "./made_notebooks.ts";

const base = notebookOf([
  text("# Title"),
  code("const a = 1;", { metadata: { tags: ["parameters"] } }),
  code("a + 1", {
    execution_count: 2,
    outputs: [{
      output_type: "execute_result",
      execution_count: 2,
      metadata: {},
      data: { "text/plain": "2" },
    }],
  }),
  code("a"),
]);
const recorded = withRecord(base, await makeRecord(base, { epochs: 3 }));

/** The recorded notebook with other cells, also once through a file. */
function changed(change: (cells: readonly Cell[]) => Cell[]): Notebook {
  const notebook = { ...recorded, cells: change(recorded.cells) };
  return parseNotebook(serializeNotebook(notebook)).notebook;
}

async function problems(notebook: Notebook): Promise<string> {
  const { ok, problems } = await verify(notebook);
  assertEquals(ok, problems.length === 0);
  return problems.join("\n");
}

describe("verify()", () => {
  it("is content after a run, also once the file was read again", async () => {
    assertEquals(await problems(recorded), "");
    assertEquals(await problems(changed((cells) => [...cells])), "");
  });

  it("does not mind texts, other metadata and the ends of lines", async () => {
    assertEquals(
      await problems(changed(([, ...rest]) => [
        text("# Another", { id: "n" }),
        ...rest.map((cell) => ({ ...cell, metadata: { ...cell.metadata, own: 1 } })),
      ])),
      "",
    );
    const windows = notebookOf([code("a\nb")]);
    const run = withRecord(windows, await makeRecord(windows));
    const cells = run.cells.map((cell) => ({ ...cell, source: "a\r\nb" }));
    assertEquals(await problems({ ...run, cells }), "");
  });

  it("names the cell that was changed", async () => {
    const found = await problems(
      changed((cells) => cells.with(2, { ...cells[2]!, source: "a + 2" })),
    );
    assertEquals(found, "cell 3 (code, id c3) was changed since the run");
  });

  it("sees other tags, new, removed and moved cells", async () => {
    const tags = changed((cells) =>
      cells.with(3, { ...cells[3]!, metadata: { tags: ["skip-execution"] } })
    );
    assertStringIncludes(await problems(tags), "cell 4 (code, id c4) was changed");
    const added = changed((cells) => [...cells, code("b", { id: "new" })]);
    assertStringIncludes(await problems(added), "cell 5 (code, id new) was added");
    const removed = changed((cells) => cells.toSpliced(3, 1));
    assertStringIncludes(await problems(removed), "a cell with id c4 was removed");
    const moved = changed(([a, b, c, d]) => [a!, c!, b!, d!]);
    assertStringIncludes(await problems(moved), "were moved");
  });

  it("sees outputs that were changed, taken out or moved", async () => {
    const [, , third] = recorded.cells;
    const forged = changed((cells) =>
      cells.with(2, {
        ...third!,
        outputs: [{
          output_type: "execute_result",
          execution_count: 2,
          metadata: {},
          data: { "text/plain": "3" },
        }],
      } as Cell)
    );
    assertEquals(await problems(forged), "outputs were changed since the run");
    const stripped = changed((cells) => cells.with(2, { ...third!, outputs: [] } as Cell));
    assertEquals(await problems(stripped), "outputs were changed since the run");
  });

  it("sees parameters and records that were changed", async () => {
    const own = recorded.metadata[METADATA_KEY] as { run: Record<string, unknown> };
    const forge = (run: object) => ({
      ...recorded,
      metadata: { ...recorded.metadata, [METADATA_KEY]: { run: { ...own.run, ...run } } },
    } as Notebook);
    assertStringIncludes(await problems(forge({ parameters: { epochs: 4 } })), "parameters");
    assertStringIncludes(await problems(forge({ sources: "0".repeat(64) })), "record");
    assertStringIncludes(await problems(forge({ cells: 3 })), "no record");
    assertStringIncludes(await problems(forge({ version: 2 })), "no record");
  });

  it("asks for a run where there is no record", async () => {
    assertStringIncludes(await problems(withoutRecord(recorded)), "tensaur notebook run --inplace");
    assertEquals(await problems(notebookOf([text("only text"), code("  ")])), "");
  });
});
