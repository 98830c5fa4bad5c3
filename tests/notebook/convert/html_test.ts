/**
 * Pages of HTML: complete, self-contained, and without what a notebook must not do to its readers.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertStringIncludes,
} from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { type HtmlOptions, toHtml } from "../../../src/notebook/convert/to_html.ts";
import type { JsonObject } from "../../../src/notebook/format/json.ts";
import type { Cell, Output } from "../../../src/notebook/format/notebook.ts";
import { ATTACKS } from "./attacks.ts";
import { code, notebookOf, tagged, text } from "../made_notebooks.ts";

const page = async (cells: readonly Cell[], options: HtmlOptions = {}) =>
  (await toHtml(notebookOf(cells), options)).html;
const shows = (data: JsonObject, metadata: JsonObject = {}): Output => ({
  output_type: "display_data",
  metadata,
  data,
});
const withOutput = (...outputs: Output[]) => [code("1", { execution_count: 1, outputs })];
const body = (html: string) => html.slice(html.indexOf("<main>"));
const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR42mP8z4APMOGVHbHSAEEsAROxCnMTAAAAAElFTkSuQmCC";

/** What would run a script in a browser, or take a reader's data somewhere. */
function assertHarmless(html: string): void {
  assertMatch(html, /Content-Security-Policy" content="default-src 'none'/);
  const tags = [...body(html).matchAll(/<[a-z!/][^>]*>/gi)].map(([tag]) => tag);
  for (const tag of tags) {
    assertNotMatch(tag, /^<\/?(?:script|iframe|object|embed|form|base|meta|link|foreignObject)\b/i);
    // Names of attributes, without what stands in quotes.
    assertNotMatch(tag.replaceAll(/"[^"]*"/g, '""'), /\s(?:on\w+|formaction|action|srcdoc)\s*=/i);
    assertNotMatch(tag, /=\s*"?\s*(?:javascript|vbscript|data:text)/i);
  }
}

describe("toHtml()", () => {
  it("makes one page with title, code and counts", async () => {
    const html = await page([
      text("## *Small* `title`"),
      code("const a = `<b>`;", { execution_count: 3 }),
    ]);
    assertStringIncludes(html, "<title>Small title</title>");
    assertStringIncludes(html, '<span class="count">[3]</span>');
    assertStringIncludes(html, '<span class="hljs-keyword">const</span> a = ');
    assertStringIncludes(html, "&lt;b&gt;");
    assertNotMatch(html, /(?:src|href)="(?:https?:)?\/\//);
  });

  it("renders formulas as MathML and leaves prices alone", async () => {
    const html = await page([
      text(
        "costs $5 and $6; $x^2$ and \\(y\\)\n\n$$\\frac{a}{b}$$\n\n\\begin{align}a&=b\\end{align}\n\n`$no$`",
      ),
    ]);
    assertStringIncludes(html, "costs $5 and $6");
    assertEquals([...html.matchAll(/<math/g)].length, 4);
    assertStringIncludes(html, "<mfrac>");
    assertStringIncludes(html, "<code>$no$</code>");
  });

  it("shows all kinds of outputs", async () => {
    const html = await page(withOutput(
      { output_type: "stream", name: "stdout", text: "\x1b[31mred\x1b[0m <b>\n" },
      { output_type: "stream", name: "stderr", text: "warned" },
      { output_type: "error", ename: "TypeError", evalue: "a < b", traceback: [] },
      {
        output_type: "error",
        ename: "Error",
        evalue: "x",
        traceback: ["\x1b[1mError\x1b[0m: x", "    at y"],
      },
      shows({
        "image/png": `${PNG.slice(0, 20)}\n${PNG.slice(20)}`,
        "text/plain": "---\nwhat is seen",
      }, {
        "image/png": { width: 99 },
      }),
      shows({
        "image/svg+xml": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
      }),
      shows({ "text/markdown": "**bold** $x$" }),
      shows({ "text/latex": "\\sum_i i" }),
      shows({ "application/json": { a: [1] } }),
      shows({ "application/x-unknown": "?" }),
      shows({ "text/html": "<table><tr><td>cell</td></tr></table>" }),
    ));
    assertStringIncludes(html, '<span class="ansi-red-fg">red</span> &lt;b&gt;');
    assertStringIncludes(html, '<pre class="output text stderr">warned</pre>');
    assertStringIncludes(html, "TypeError: a &lt; b");
    assertStringIncludes(html, "    at y");
    assertStringIncludes(html, `width="99" src="data:image/png;base64,${PNG}"`);
    assertStringIncludes(html, 'alt="what is seen"');
    assertNotMatch(html, /---/);
    assertStringIncludes(html, 'src="data:image/svg+xml;base64,');
    assertStringIncludes(html, "<strong>bold</strong>");
    assertStringIncludes(html, "cannot be shown here: application/x-unknown");
    assertStringIncludes(html, "<td>cell</td>");
    assertHarmless(html);
  });

  it("has nothing of an attack", async () => {
    for (const attack of ATTACKS) {
      const html = await page([
        text(attack),
        text(
          `[x](javascript:alert(1)) ![x](javascript:alert(1)) <javascript:alert(1)> $${attack}$`,
        ),
        ...withOutput(
          shows({ "text/html": attack }),
          shows({ "text/markdown": attack }),
          shows({ "image/svg+xml": attack }),
          shows({ "image/png": attack }),
          shows({ "text/latex": attack }),
          shows({ "text/plain": attack }),
          shows({ "application/javascript": attack }),
          { output_type: "stream", name: "stdout", text: attack },
          {
            output_type: "stream",
            name: "stdout",
            text: `\x1b]8;;javascript:alert(1)\x07${attack}\x1b]8;;\x07`,
          },
          { output_type: "error", ename: attack, evalue: attack, traceback: [attack] },
        ),
      ], { title: attack });
      assertHarmless(html);
      assertEquals([...html.matchAll(/<\/main>/g)].length, 1, attack);
      assertEquals(
        [...html.matchAll(/<template/g)].length,
        [...html.matchAll(/<\/template>/g)].length,
      );
      assertNotMatch(html.slice(0, html.indexOf("<body>")), /<script/i);
    }
  });

  it("keeps scripts of a notebook that is trusted", async () => {
    const html = await page(withOutput(shows({ "text/html": "<script>draw()</script>" })), {
      trust: true,
    });
    assertStringIncludes(html, "<script>draw()</script>");
  });

  it("puts in pictures beside the notebook, attached ones, and nothing that is no picture", async () => {
    const folder = await Deno.makeTempDir();
    try {
      await Deno.writeFile(`${folder}/a b.png`, Uint8Array.fromBase64(PNG));
      await Deno.writeTextFile(`${folder}/secret.png`, "password");
      const html = await page([
        text(
          '![a](a%20b.png) <img src="a b.png" alt="b"> ![c](secret.png) ![d](../../../etc/passwd)',
        ),
        text("![e](attachment:x.png)", { attachments: { "x.png": { "image/png": PNG } } }),
        text("![f](/etc/passwd) ![g](file:///etc/passwd) ![h](https://example.org/badge.svg)"),
      ], { folder });
      assertEquals(
        [...html.matchAll(new RegExp(`data:image/png;base64,${PNG.replaceAll("+", "\\+")}`, "g"))]
          .length,
        3,
      );
      assertStringIncludes(html, 'src="secret.png"');
      assertNotMatch(html, /cGFzc3dvcmQ|root:x/);
      assertStringIncludes(html, 'src="https://example.org/badge.svg"');
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  it("obeys the tags that hide and fold parts", async () => {
    const out: Output = { output_type: "stream", name: "stdout", text: "SHOWN" };
    const html = await page([
      tagged("gone()", "remove-cell"),
      { ...tagged("hidden_input()", "remove-input"), outputs: [out] } as Cell,
      { ...tagged("kept()", "remove_output"), outputs: [{ ...out, text: "NOT THIS" }] } as Cell,
      tagged("folded()", "hide-input"),
      code("also()", { metadata: { jupyter: { source_hidden: true } } }),
    ]);
    assertNotMatch(html, /gone|hidden_input|NOT THIS/);
    assertStringIncludes(html, "SHOWN");
    assertEquals([...html.matchAll(/<summary>Code<\/summary>/g)].length, 2);
  });

  it("shows the picture of a figure, or the library where there is none", async () => {
    const figure = { data: [{ y: [1, 2] }], layout: { title: "</script><b>" } };
    const both = shows({
      "application/vnd.plotly.v1+json": figure,
      "image/png": PNG,
      "text/html": "<div></div>",
    });
    const still = await page(withOutput(both));
    assertStringIncludes(still, PNG);
    assert(still.length < 100_000);
    const only = shows({ "application/vnd.plotly.v1+json": figure, "text/plain": "a figure" });
    const plain = await page(withOutput(only), { plotly: "static" });
    assertStringIncludes(plain, "a figure");
    assertHarmless(plain);
  });

  it("keeps headings apart that have the same text", async () => {
    const html = await page([text("# One\n\n## One\n\n## Größe & Maß")]);
    for (const id of ["one", "one-2", "größe-maß"]) assertStringIncludes(html, `id="${id}"`);
  });
});
