/**
 * The bytes of notebook files.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { parseNotebook } from "../../../src/notebook/format/parse_notebook.ts";
import { serializeNotebook } from "../../../src/notebook/format/serialize_notebook.ts";
import { findPython, itWithPython } from "../../jupyter_clients/python.ts";
import { code, notebookOf, text } from "../made_notebooks.ts";

const notebook = notebookOf([
  text("# Größe\n\nÄ\u2028b\x0cc\r\nd\re", {
    attachments: {
      "a.svg": { "image/svg+xml": "<svg>\n</svg>" },
      "b.png": { "image/png": "QQ==" },
    },
  }),
  code("1\n\n2\n", {
    execution_count: 3,
    metadata: { tags: ["b", "a"], "10": 1, "9": 2 },
    outputs: [
      { output_type: "stream", name: "stdout", text: "a\nb" },
      {
        output_type: "execute_result",
        execution_count: 3,
        metadata: {},
        data: {
          "text/plain": "x\ny",
          "image/png": "QUJD\nREVG",
          "application/json": { b: [1, { a: "</script> \u007f 🎉" }], a: [] },
          "application/javascript": "a\nb",
        },
      },
      { output_type: "error", ename: "E", evalue: "v", traceback: ["a\nb", "c"] },
    ],
  }),
  code(""),
]);

const python = findPython(["nbformat"]);

describe("serializeNotebook()", () => {
  it("writes sorted keys, one blank of indentation and texts as lines", () => {
    assertEquals(
      serializeNotebook(notebookOf([code("a\nb", { id: "x" })], {})),
      `{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "x",
   "metadata": {},
   "outputs": [],
   "source": [
    "a\\n",
    "b"
   ]
  }
 ],
 "metadata": {
  "kernelspec": {
   "display_name": "Deno",
   "language": "typescript",
   "name": "deno"
  }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
`,
    );
  });

  it("writes what it has read, and the same bytes each time", () => {
    const written = serializeNotebook(notebook);
    const read = parseNotebook(written);
    assertEquals(read.warnings, []);
    assertEquals(read.notebook, notebook);
    assertEquals(serializeNotebook(read.notebook), written);
  });

  itWithPython("writes the bytes that Jupyter's own library writes", python, (python) => {
    const path = Deno.makeTempFileSync({ suffix: ".ipynb" });
    try {
      const written = serializeNotebook(notebook);
      Deno.writeTextFileSync(path, written);
      const { success, stderr } = new Deno.Command(python, {
        args: [
          "-c",
          "import nbformat, sys; n = nbformat.read(sys.argv[1], 4); nbformat.validate(n); " +
          "nbformat.write(n, sys.argv[1])",
          path,
        ],
      }).outputSync();
      assertEquals(new TextDecoder().decode(stderr), "");
      assertEquals(success, true);
      assertEquals(Deno.readTextFileSync(path), written);
    } finally {
      Deno.removeSync(path);
    }
  });
});
