/**
 * Notebooks as Markdown.
 *
 * @module
 */
import { assertEquals, assertNotMatch, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { toMarkdown } from "../../../src/notebook/convert/to_markdown.ts";
import type { JsonObject } from "../../../src/notebook/format/json.ts";
import type { Output } from "../../../src/notebook/format/notebook.ts";
import { code, notebookOf, text } from "../made_notebooks.ts";

const shows = (data: JsonObject): Output => ({ output_type: "display_data", metadata: {}, data });

describe("toMarkdown()", () => {
  it("writes texts, code and outputs in fences", () => {
    const { text: markdown, files } = toMarkdown(notebookOf([
      text("# Title\r\n\r\ntext\n"),
      code("const a = 1;\n", {
        outputs: [
          { output_type: "stream", name: "stdout", text: "\x1b[31mred\x1b[0m\n```\n" },
          { output_type: "error", ename: "E", evalue: "v", traceback: [] },
          shows({ "text/plain": "42" }),
        ],
      }),
      code(""),
      { ...text("raw"), cell_type: "raw" },
    ]));
    assertEquals(
      markdown,
      "# Title\n\ntext\n\n```typescript\nconst a = 1;\n```\n\n````text\nred\n```\n````\n\n" +
        "```text\nE: v\n```\n\n```text\n42\n```\n\n```\nraw\n```\n",
    );
    assertEquals(files.size, 0);
  });

  it("puts pictures into files, each once by name", () => {
    const { text: markdown, files } = toMarkdown(
      notebookOf([
        text("![a](attachment:a%20b.png) ![gone](attachment:no.png)", {
          attachments: { "a b.png": { "image/png": "QQ==" } },
        }),
        code("1", {
          outputs: [
            shows({ "image/png": "Qg==\n", "text/plain": "x" }),
            shows({ "image/svg+xml": "<svg/>", "image/png": "Qw==" }),
          ],
        }),
      ]),
      { folder: "my files" },
    );
    assertEquals([...files.keys()], ["cell-1.png", "cell-2-1.png", "cell-2-2.svg"]);
    assertEquals(files.get("cell-2-1.png"), Uint8Array.of(66));
    assertStringIncludes(markdown, "![a](my%20files/cell-1.png) ![gone](attachment:no.png)");
    assertStringIncludes(markdown, "![Output](my%20files/cell-2-2.svg)");
    assertStringIncludes(
      toMarkdown(notebookOf([code("1", { outputs: [shows({ "image/png": "Qg==" })] })])).text,
      "data:image/png;base64,Qg==",
    );
  });

  it("keeps HTML tables and drops scripts", () => {
    const { text: markdown } = toMarkdown(notebookOf([
      code("1", {
        outputs: [
          shows({
            "text/html": "<table>\n\n<tr><td onclick='x()'>1</td></tr></table><script>x()</script>",
          }),
        ],
      }),
    ]));
    assertStringIncludes(markdown, "<table>\n<tr><td>1</td></tr></table>");
    assertNotMatch(markdown, /<script|onclick/);
  });

  it("survives attachments with names that are no addresses", () => {
    const cell = text("![a](attachment:%E0%A4%A)", { attachments: {} });
    assertStringIncludes(toMarkdown(notebookOf([cell])).text, "%E0%A4%A");
  });
});
