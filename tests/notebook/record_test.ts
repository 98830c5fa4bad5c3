/** When and on what outputs were made. */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { serializeNotebook } from "../../src/notebook/format/serialize_notebook.ts";
import { madeNow, readRecord } from "../../src/notebook/record.ts";
import { runNotebook } from "../../src/notebook/run/run_notebook.ts";
import { runFacts } from "../../src/notebook/site/page_facts.ts";
import { code, notebookOf } from "./made_notebooks.ts";

describe("the record of a run", () => {
  it("says day, time and machine; a run that shows the same leaves the file as it was", async () => {
    const first = (await runNotebook(notebookOf([code("1 + 1")]))).notebook;
    const { made } = readRecord(first)!;
    assertMatch(made!.on, /^\d{4}-\d\d-\d\d$/);
    assertEquals(made!.deno, Deno.version.deno);
    assertEquals(runFacts(first).length, 3);
    // As if it were of another day.
    const text = serializeNotebook(first).replace(made!.on, "2001-02-03");
    const older = JSON.parse(text);
    const stored = { ...first, metadata: older.metadata };
    assertEquals(runFacts(stored)[0], "run on 2001-02-03");
    const again = (await runNotebook(stored)).notebook;
    assertEquals(serializeNotebook(again), text);
    const cells = stored.cells.map((cell) => ({ ...cell, source: "1 + 2" }));
    const changed = readRecord((await runNotebook({ ...stored, cells })).notebook)!;
    assert(changed.made!.on !== "2001-02-03");
  });

  it("has times of two digits", () => {
    assertEquals([0.01234, 5.67, 123.4].map((seconds) => madeNow(seconds).seconds), [
      0.012,
      5.7,
      120,
    ]);
  });
});
