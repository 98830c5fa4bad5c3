/**
 * What stripping takes out of notebooks.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { serializeNotebook } from "../../src/notebook/format/serialize_notebook.ts";
import { makeRecord, withRecord } from "../../src/notebook/record.ts";
import { strip } from "../../src/notebook/strip.ts";
import { code, notebookOf, outputsOf, text } from "./made_notebooks.ts";

const output = { output_type: "stream", name: "stdout", text: "x" } as const;
const ran = (more: object = {}) => code("1", { execution_count: 4, outputs: [output], ...more });

describe("strip()", () => {
  it("takes out outputs, counts and what front ends leave, and nothing else", async () => {
    const notebook = notebookOf([
      text("# A", { metadata: { collapsed: true, tags: ["x"] } }),
      ran({ metadata: { execution: { start: 1 }, scrolled: true, papermill: {}, own: 1 } }),
    ], { widgets: {}, papermill: {}, authors: ["A"], tensaur: { test: { relative: 1 } } });
    const recorded = withRecord(notebook, await makeRecord(notebook));
    assertEquals(
      strip(recorded),
      notebookOf([
        text("# A", { metadata: { tags: ["x"] } }),
        code("1", { metadata: { own: 1 } }),
      ], { authors: ["A"], tensaur: { test: { relative: 1 } } }),
    );
  });

  it("changes nothing the second time", () => {
    const once = strip(notebookOf([ran(), text("a")]));
    assertEquals(serializeNotebook(strip(once)), serializeNotebook(once));
  });

  it("keeps the outputs of tagged cells", () => {
    const notebook = notebookOf([
      ran({ metadata: { tags: ["keep_output"] } }),
      ran({ metadata: { keep_output: true } }),
      ran({ metadata: { tags: ["mine"] } }),
    ]);
    const kept = (stripped: typeof notebook) => [0, 1, 2].map((i) => outputsOf(stripped, i).length);
    assertEquals(kept(strip(notebook)), [1, 1, 0]);
    assertEquals(kept(strip(notebook, { keepTags: ["mine"] })), [0, 1, 1]);
    assertEquals(kept(strip(notebook, { keepOutputs: true })), [1, 1, 1]);
  });
});
