/**
 * What is read from notebook files, and what is said about those that are none.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { NotebookError } from "../../../src/notebook/format/notebook_error.ts";
import { parseNotebook } from "../../../src/notebook/format/parse_notebook.ts";
import { serializeNotebook } from "../../../src/notebook/format/serialize_notebook.ts";

const file = (cells: unknown, more: object = {}) =>
  JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells, ...more });
const code = (more: object = {}) => ({
  cell_type: "code",
  id: "a",
  metadata: {},
  source: "1",
  execution_count: null,
  outputs: [],
  ...more,
});
const problem = (text: string) => assertThrows(() => parseNotebook(text), NotebookError).message;

describe("parseNotebook()", () => {
  for (const minor of [0, 1, 2, 3, 4, 5]) {
    it(`reads format 4.${minor}`, () => {
      const { id: _id, ...old } = code({ source: ["a\n", "b"] });
      const text = file([minor < 5 ? old : code({ source: "a\nb" })], { nbformat_minor: minor });
      const { notebook, warnings, format } = parseNotebook(text);
      assertEquals(format, `4.${minor}`);
      assertEquals(warnings, []);
      assertEquals(notebook.cells[0]!.source, "a\nb");
      assertMatch(notebook.cells[0]!.id, /^[\w-]{1,64}$/);
    });
  }

  it("gives cells without ids the same ones each time, all different", () => {
    const { id: _id, ...cell } = code();
    const text = file([cell, cell, cell], { nbformat_minor: 4 });
    const ids = parseNotebook(text).notebook.cells.map(({ id }) => id);
    assertEquals(parseNotebook(text).notebook.cells.map(({ id }) => id), ids);
    assertEquals(new Set(ids).size, 3);
  });

  it("repairs an id that is there twice, and says where", () => {
    const { notebook, warnings } = parseNotebook(file([code(), code(), code({ id: "b c" })]));
    const [first, second, third] = notebook.cells.map(({ id }) => id);
    assertEquals(first, "a");
    assertNotEquals(second, "a");
    assertMatch(third!, /^[\w-]+$/);
    assertEquals(warnings.length, 2);
    assertStringIncludes(warnings[0]!, 'cell 2: id "a" belongs to a cell above');
    assertStringIncludes(warnings[1]!, "cell 3: id");
  });

  it("names the cell and the output of every problem", () => {
    const message = problem(file([
      code(),
      code({ source: 3 }),
      code({
        outputs: [{ output_type: "stream", name: "stdout", text: {} }, { output_type: "x" }],
      }),
      code({ cell_type: "heading" }),
      code({ execution_count: "1" }),
      7,
      code({ metadata: { tags: "one" } }),
    ]));
    assertStringIncludes(message, "cell 2: source must be text or a list of lines, it is 3");
    assertStringIncludes(message, "cell 3, output 1: text must be text or a list of lines");
    assertStringIncludes(message, "cell 3, output 2: output_type must be stream");
    assertStringIncludes(
      message,
      'cell 4: cell_type must be code, markdown or raw, it is "heading"',
    );
    assertStringIncludes(message, "cell 5: execution_count must be a whole number or null");
    assertStringIncludes(message, "cell 6 must be an object, it is 7");
    assertStringIncludes(message, "cell 7: metadata.tags must be a list");
  });

  it("counts the problems that it does not list", () => {
    const message = problem(file(Array.from({ length: 200 }, () => 0)));
    assertMatch(message, /and \d+ more$/);
    assert(message.length < 2000);
  });

  it("says why a file is no JSON", () => {
    assertStringIncludes(problem(""), "it is empty");
    assertStringIncludes(problem("\x00\x01\x02PK"), "binary data");
    assertStringIncludes(problem('{"a": 1\n<<<<<<< HEAD\n'), "conflict markers");
    assertStringIncludes(problem('{"cells": [NaN]}'), "no JSON");
    assertStringIncludes(problem(file([]).slice(0, -5)), "no JSON");
    assertStringIncludes(problem("[]"), "no object");
    assertStringIncludes(problem("{}"), 'no "nbformat"');
    assertStringIncludes(problem('"x"'), "no object");
  });

  it("says which formats it reads", () => {
    assertStringIncludes(problem(file([], { nbformat: 3 })), "upgrade it");
    assertStringIncludes(problem(file([], { nbformat: 5 })), "newer");
    assertStringIncludes(problem(file([], { nbformat: "4" })), "must be integers");
    assertStringIncludes(problem(file([], { nbformat: 4.5 })), "must be integers");
  });

  it("refuses lists nested too deep for any writer, in an instant", () => {
    const deep = `${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`;
    const begun = performance.now();
    assertStringIncludes(problem(`{"nbformat": 4, "metadata": ${deep}}`), "nested");
    assert(performance.now() - begun < 2_000);
  });

  it("does not count brackets in texts as nesting", () => {
    const source = '"\\["'.repeat(1000);
    const { notebook } = parseNotebook(file([code({ source })]));
    assertEquals(notebook.cells[0]!.source, source);
  });

  it("keeps a key named __proto__ as a key", () => {
    const text = '{"nbformat":4,"nbformat_minor":5,"metadata":{"__proto__":{"polluted":true}},' +
      '"cells":[{"cell_type":"code","id":"a","metadata":{"__proto__":1,"constructor":2},' +
      '"source":"","execution_count":null,"outputs":[{"output_type":"display_data","metadata":{},' +
      '"data":{"__proto__":"x","text/plain":"y"}}]}]}';
    const { notebook } = parseNotebook(text);
    assertEquals(({} as Record<string, unknown>).polluted, undefined);
    assert(Object.hasOwn(notebook.metadata, "__proto__"));
    const written = serializeNotebook(notebook);
    assertEquals([...written.matchAll(/"__proto__"/g)].length, 3);
    assertEquals(serializeNotebook(parseNotebook(written).notebook), written);
  });

  it("keeps numbers to the letter", () => {
    const text = file([]).replace(
      '"metadata":{}',
      '"metadata":{"a":1.0,"b":12345678901234567890,"c":1e-3,"d":-0,"e":0.1}',
    );
    const written = serializeNotebook(parseNotebook(text).notebook);
    for (
      const line of ['"a": 1.0', '"b": 12345678901234567890', '"c": 1e-3', '"d": -0', '"e": 0.1']
    ) {
      assertStringIncludes(written, line);
    }
  });

  it("leaves out what the format does not have, and says so", () => {
    const { notebook, warnings } = parseNotebook(
      file([{ ...code(), cell_type: "markdown" }, code({ prompt_number: 3 })], { worksheets: [] }),
    );
    assertEquals(Object.keys(notebook.cells[0]!).sort(), ["cell_type", "id", "metadata", "source"]);
    assertEquals(warnings.filter((warning) => warning.includes("left out")).length, 4);
  });

  it("reads a file with a byte order mark", () => {
    assertEquals(parseNotebook(`\ufeff${file([])}`).notebook.cells, []);
  });
});
