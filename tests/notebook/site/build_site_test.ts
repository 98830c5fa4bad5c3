/**
 * Sites: pages, navigation, links, what is refused, and what a second build does.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { NotebookError } from "../../../src/notebook/format/notebook_error.ts";
import { buildSite } from "../../../src/notebook/site/build_site.ts";
import { code, notebookOf, tagged, text } from "../made_notebooks.ts";
import { writeNotebook } from "../../../src/notebook/format/notebook_file.ts";
import { ATTACKS } from "../convert/attacks.ts";
import { drawing, MadeSite, shows } from "./made_site.ts";

const PNG =
  "iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR42mP8z4APMOGVHbHSAEEsAROxCnMTAAAAAElFTkSuQmCC";
const refused = async (site: MadeSite) =>
  (await assertRejects(() => site.build(), NotebookError)).message;

describe("buildSite()", () => {
  it("makes a page for each notebook, in order, with navigation", async () => {
    await using site = new MadeSite();
    await site.write({
      "zebra.ipynb": [text("# Zebra")],
      "quick_start.ipynb": [
        text("# Quick start\n\nHow it *begins*.\n\n## One\n\n## Two\n\n### Deep"),
      ],
      "document_000/b.ipynb": [code("1")],
    });
    const { pages, written, warnings } = await site.build({ title: "All & more" });
    assertEquals(pages, 3);
    assert(written.includes("document_000/b.html") && written.includes("document_000/b.ipynb"));
    assertEquals(warnings, [
      `${site.notebooks}/document_000/b.ipynb: outputs may be old: has no record of a run: ` +
      "run it with tensaur notebook run --inplace",
    ]);
    const front = await site.read("index.html");
    assertStringIncludes(front, "<title>All &amp; more</title>");
    assertStringIncludes(front, "<p>How it <em>begins</em>.</p>");
    assertMatch(front, /3 notebooks[^]*quick_start\.html[^]*zebra\.html[^]*>Document 000<\/h2>/);
    const start = await site.read("quick_start.html");
    assertStringIncludes(start, '<a href="quick_start.html" aria-current="page">');
    assertMatch(start, /class="contents"[^]*#one"[^]*#two"[^]*class="level-2"><a href="#deep"/);
    assertStringIncludes(start, '<a rel="next" href="zebra.html">');
    assertNotMatch(start, /rel="prev"/);
    const last = await site.read("document_000/b.html");
    assertStringIncludes(last, 'href="../index.html"');
    assertStringIncludes(last, '<a rel="prev" href="../zebra.html">');
    assertStringIncludes(last, '<a href="b.ipynb" download>');
    assertNotMatch(front + start + last, /(?:href|src)="(?:https?:)?\/\//);
  });

  it("changes nothing the second time, and removes what is not needed any more", async () => {
    await using site = new MadeSite();
    await site.write({ "a.ipynb": [text("# A")], "sub/b.ipynb": [text("# B")] });
    await site.build();
    await Deno.writeTextFile(`${site.site}/notes.txt`, "mine");
    await Deno.writeTextFile(`${site.site}/sub/b.html.bak`, "mine");
    const again = await site.build();
    assertEquals([again.written, again.removed], [[], []]);
    await Deno.remove(`${site.notebooks}/sub`, { recursive: true });
    const { removed, warnings } = await site.build();
    assertEquals(removed.filter((path) => !path.startsWith("assets/")), [
      "sub/b.html",
      "sub/b.ipynb",
    ]);
    assertEquals(warnings, []);
    assertEquals(await site.read("notes.txt"), "mine");
    assertEquals(await site.read("sub/b.html.bak"), "mine");
    assertNotMatch(await site.read("a.html"), /sub\/b/);
  });

  it("leaves a page that somebody changed, says so, and takes no other's file", async () => {
    await using site = new MadeSite();
    await site.write({ "a.ipynb": [text("# A")], "b.ipynb": [text("# B")] });
    await site.build();
    await Deno.writeTextFile(`${site.site}/b.html`, "edited");
    await Deno.remove(`${site.notebooks}/b.ipynb`);
    const { warnings } = await site.build();
    assertEquals(warnings, [`${site.site}/b.html was changed since it was written, and stays`]);
    await site.write({ "b.ipynb": [text("# B")] });
    assertMatch(await refused(site), /b\.html is there already, and no former build wrote it/);
    assertEquals(await site.read("b.html"), "edited");
  });

  it("trusts no list of files that leads out of its folder", async () => {
    await using site = new MadeSite();
    await site.write({ "a.ipynb": [text("# A")] });
    await site.build();
    const outside = `${site.folder}/outside.txt`;
    await Deno.writeTextFile(outside, "");
    const empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    const list = { version: 1, files: { "../outside.txt": empty, [outside]: empty } };
    await Deno.writeTextFile(`${site.site}/.tensaur-site.json`, JSON.stringify(list));
    // The pages are those of a former build that nothing tells of, and the same.
    await site.build();
    assertEquals(await Deno.readTextFile(outside), "");
    await Deno.writeTextFile(`${site.site}/.tensaur-site.json`, "no list");
    assertMatch(await refused(site), /is no list of a site's files/);
  });

  it("leads links between notebooks to their pages", async () => {
    await using site = new MadeSite();
    await site.write({
      "a.ipynb": [text(
        "# A\n\n## Größe & Maß\n\n[b](sub/b%20c.ipynb#Part-One) [self](#Größe-&-Maß) " +
          "[cell](sub/b%20c.ipynb#cell-id=there) [web](https://example.org/?a=1&b=2) " +
          "[folder](sub/) [mail](mailto:a@example.org)",
      )],
      "sub/b c.ipynb": [text("# B\n\n## Part One\n\n[a](../a.ipynb)"), code("1", { id: "there" })],
    });
    await site.build();
    const a = await site.read("a.html");
    const at = encodeURIComponent("größe-maß");
    for (
      const address of [
        "sub/b%20c.html#part-one",
        `#${at}`,
        "sub/b%20c.html#cell-there",
        "https://example.org/?a=1&amp;b=2",
        "index.html#folder-sub",
        "mailto:a@example.org",
      ]
    ) assertStringIncludes(a, `href="${address}"`);
    assertStringIncludes(await site.read("sub/b c.html"), 'href="../a.html">a</a>');
  });

  it("refuses links and pictures that lead nowhere, all at once, with their cells", async () => {
    await using site = new MadeSite();
    await site.write({
      "a.ipynb": [
        text("# A"),
        text("[x](gone.ipynb) [y](b.ipynb#nope) ![z](gone.png)", { id: "bad" }),
      ],
      "b.ipynb": [text("# B\n\n[root](/etc/passwd)")],
    });
    const message = await refused(site);
    const cell = `${site.notebooks}/a.ipynb, cell 2 (markdown, id bad)`;
    assertStringIncludes(message, `${cell}: links to "gone.ipynb", which is not there`);
    assertStringIncludes(message, `${cell}: links to "b.ipynb#nope", and b.ipynb has no such`);
    assertStringIncludes(message, `${cell}: shows "gone.png"`);
    assertStringIncludes(message, `links to "/etc/passwd", which is no relative address`);
    await assertRejects(() => Deno.stat(site.site), Deno.errors.NotFound);
  });

  it("links to the source repository where its address is known", async () => {
    await using site = new MadeSite();
    await site.write({ "sub/a.ipynb": [text("# A\n\n[data](../data.csv) [up](../../mod.ts)")] });
    await Deno.writeTextFile(`${site.notebooks}/data.csv`, "1");
    await Deno.writeTextFile(`${site.folder}/mod.ts`, "");
    const { warnings } = await site.build();
    assertEquals(warnings.length, 2);
    assertMatch(warnings[0]!, /cell 1 .* "\.\.\/data\.csv" became text: the site has no such page/);
    assertMatch(await site.read("sub/a.html"), /<a>data<\/a>/);
    const source = "https://example.org/repo/tree/main/notebooks/";
    assertEquals((await site.build({ source })).warnings, []);
    const html = await site.read("sub/a.html");
    assertStringIncludes(html, `href="${source}sub/a.ipynb">Source</a>`);
    assertStringIncludes(html, `href="${source}data.csv"`);
    assertStringIncludes(html, 'href="https://example.org/repo/tree/main/mod.ts"');
  });

  it("refuses notebooks that cannot be read, and names that clash", async () => {
    await using site = new MadeSite();
    await site.write({
      "index.ipynb": [text("# I")],
      "Case.ipynb": [text("# C")],
      "case.ipynb": [text("# c")],
      "assets/x.ipynb": [text("# X")],
    });
    await Deno.writeTextFile(`${site.notebooks}/broken.ipynb`, "{");
    await Deno.writeTextFile(`${site.notebooks}/list.ipynb`, "[]");
    const message = await refused(site);
    assertMatch(message, /broken\.ipynb/);
    assertMatch(message, /list\.ipynb/);
    assertMatch(message, /index\.ipynb: its page index\.html would be that of a page that every/);
    assertMatch(message, /case\.ipynb: its page case\.html would be that of .*Case\.ipynb/);
    assertMatch(message, /assets\/x\.ipynb: the folder assets is the site's own/);
  });

  it("has nothing of an attack", async () => {
    await using site = new MadeSite();
    await site.write({
      "a.ipynb": ATTACKS.flatMap((attack, i) => [
        text(`# ${i} ${attack.replaceAll("\n", " ")}\n\n${attack}`),
        code("1", { outputs: [shows({ "text/html": attack, "text/plain": attack })] }),
      ]),
      "b.ipynb": [text(`# </title><script>alert(1)</script>`)],
    });
    // Attacks show pictures named so.
    await Deno.writeFile(`${site.notebooks}/x`, Uint8Array.fromBase64(PNG));
    await site.build({ title: "</title><script>alert(1)</script>" });
    for (const page of ["index.html", "a.html", "b.html"]) {
      const html = await site.read(page);
      assertMatch(html, /Content-Security-Policy" content="default-src 'none'/);
      const scripts = [...html.matchAll(/<script\b[^>]*>/gi)].map(([tag]) => tag);
      const [, nonce] = /script-src 'nonce-([0-9a-f]{32})'/.exec(html)!;
      assertEquals(scripts.length, 2, page);
      for (const tag of scripts) assertStringIncludes(tag, `nonce="${nonce}"`);
      assertEquals(html.match(/<\/main>/g)?.length, 1);
    }
    const search = (await Array.fromAsync(Deno.readDir(`${site.site}/assets`)))
      .find(({ name }) => name.startsWith("search-"))!;
    assertNotMatch(await site.read(`assets/${search.name}`), /</);
  });

  it("takes a picture, a description, times and the device for the first page", async () => {
    await using site = new MadeSite();
    await Deno.mkdir(site.notebooks);
    await writeNotebook(
      `${site.notebooks}/a.ipynb`,
      notebookOf([
        text("# A\n\nSee [there](https://example.org), with $x^2$."),
        code("1", { outputs: [shows({ "image/png": PNG })] }),
        {
          ...tagged("2", "thumbnail"),
          metadata: {
            tags: ["thumbnail"],
            execution: {
              "iopub.execute_input": "2026-01-02T03:04:05Z",
              "shell.execute_reply": "2026-01-02T03:04:09.5Z",
            },
          },
          outputs: [shows(drawing("The best"))],
        },
      ], { tensaur: { device: "GPU <0>" } }),
    );
    await site.build();
    const front = await site.read("index.html");
    assertMatch(front, /<p>See there, with <math[^]*<\/math>\.<\/p>/);
    assertStringIncludes(front, 'src="data:image/svg+xml;base64,');
    assertStringIncludes(front, "run on 2026-01-02 · 4.5 s · GPU &lt;0&gt;");
    const page = await site.read("a.html");
    assertStringIncludes(page, 'content="See there, with x^2."');
    assertStringIncludes(page, 'alt="The best"');
    assertMatch(await site.read("index.html"), /assets\/site-[0-9a-f]{10}\.css/);
  });

  it("draws flow charts, sets formulas with a font of its own, and marks Chinese", async () => {
    await using site = new MadeSite();
    await site.write({
      "a.ipynb": [
        text(
          "# A\n\n## 4.1 数学公式\n\nThe 神经网络、深度 of `代码`\n\n$\\mathbb{R}$\n\n```mermaid\ngraph LR; in --> out\n```",
        ),
        text("## カタカナ 字\n\n字"),
      ],
    });
    await site.build();
    const html = await site.read("a.html");
    assertStringIncludes(html, '<h2 id="4-1-数学公式" lang="zh-Hans">4.1 数学公式</h2>');
    assertStringIncludes(html, '" lang="zh-Hans">4.1 数学公式</a>');
    assertStringIncludes(
      html,
      '<p>The <span lang="zh-Hans">神经网络、深度</span> of <code>代码</code></p>',
    );
    assertMatch(html, /<h2 id="カタカナ-字">/);
    assertStringIncludes(html, "<mi>ℝ</mi>");
    assertMatch(html, /<figure><img alt="Diagram: in └─▶ out" src="data:image\/svg/);
    const names = (await Array.fromAsync(Deno.readDir(`${site.site}/assets`))).map((e) => e.name);
    const font = names.find((name) => name.endsWith(".woff2"))!;
    const style = names.find((name) => name.endsWith(".css"))!;
    assertStringIncludes(await site.read(`assets/${style}`), `url("${font}")`);
    assert(!names.some((name) => name.startsWith("plotly")));
  });

  it("loads nothing from other servers", async () => {
    await using site = new MadeSite();
    await site.write({ "a.ipynb": [text("# A\n\n![A badge](https://example.org/badge.svg)")] });
    const { warnings } = await site.build();
    assertMatch(warnings[0]!, /pictures from other servers became links/);
    assertStringIncludes(
      await site.read("a.html"),
      '<a href="https://example.org/badge.svg">A badge</a>',
    );
  });

  it("takes notebooks from several folders, and some of a folder", async () => {
    await using site = new MadeSite();
    await site.write({ "x/a.ipynb": [text("# A")], "y/b.ipynb": [text("# B")] });
    const { written } = await buildSite([`${site.notebooks}/x`, `${site.notebooks}/y/b.ipynb`], {
      out: site.site,
    });
    assertEquals(written.filter((path) => path.endsWith(".html")), [
      "x/a.html",
      "y/b.html",
      "index.html",
    ]);
  });
});
