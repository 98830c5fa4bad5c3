/**
 * `sections.json`: what is read, and what is wrong with it.
 *
 * @module
 */
import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Cell } from "../../../src/notebook/format/notebook.ts";
import { NotebookError } from "../../../src/notebook/format/notebook_error.ts";
import {
  documentProblems,
  parseSections,
  type Section,
  sectionProblems,
} from "../../../src/notebook/site/sections.ts";
import { code, notebookOf, text } from "../made_notebooks.ts";
import { drawing, MadeSite, shows } from "./made_site.ts";

const entry = (section: Partial<Section> = {}) => ({
  line: 84,
  heading: "4.1 公式",
  notebook: "a.ipynb",
  cell: "here",
  ...section,
});
const documents = (...headings: Section[]) => [{ document: "000.txt", headings }];
const problems = (cells: readonly Cell[], ...headings: Section[]) =>
  sectionProblems(documents(...headings), new Map([["a.ipynb", notebookOf(cells)]]));
const shown = code("1", { outputs: [shows({ "text/plain": "1" })] });
const here = text("Before.\n\n## 4.1 公式\n\nText.", { id: "here" });

describe("parseSections()", () => {
  it("reads documents with their sections", () => {
    const text = JSON.stringify(documents(entry()));
    assertEquals(parseSections(text, "sections.json"), documents(entry()));
  });

  it("names every place that has another form", () => {
    const wrong = [
      { document: "", headings: [{ line: 0, heading: 1, notebook: "a", cell: "" }] },
      3,
    ];
    const { message } = assertThrows(
      () => parseSections(JSON.stringify(wrong), "sections.json"),
      NotebookError,
    );
    for (
      const problem of [
        /document 1: document must be a text/,
        /document 1, heading 1: line must be a whole number/,
        /document 1, heading 1: heading must be a text/,
        /document 1, heading 1: cell must be a text/,
        /document 2: headings must be a list/,
      ]
    ) assertMatch(message, problem);
    assertThrows(() => parseSections("{", "x"), NotebookError, "is no JSON");
  });
});

describe("sectionProblems()", () => {
  it("finds nothing where a cell has the heading and something is shown below", () => {
    assertEquals(problems([here, shown], entry()), []);
    assertEquals(problems([here, text("### Part"), shown], entry()), []);
    assertEquals(problems([text("## 4.1 公式\n\n$x^2$", { id: "here" })], entry()), []);
    assertEquals(problems([here, text("```mermaid\ngraph LR\n```")], entry()), []);
  });

  it("finds notebooks, cells and headings that are not there", () => {
    assertMatch(problems([here], entry({ notebook: "b.ipynb" }))[0]!, /no notebook b\.ipynb/);
    assertMatch(problems([here], entry({ cell: "gone" }))[0]!, /has no cell gone/);
    assertMatch(problems([code("1", { id: "here" })], entry())[0]!, /is no Markdown/);
    assertMatch(problems([here], entry({ heading: "4.1" }))[0]!, /has no such heading/);
    const inCode = text("```\n## 4.1 公式\n```", { id: "here" });
    assertMatch(problems([inCode, shown], entry())[0]!, /has no such heading/);
  });

  it("finds sections that show nothing before the next one of their rank", () => {
    assertMatch(problems([here], entry())[0]!, /nothing is shown in this section/);
    assertMatch(problems([here, code("1"), text("## Next"), shown], entry())[0]!, /nothing is/);
    assertMatch(problems([here, text("# Higher"), shown], entry())[0]!, /nothing is shown/);
  });

  it("finds lines and documents that are out of order, or twice there", () => {
    const two = (line: number) => problems([here, shown], entry(), entry({ line }));
    assertEquals(two(85), []);
    assertMatch(two(84)[0]!, /lines must go up, the one before is 84/);
    assertMatch(two(3)[0]!, /lines must go up/);
    const again = [...documents(), ...documents()];
    assertMatch(
      sectionProblems(again, new Map())[0]!,
      /000\.txt: must come before 000\.txt, and once/,
    );
  });
});

describe("documentProblems()", () => {
  const known = [{ document: "000.txt", headings: [{ line: 84, heading: "4.1 公式" }] }];

  it("finds headings that a document has not there", () => {
    assertEquals(documentProblems(documents(entry()), known), []);
    assertMatch(documentProblems(documents(entry({ line: 85 })), known)[0]!, /no heading there/);
    assertMatch(
      documentProblems(documents(entry({ heading: "4.1" })), known)[0]!,
      /the heading is "4\.1 公式", not "4\.1"/,
    );
    assertMatch(documentProblems(documents(entry()), [])[0]!, /there is no such document/);
  });
});

describe("a site with sections.json", () => {
  it("has a page that leads to the sections, in the order of the document", async () => {
    await using site = new MadeSite();
    await site.write({
      "sub/later.ipynb": [text("# Later\n\n## 2 后", { id: "later" }), shown],
      "sub/zero.ipynb": [text("# Zero\n\n## 1 <前>", { id: "zero" }), {
        ...shown,
        outputs: [shows(drawing())],
      }],
    });
    const sections = documents(
      entry({ line: 1, heading: "1 <前>", notebook: "sub/zero.ipynb", cell: "zero" }),
      entry({ line: 2, heading: "2 后", notebook: "sub/later.ipynb", cell: "later" }),
    );
    await Deno.writeTextFile(`${site.notebooks}/sections.json`, JSON.stringify(sections));
    await site.build();
    const page = await site.read("sections.html");
    assertMatch(
      page,
      /<td>1<\/td><td><a href="sub\/zero\.html#cell-zero" lang="zh-Hans">1 &lt;前&gt;<\/a><\/td>/,
    );
    assertMatch(await site.read("index.html"), /sections\.html[^]*zero\.html[^]*later\.html/);
    sections[0]!.headings.reverse();
    await Deno.writeTextFile(`${site.notebooks}/sections.json`, JSON.stringify(sections));
    const failed = await site.build().then(() => undefined, (error: Error) => error.message);
    assertMatch(failed ?? "", /sections\.json: 000\.txt:1 .*lines must go up/);
  });
});
