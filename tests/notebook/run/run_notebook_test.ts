/**
 * Runs of notebooks in real kernels.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { NotebookError } from "../../../src/notebook/format/notebook_error.ts";
import type { Cell } from "../../../src/notebook/format/notebook.ts";
import { serializeNotebook } from "../../../src/notebook/format/serialize_notebook.ts";
import { readRecord } from "../../../src/notebook/record.ts";
import { runNotebook, type RunOptions } from "../../../src/notebook/run/run_notebook.ts";
import { verify } from "../../../src/notebook/verify.ts";
import { code, notebookOf, outputsOf, shown, tagged, text } from "../made_notebooks.ts";

const run = (cells: readonly Cell[], options: RunOptions = {}) =>
  runNotebook(notebookOf(cells), options);
const statuses = ({ cells }: Awaited<ReturnType<typeof run>>) => cells.map(({ status }) => status);

describe("runNotebook()", () => {
  it("runs code cells in order and leaves everything else as it was", async () => {
    const result = await run([
      text("# Title"),
      code("const x: number = 6;"),
      code(" \n"),
      code("console.log('a');\r\nconsole.error('b');\r\nx * 7"),
      { ...text("raw"), cell_type: "raw" },
      code("await Promise.resolve(x)", { metadata: { own: 1 }, execution_count: 99 }),
    ]);
    assertEquals(result.ok, true);
    const { notebook } = result;
    assertEquals(
      notebook.cells.map((cell) => cell.cell_type === "code" ? cell.execution_count : undefined),
      [undefined, 1, null, 2, undefined, 3],
    );
    assertEquals(outputsOf(notebook, 3), [
      { output_type: "stream", name: "stdout", text: "a\n" },
      { output_type: "stream", name: "stderr", text: "b\n" },
      {
        output_type: "execute_result",
        data: { "text/plain": "42" },
        metadata: {},
        execution_count: 2,
      },
    ]);
    assertEquals(notebook.cells[5]!.metadata, { own: 1 });
    assertEquals((await verify(notebook)).problems, []);
  });

  it("makes the same bytes each time", async () => {
    const cells = [code("Math.PI"), code("({ a: [1, 2], b: 'x' })"), code("console.log('%o', 1)")];
    const first = await run(cells);
    const again = await runNotebook(first.notebook);
    assertEquals(serializeNotebook(again.notebook), serializeNotebook(first.notebook));
    // From sources alone, too, but for the time that it took.
    const bytes = ({ notebook }: typeof first) =>
      serializeNotebook(notebook).replace(/"seconds": [\d.]+/, "");
    assertEquals(bytes(await run(cells)), bytes(first));
  });

  it("stops at an error: later cells have no outputs, and there is no record", async () => {
    const old = { output_type: "stream", name: "stdout", text: "old" } as const;
    const result = await run([
      code("console.log('before'); throw new TypeError('wrong')"),
      code("1", { outputs: [old], execution_count: 7 }),
    ]);
    assertEquals(result.ok, false);
    assertEquals(statuses(result), ["error", "not-run"]);
    assertEquals(result.cells[0]!.error?.name, "TypeError");
    assertEquals(shown(result.notebook, 0), "before\nTypeError: wrong");
    assertEquals(outputsOf(result.notebook, 1), []);
    assertEquals(readRecord(result.notebook), undefined);
  });

  it("goes on after an error where it may, and still fails", async () => {
    const result = await run([code("throw new Error('x')"), code("1 + 1")], { allowErrors: true });
    assertEquals(statuses(result), ["error", "ok"]);
    assertEquals(result.ok, false);
    assertEquals(shown(result.notebook, 1), "2");
  });

  it("knows papermill's and nbclient's tags", async () => {
    const result = await run([
      tagged("const epochs = 1;", "parameters"),
      tagged("throw new Error('meant')", "raises-exception"),
      code("never(", {
        metadata: { tags: ["skip-execution"] },
        execution_count: 5,
        outputs: [{ output_type: "stream", name: "stdout", text: "kept" }],
      }),
      code("epochs"),
    ], { parameters: { texts: { epochs: "4" } } });
    assertEquals(result.ok, true);
    assertEquals(statuses(result), ["ok", "ok", "expected-error", "skipped", "ok"]);
    assertEquals(shown(result.notebook, 4), "4");
    assertEquals(shown(result.notebook, 3), "kept");
    assertEquals(readRecord(result.notebook)?.parameters, { epochs: 4 });
  });

  it("shows a syntax error and goes no further", async () => {
    const result = await run([code("const a = ;"), code("1")]);
    assertEquals(statuses(result), ["error", "not-run"]);
    assertMatch(shown(result.notebook, 0), /SyntaxError|Expression expected/);
  });

  it("interrupts a cell that takes too long, and names the reason", async () => {
    const result = await run([code("1"), code("console.log('begun'); for (;;) {}"), code("2")], {
      timeout: 1,
    });
    assertEquals(statuses(result), ["ok", "timeout", "not-run"]);
    assertEquals(result.cells[1]!.error?.name, "CellTimeout");
    assertStringIncludes(shown(result.notebook, 1), "begun");
    assertStringIncludes(shown(result.notebook, 1), "longer than 1 s and was interrupted");
    assert(result.seconds < 10);
  });

  it("ends the process of a cell that no interrupt stops", async () => {
    const stubborn =
      "for (;;) { try { await new Promise((f) => setTimeout(f, 60_000)); } catch {} }";
    const result = await run([code(stubborn), code("2")], { timeout: 0.5, grace: 1 });
    assertEquals(statuses(result), ["timeout", "not-run"]);
    assert(result.seconds < 15, `${result.seconds} s`);
  });

  it("ends when the time for the whole is over", async () => {
    const cells = Array.from(
      { length: 30 },
      () => code("await new Promise((f) => setTimeout(f, 300))"),
    );
    const result = await run(cells, { totalTimeout: 2 });
    assertEquals(result.ok, false);
    assert(statuses(result).includes("timeout") && statuses(result).at(-1) === "not-run");
    assert(result.seconds < 10, `${result.seconds} s`);
  });

  it("survives a cell that ends the kernel", async () => {
    const result = await run([code("1"), code("Deno.exit(7)"), code("2")]);
    assertEquals(statuses(result), ["ok", "error", "not-run"]);
    assertStringIncludes(shown(result.notebook, 1), "KernelDied");
  });

  it("does not let raises-exception hide a dead kernel", async () => {
    const result = await run([tagged("Deno.exit(7)", "raises-exception"), code("2")]);
    assertEquals(result.ok, false);
    assertEquals(statuses(result), ["error", "not-run"]);
  });

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    const result = await run([code("for (;;) {}"), code("2")], {
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step === "cell") setTimeout(() => controller.abort(), 300);
      },
    });
    assertEquals(result.ok, false);
    assertEquals(statuses(result).at(-1), "not-run");
  });

  it("gives cells no input: prompt() has null", async () => {
    const result = await run([code("prompt('name?')")], { timeout: 10 });
    assertEquals(shown(result.notebook, 0), "null");
  });

  it("keeps the last state of a display that is updated, also later", async () => {
    const show = (value: string, update = "") =>
      `await Deno.jupyter.display({ "text/plain": "${value}" }, { raw: true, display_id: "d"${update} });`;
    const result = await run([
      code(`${show("one")} ${show("two", ", update: true")}`),
      code(show("three", ", update: true")),
    ]);
    assertEquals(shown(result.notebook, 0), "three");
    assertEquals(outputsOf(result.notebook, 1), []);
  });

  it("keeps 8 MB of output in one cell", async () => {
    const result = await run([
      code("for (let i = 0; i < 80; i++) console.log('x'.repeat(99_999));"),
      code("'after'"),
    ], { timeout: 60 });
    assertEquals(result.ok, true);
    assertEquals(shown(result.notebook, 0).length, 8_000_000);
    assertEquals(shown(result.notebook, 1), '"after"');
  });

  it("has no colours in what is stored", async () => {
    const plain = await run([code("({ a: 1 })")]);
    assertEquals(shown(plain.notebook, 0), "{ a: 1 }");
  });

  it("refuses notebooks for other languages", async () => {
    const python = notebookOf([code("print(1)")], {
      kernelspec: { name: "python3", display_name: "Python 3", language: "python" },
    });
    const error = await assertRejects(() => runNotebook(python), NotebookError);
    assertStringIncludes(error.message, 'is for the kernel "python3" (python)');
  });

  it("tells its progress", async () => {
    const steps: string[] = [];
    await run([code("1"), text("x"), code("2")], {
      onProgress: (progress) => {
        steps.push(progress.step === "start" ? `start ${progress.cells}` : progress.step);
      },
    });
    assertEquals(steps, ["start 2", "cell", "cell-end", "cell", "cell-end"]);
  });
});
