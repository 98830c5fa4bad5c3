/**
 * Notebooks that are run again and compared.
 *
 * @module
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { testFile } from "../../../src/notebook/compare/test_file.ts";
import { testNotebook } from "../../../src/notebook/compare/test_notebook.ts";
import { readNotebook, writeNotebook } from "../../../src/notebook/format/notebook_file.ts";
import { NotebookError } from "../../../src/notebook/format/notebook_error.ts";
import { runNotebook } from "../../../src/notebook/run/run_notebook.ts";
import { code, notebookOf, tagged } from "../made_notebooks.ts";

describe("testNotebook()", () => {
  it("accepts what only differs in times, and names the cell that differs", async () => {
    const { notebook } = await runNotebook(notebookOf([
      code("console.log(new Date().toISOString(), performance.now().toFixed(3) + ' ms')"),
      code("1 + 1"),
      tagged("Math.random()", "ignore-output"),
    ]));
    const result = await testNotebook(notebook);
    assertEquals(result.differences, []);
    assertEquals([result.ok, result.compared], [true, 2]);
    const cells = notebook.cells.with(1, { ...notebook.cells[1]!, source: "1 + 2" });
    const changed = await testNotebook({ ...notebook, cells });
    assertEquals(changed.ok, false);
    assertEquals(changed.differences.map(({ cell, how }) => [cell, how]), [
      ["cell 2 (code, id c2)", "- 2\n+ 3"],
    ]);
  });

  it("takes tolerances of a cell", async () => {
    const random = "0.5 + Math.random() / 100";
    const cell = code(random, { metadata: { tensaur: { test: { relative: 0.05 } } } });
    const { notebook } = await runNotebook(notebookOf([cell, code(random)]));
    const { differences } = await testNotebook(notebook);
    assertEquals(differences.map(({ index }) => index), [1]);
  });

  it("fails where a cell fails that did not", async () => {
    const { notebook } = await runNotebook(notebookOf([code("1")]));
    const cells = notebook.cells.map((cell) => ({ ...cell, source: "throw new Error('x')" }));
    const result = await testNotebook({ ...notebook, cells });
    assertEquals([result.ok, result.run.ok], [false, false]);
  });

  it("finds wrong settings before it runs anything", async () => {
    const notebook = notebookOf([code("Deno.exit()")], { tensaur: { test: { relative: "x" } } });
    await assertRejects(() => testNotebook(notebook), NotebookError, "relative");
  });
});

describe("testFile()", () => {
  it("asks for outputs where none are stored, and stores them when told", async () => {
    const path = await Deno.makeTempFile({ suffix: ".ipynb" });
    try {
      await writeNotebook(path, notebookOf([code("6 * 7")]));
      const error = await assertRejects(() => testFile(path), NotebookError);
      assertStringIncludes(error.message, "stores no outputs to compare with");
      assertEquals((await testFile(path, { update: true })).written, path);
      assertEquals((await testFile(path)).ok, true);
      const [cell] = (await readNotebook(path)).notebook.cells;
      assertEquals(cell?.cell_type === "code" && cell.outputs.length, 1);
    } finally {
      await Deno.remove(path);
    }
  });
});
