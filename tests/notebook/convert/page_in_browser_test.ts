/**
 * Pages in a real browser: figures are drawn, outputs have roots of their own, attacks fail.
 *
 * @module
 */
import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { toHtml } from "../../../src/notebook/convert/to_html.ts";
import type { JsonObject } from "../../../src/notebook/format/json.ts";
import type { Output } from "../../../src/notebook/format/notebook.ts";
import { code, notebookOf, text } from "../made_notebooks.ts";
import { ATTACKS } from "./attacks.ts";

const shows = (data: JsonObject): Output => ({ output_type: "display_data", metadata: {}, data });

function findChromium(): string | undefined {
  const asked = Deno.env.get("TENSAUR_CHROMIUM");
  const names = asked ? [asked] : ["chromium", "chromium-browser", "google-chrome"];
  return names.find((name) => {
    try {
      const { success } = new Deno.Command(name, { args: ["--version"], stderr: "null" })
        .outputSync();
      return success;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  });
}

const chromium = findChromium();
const ignore = chromium === undefined;
const why = ignore ? " (ignored: no Chromium)" : "";

/** The document after the browser has read the page and run what it may. */
async function render(html: string): Promise<string> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/page.html`, html);
    const { stdout, success } = await new Deno.Command(chromium!, {
      args: [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        `--user-data-dir=${folder}/profile`,
        "--virtual-time-budget=3000",
        "--dump-dom",
        `file://${folder}/page.html`,
      ],
      stdin: "null",
      stderr: "null",
    }).output();
    assertEquals(success, true);
    return new TextDecoder().decode(stdout);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

describe("toHtml() in a browser", () => {
  it(
    `runs no script of a notebook, even without the policy of the page${why}`,
    { ignore },
    async () => {
      const attacks = ATTACKS.map((attack) => attack.replaceAll("alert(1)", "document.title=9"));
      const { html } = await toHtml(
        notebookOf(attacks.flatMap((attack) => [
          text(attack),
          code("1", {
            outputs: [
              shows({ "text/html": attack }),
              shows({ "text/markdown": attack }),
              shows({ "image/svg+xml": attack }),
            ],
          }),
        ])),
        { title: "untouched" },
      );
      const open = html.replace(/<meta http-equiv[^>]*>/, "");
      assertNotMatch(open, /Content-Security-Policy/);
      assertMatch(await render(open), /<title>untouched<\/title>/);
      // That the same attacks do succeed where nothing is cleaned.
      const trusted = await toHtml(
        notebookOf([
          code("1", { outputs: [shows({ "text/html": attacks[2]! })] }),
        ]),
        { title: "untouched", trust: true },
      );
      assertMatch(await render(trusted.html), /<title>9<\/title>/);
    },
  );

  it(`draws figures with the library in the page${why}`, { ignore }, async () => {
    const figure = {
      data: [{ x: [1, 2, 3], y: [4, 5, 6], type: "scatter" }],
      layout: { title: { text: "</script> A figure" } },
    };
    const { html, warnings } = await toHtml(notebookOf([
      code("1", {
        outputs: [shows({ "application/vnd.plotly.v1+json": figure, "text/plain": "fallback" })],
      }),
    ]));
    assertEquals(warnings, []);
    const dom = await render(html);
    const drawn = dom.slice(dom.indexOf('id="figure-1"'), dom.indexOf("</main>"));
    assertStringIncludes(drawn, "scatterlayer");
    assertNotMatch(drawn, /fallback/);
  });
});
