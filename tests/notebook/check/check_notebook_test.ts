/**
 * Type errors of cells, mapped to cell and line.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { checkFile, type CheckProblem } from "../../../src/notebook/check/check_notebook.ts";
import type { Cell } from "../../../src/notebook/format/notebook.ts";
import { writeNotebook } from "../../../src/notebook/format/notebook_file.ts";
import { code, notebookOf, tagged, text } from "../made_notebooks.ts";

/** Checks cells in a folder with these other files; the folder must be as before afterwards. */
async function check(
  cells: readonly Cell[],
  files: Readonly<Record<string, string>> = {},
): Promise<readonly CheckProblem[]> {
  const folder = await Deno.makeTempDir();
  try {
    for (const [name, content] of Object.entries(files)) {
      await Deno.writeTextFile(`${folder}/${name}`, content);
    }
    await writeNotebook(`${folder}/nb.ipynb`, notebookOf(cells));
    const result = await checkFile(`${folder}/nb.ipynb`);
    assertEquals(result.ok, result.problems.length === 0);
    const names = [...Deno.readDirSync(folder)].map(({ name }) => name)
      .filter((name) => name !== "deno.lock").sort();
    assertEquals(names, [...Object.keys(files), "nb.ipynb"].sort());
    return result.problems;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const places = (problems: readonly CheckProblem[]) =>
  problems.map(({ code, index, line, column }) => [code, index, line, column]);

describe("checkFile()", () => {
  it("finds nothing in sound cells, whatever a kernel allows", async () => {
    const problems = await check([
      text("# Title"),
      code("import { basename } from 'node:path';\nconst x: number = 1; x"),
      code("[1, 2].map((n) => n + x)"),
      code("(function named() { return x; })()"),
      code("const x = 'another'; function f(a: string) { return a; }\ninterface A { b: number }"),
      code(
        "import { basename, dirname } from 'node:path'; x.toUpperCase(); f(basename(dirname(x)))",
      ),
      code(
        "export const x = [1]; interface A { c: string } ; ({ c: 'c' }) satisfies A; x.length; _",
      ),
      code("var i = 1; i.toFixed()"),
      code("var i = 'now a text'; i.trim(); await Promise.resolve(); Deno.jupyter.md`a`"),
      code("for (const a of []) { } // a comment at the end"),
    ]);
    assertEquals(problems, []);
  });

  it("names cell, line and column, with a code frame", async () => {
    const problems = await check([
      text("# Title"),
      code("const a = 1;"),
      code("// first\r\nconst b: string = a;\r\n// last"),
      code("a.toUpperCase()"),
    ]);
    assertEquals(places(problems), [[2322, 2, 2, 7], [2339, 3, 1, 3]]);
    assertEquals(problems[0]!.where, "cell 3 (code, id c3)");
    assertStringIncludes(problems[0]!.message, "'number' is not assignable to type 'string'");
    assertEquals(
      problems[0]!.frame,
      "  1 | // first\n> 2 | const b: string = a;\n    |       ^\n  3 | // last",
    );
  });

  it("keeps places where cells are moved into blocks and imports to the top", async () => {
    const problems = await check([
      code("const a = 1;"),
      code("const a = 'x';\n\n  import { nothing } from 'node:path';\na.toFixed();"),
      code("export let a = 2;\nvar wrong: string = a;"),
    ]);
    assertEquals(places(problems), [[2305, 1, 3, 12], [2551, 1, 4, 3], [2322, 2, 2, 5]]);
  });

  it("starts imports from the notebook's folder and obeys its deno.json", async () => {
    const files = {
      "lib.ts": "export const twice = (x: number): number => 2 * x;",
      "deno.json": JSON.stringify({
        imports: { "lib": "./lib.ts" },
        compilerOptions: { noUncheckedIndexedAccess: true },
      }),
    };
    const problems = await check([
      code("import { twice } from './lib.ts'; import { twice as two } from 'lib'; two(twice(1))"),
      code("twice('1')"),
      code("const first: number = [1, 2][0];"),
    ], files);
    assertEquals(places(problems), [[2345, 1, 1, 7], [2322, 2, 1, 7]]);
  });

  it("finds modules that are not there, and errors in those that are", async () => {
    const problems = await check([code("import './broken.ts';"), code("import './gone.ts';")], {
      "broken.ts": "export const a: string = 1;",
    });
    const gone = problems.find(({ index }) => index === 1);
    assertStringIncludes(gone!.message, "gone.ts");
    const broken = problems.find(({ index }) => index === undefined);
    assertStringIncludes(broken!.where, "broken.ts");
    assertEquals(broken!.line, 1);
  });

  it("finds the syntax errors of all cells", async () => {
    const problems = await check([code("const a = ;"), code("1"), code("foo((\n\nb")]);
    assertEquals(problems.map(({ index }) => index), [0, 2]);
    assert(problems.every(({ code }) => code! >= 1000 && code! < 2000));
  });

  it("reads JSX where a cell has it", async () => {
    const problems = await check([
      code(
        "/** @jsx h */\nconst h = (...all: unknown[]) => all;\ndeclare global { namespace JSX { interface IntrinsicElements { b: object } } }",
      ),
      code("<b>text</b>"),
    ]);
    assertEquals(problems.filter(({ code }) => code! < 2000), []);
  });

  it("says that import.meta fails in cells, beside what else is wrong", async () => {
    const problems = await check([
      code("const here: string = 1;"),
      code("function f() {\n  return import.meta.url;\n}\nf().toFixed();"),
    ]);
    assertEquals(places(problems), [
      [2322, 0, 1, 7],
      [undefined, 1, 2, 10],
      [2551, 1, 4, 5],
    ]);
    assertStringIncludes(problems[1]!.message, "Deno.cwd()");
  });

  it("runs neither cells nor what they import", async () => {
    const problems = await check([code("import './endless.ts';"), code("for (;;);")], {
      "endless.ts": "for (;;);",
    });
    assertEquals(problems, []);
  });

  it("leaves out cells that are tagged", async () => {
    const problems = await check([
      tagged("const a: string = 1;", "skip-check"),
      tagged("const a: = 1;", "skip-execution"),
      code("// @ts-expect-error meant\nconst b: string = 1;"),
    ]);
    assertEquals(problems, []);
  });

  it("has nothing to say about a notebook without code", async () => {
    assertEquals(await check([text("a"), code(" ")]), []);
  });
});
