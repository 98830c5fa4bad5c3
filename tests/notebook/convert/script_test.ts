/**
 * Notebooks as scripts and back.
 *
 * @module
 */
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { fromScript } from "../../../src/notebook/convert/from_script.ts";
import { toScript } from "../../../src/notebook/convert/to_script.ts";
import { updateFrom } from "../../../src/notebook/convert/update_from.ts";
import type { Cell, Notebook } from "../../../src/notebook/format/notebook.ts";
import { NotebookError } from "../../../src/notebook/format/notebook_error.ts";
import { strip } from "../../../src/notebook/strip.ts";
import { code, notebookOf, seeded, tagged, text } from "../made_notebooks.ts";

/** What a script holds of a notebook. */
const content = ({ metadata, cells }: Notebook) => ({
  metadata,
  cells: cells.map(({ cell_type, source, metadata }) => ({ cell_type, source, metadata })),
});
const roundTrip = (notebook: Notebook) =>
  assertEquals(content(fromScript(toScript(notebook))), content(strip(notebook)));

describe("toScript()", () => {
  it("writes the percent format", () => {
    const script = toScript(notebookOf([
      text("# Title\n\ntext"),
      tagged("const a = 1;", "parameters"),
      { ...text("raw"), cell_type: "raw" },
    ]));
    assertEquals(
      script.slice(script.indexOf("// %%")),
      '// %% [markdown]\n// # Title\n//\n// text\n\n// %% tags=[ "parameters" ]\nconst a = 1;\n\n' +
        "// %% [raw]\n// raw\n",
    );
    assertStringIncludes(script, "//   kernelspec:\n//     display_name: Deno\n");
  });
});

describe("fromScript()", () => {
  it("gives back what toScript() was given", () => {
    roundTrip(notebookOf([]));
    roundTrip(notebookOf([code("")]));
    roundTrip(notebookOf([code(""), text(""), code("")]));
    roundTrip(notebookOf([code("a\n"), code("\n\nb\n\n\n"), text("\n# x\n\n")]));
    roundTrip(
      notebookOf([code("// %% not a cell\n//  %% nor this\n//%% nor this\n  // %% this\n// %%%")]),
    );
    roundTrip(notebookOf([text("%% a\n // b\n//c\n   d"), { ...text("// %%"), cell_type: "raw" }]));
    roundTrip(notebookOf([code("a\r\nb\r\n"), text("x\r\ny"), code("c")]));
    roundTrip(notebookOf([code("ä 日本 🎉 \u2028 \x0c")]));
    roundTrip(notebookOf([
      code("1", {
        metadata: { tags: ["a b", "c=d", "]"], own: { x: [1, { y: null }] }, "odd key=": 'a" b' },
      }),
      text("x", { metadata: { "a.b/c-d": "[markdown]" } }),
    ]));
    roundTrip(
      notebookOf([code("1")], { title: "a: 'b' # c", list: [1, "x"], nested: { yes: "no" } }),
    );
  });

  it("gives back 500 random notebooks", () => {
    const random = seeded(5);
    const pieces = [
      "//",
      " ",
      "%%",
      "\n",
      "\n\n",
      "\r\n",
      "a",
      "// %%",
      "// ---",
      "[markdown]",
      "tags=",
      "---",
      "\t",
      "`",
      "${x}",
      "🎉",
      "{",
      '"',
      "=",
      "// jupyter:",
    ];
    const make = () =>
      Array.from(
        { length: Math.floor(random() * 12) },
        () => pieces[Math.floor(random() * pieces.length)],
      ).join("");
    for (let i = 0; i < 500; i++) {
      const cells = Array.from({ length: Math.floor(random() * 6) }, (): Cell => {
        const metadata = random() < 0.3 ? { [make() || "k"]: make(), tags: [make()] } : {};
        return random() < 0.6 ? code(make(), { metadata }) : text(make(), { metadata });
      });
      roundTrip(notebookOf(cells, { made: make() }));
    }
  });

  it("reads scripts that people write", () => {
    const { cells, metadata } = fromScript(
      "\ufeffimport a from './a.ts';\r\n\r\n// %% Setup\r\nconst x = 1;\r\n// %% Text [md] tags=[\"t\"]\r\n" +
        "// # Title\r\n//text\r\nno comment\r\n",
    );
    assertEquals(cells.map(({ cell_type, source }) => [cell_type, source]), [
      ["code", "import a from './a.ts';"],
      ["code", "const x = 1;"],
      ["markdown", "# Title\ntext\nno comment"],
    ]);
    assertEquals(cells[2]!.metadata, { tags: ["t"] });
    assertEquals((metadata.kernelspec as { name: string }).name, "deno");
  });

  it("says when the header is no YAML", () => {
    const script = "// ---\n// a: [\n// ---\n// %%\n1\n";
    assertStringIncludes(
      assertThrows(() => fromScript(script), NotebookError).message,
      "is no YAML",
    );
  });
});

describe("updateFrom()", () => {
  const old = notebookOf([
    text("# A", { attachments: { "a.png": { "image/png": "QQ==" } } }),
    code("1", {
      outputs: [{ output_type: "stream", name: "stdout", text: "1" }],
      execution_count: 1,
    }),
    code("2", {
      outputs: [{ output_type: "stream", name: "stdout", text: "2" }],
      execution_count: 2,
    }),
    code("3", { metadata: { execution: { start: 1 } } }),
  ], { tensaur: { run: { version: 1 }, test: {} }, widgets: { a: 1 } });
  const edited = (change: (script: string) => string) =>
    updateFrom(fromScript(change(toScript(old))), old);

  it("gives back the whole notebook where the script is the same", () => {
    assertEquals(edited((script) => script), old);
  });

  it("keeps outputs and ids of what did not change", () => {
    const { cells, metadata } = edited((script) =>
      script.replace("// %%\n2\n", "// %%\n22\n\n// %%\nnew\n")
    );
    assertEquals(cells.map(({ source }) => source), ["# A", "1", "22", "new", "3"]);
    assertEquals(cells[1], old.cells[1]);
    assertEquals(cells[2]!.id, "c3");
    assertEquals(cells[2]!.cell_type === "code" && cells[2]!.outputs, []);
    assertEquals(new Set(cells.map(({ id }) => id)).size, 5);
    assertEquals(cells[4], old.cells[3]);
    // The outputs are no longer those of one run.
    assertEquals(metadata.tensaur, { test: {} });
  });

  it("takes tags from the script", () => {
    const { cells } = edited((script) => script.replace("// %%\n1", '// %% tags=["x"]\n1'));
    assertEquals(cells[1], { ...old.cells[1]!, metadata: { tags: ["x"] } });
  });
});
