import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { afterAll, beforeAll, describe, it } from "@std/testing/bdd";
import { CellLanguage } from "../../src/language/cell_language.ts";
import { problemsText } from "../../src/language/cell_problems.ts";

/** Long enough for the first check on a busy machine. */
const patient = { timeout: 60_000 };

const GLOBALS = "function reload<T = unknown>(path: string): Promise<T>; var _: any;";

async function makeFolder(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "notebooks with space #1 " });
  await Deno.writeTextFile(`${folder}/deno.json`, '{"imports":{"sums":"./lib.ts"}}');
  await Deno.writeTextFile(
    `${folder}/lib.ts`,
    "/** Adds two numbers. */\nexport function add(a: number, b: number): number { return a + b; }\n",
  );
  return folder;
}

describe("CellLanguage", () => {
  let folder = "";
  let language: CellLanguage;

  beforeAll(async () => {
    folder = await makeFolder();
    language = new CellLanguage({ folder, globals: GLOBALS });
    await language.warmUp();
  });
  afterAll(async () => {
    await language.close();
    await Deno.remove(folder, { recursive: true });
  });

  /** Takes up a cell and gives its errors as `code line:column`. */
  async function check(code: string, cellId?: string): Promise<string[]> {
    const cell = language.add(code, { cellId });
    const problems = await language.diagnostics(cell, patient);
    assert(problems, "no answer");
    return problems.map((it) => `${it.code} ${it.line}:${it.column}`);
  }

  it("diagnostics() knows names and types of earlier cells", async () => {
    assertEquals(await check("const list: number[] = [1, 2];\nlet maybe: string | undefined;"), []);
    assertEquals(await check("const text: string = list[0];\nlist.gone;"), [
      "2322 0:6",
      "2339 1:5",
    ]);
    assertEquals(await check("maybe = 'a'; maybe = 5;"), ["2322 0:13"]);
    assertEquals(await check("list = [];"), ["2632 0:0"]);
  });

  it("diagnostics() lets a cell declare anew what an earlier one declared", async () => {
    const kinds = ["const x = 1", "let x = 'a'", "var x = [1]", "function x() {}", "class x {}"];
    kinds.push("enum x { a }", "import { add as x } from './lib.ts'", "interface x { a: 1 }");
    for (const kind of kinds) assertEquals(await check(kind), [], kind);
    assertEquals(await check("const x = 'last'"), []);
    assertEquals(await check("x.toUpperCase(); x.toFixed();"), ["2551 0:19"]);
    assertEquals(await check("interface Shape { a: number }; const first: Shape = { a: 1 };"), []);
    assertEquals(await check("interface Shape { b: string }; const next: Shape = { b: '' };"), []);
    assertEquals(await check("first.b; next.a; const both: Shape = { b: '' };"), [
      "2339 0:6",
      "2339 0:14",
    ]);
  });

  it("diagnostics() lets a cell's names hide global ones", async () => {
    assertEquals(await check("const name = [1]; const event = 2; const self = 'me';"), []);
    assertEquals(await check("name.map((it) => it + event); self.toUpperCase();"), []);
  });

  it("diagnostics() sees a cell that is executed again as it is now", async () => {
    assertEquals(await check("const before = 1; const stays = 1;", "cell-1"), []);
    assertEquals(await check("const after = stays;", "cell-2"), []);
    assertEquals(await check("const stays = 'text';", "cell-1"), []);
    assertEquals(await check("stays.toUpperCase(); after.toFixed(); before;"), ["2304 0:38"]);
  });

  it("diagnostics() allows what cells allow", async () => {
    assertEquals(await check("await Promise.resolve(1); for await (const it of [1]) it;"), []);
    assertEquals(
      await check("Deno.jupyter.html`<b>1</b>`; _.anything; await reload('./lib.ts');"),
      [],
    );
    assertEquals(await check("export const shown = 1; export default 2; namespace N { 1 }"), []);
    assertEquals(await check("shown.toFixed();"), []);
    assertEquals(await check("const untyped = (value) => value; untyped(1);"), []);
    assertEquals(await check("throw new Error('stopped');"), []);
    assertEquals(await check("for (;;) {}"), []);
    assertEquals(await check("const later: string = 1;"), ["2322 0:6"]);
  });

  it("diagnostics() resolves imports from the notebook's folder and its deno.json", async () => {
    assertEquals(await check("import { add } from './lib.ts'; import * as sums from 'sums';"), []);
    assertEquals(await check("add(1, '2'); sums.add(1);"), ["2345 0:7", "2554 0:18"]);
    assertEquals(await check("import { gone } from './lib.ts';"), ["2305 0:9"]);
    assertEquals(await check("const lazy = await import('./lib.ts'); lazy.gone;"), ["2339 0:44"]);
  });

  it("diagnostics() finds a deno.json that is several folders up", async () => {
    const deep = `${folder}/of/a/course`;
    await Deno.mkdir(deep, { recursive: true });
    await using below = new CellLanguage({ folder: deep });
    const cell = below.add("import { add } from 'sums'; add(1, '2');");
    const problems = await below.diagnostics(cell, patient);
    assertEquals(problems?.map((it) => it.code), [2345]);
  });

  it("diagnostics() sees edits of local modules, of those they import, and of deno.json", async () => {
    const write = (name: string, text: string) => Deno.writeTextFile(`${folder}/${name}`, text);
    await write("inner.ts", "export const kind = 1;");
    await write("outer.ts", "export * from './inner.ts';");
    const cell = "import { kind } from './outer.ts'; kind.toUpperCase();";
    assertEquals(await check(cell), ["2339 0:40"]);
    await write("inner.ts", "export const kind = 'a text';");
    assertEquals(await check(cell), []);
    assertEquals(await check("const late = await import('./late.ts'); late.x;"), []);
    await write("late.ts", "export const x = 1;");
    assertEquals(await check("const late = await import('./late.ts'); late.gone;"), ["2339 0:45"]);
    await write("deno.json", '{"imports":{"sums":"./lib.ts","named":"./inner.ts"}}');
    assertEquals(await check("import * as named from 'named'; named.gone;"), ["2339 0:38"]);
    await write("inner.ts", "export const gone = 1;");
    assertEquals(await check("import * as named from 'named'; named.gone;"), []);
  });

  it("diagnostics() leaves modules that are not there to the execution", async () => {
    assertEquals(
      await check(
        "import a from './gone.ts'; import b from 'npm:not-a-package-of-anybody'; a.x; b.y;",
      ),
      [],
    );
  });

  it("diagnostics() knows that other cells assign what they declare", async () => {
    assertEquals(await check("let best: { loss: number } | undefined;"), []);
    assertEquals(await check("best = { loss: 1 };"), []);
    assertEquals(await check("best.loss; best?.gone;"), ["2339 0:17"]);
    assertEquals(
      await check("let own: { a: 1 } | undefined = Math.random() ? { a: 1 } : undefined; own.a;"),
      [
        "18048 0:70",
      ],
    );
    assertEquals(await check("globalThis.known = 5;"), []);
    assertEquals(await check("known + 1; unknown1;"), ["2304 0:11"]);
    assertEquals(await check("try { JSON.parse('') } catch (error) { error.message; }"), []);
  });

  it("diagnostics() leaves broken syntax to the execution", async () => {
    assertEquals(await check("const = 5; foo("), []);
  });

  it("diagnostics() counts columns in UTF-16 units", async () => {
    assertEquals(await check("const e = '😀😀'; e.gone;"), ["2339 0:20"]);
  });

  it("remove() brings back what the cell hid", async () => {
    language.add("const back = 1;");
    language.remove(language.add("const back = 'text'; const = ;"));
    assertEquals(await check("back.toFixed();"), []);
  });

  it("problemsText() shows the message and the place", async () => {
    const code = "const a = 1;\nconst b: string = 2;";
    const problems = await language.diagnostics(language.add(code), patient);
    assertEquals(
      problemsText(code, problems!),
      "Type warning TS2322: Type 'number' is not assignable to type 'string'.\n" +
        "> 2 | const b: string = 2;\n    |       ^\n",
    );
    assertEquals(problemsText(code, []), "");
    const many = problemsText(code, Array.from({ length: 9 }, () => problems![0]!));
    assertStringIncludes(many, "and 4 more type warnings\n");
  });

  it("hover() gives types and documentation of names, members and called functions", async () => {
    language.add("import { add } from './lib.ts'; const sum = add(1, 2);");
    const ask = (code: string, cursor: number) => language.hover(code, cursor, patient);
    assertEquals((await ask("sum", 3))?.["text/plain"], "const sum: number");
    const onAdd = await ask("add(1, ", 7);
    assertEquals(
      onAdd?.["text/plain"],
      "add(a: number, b: number): number\nAdds two numbers.",
    );
    assertStringIncludes(onAdd!["text/markdown"], "```tsx\nadd(");
    assertStringIncludes((await ask("sum.toFixed()", 8))!["text/plain"], "Number.toFixed(");
    assertStringIncludes((await ask("Deno.readTextFile", 10))!["text/plain"], "Promise<string>");
    assertEquals((await ask("const k = '😀'; sum", 17))?.["text/plain"], "const sum: number");
    assertEquals(await ask("sum  + 1", 4), undefined);
    assertEquals(await ask("", 0), undefined);
  });

  it("hover() sees the text that is being written, not what it replaces", async () => {
    language.add("const edited = 1;");
    const hover = await language.hover("const edited = 'text'; edited", 25, patient);
    assertEquals(hover?.["text/plain"], 'const edited: "text"');
  });

  it("complete() knows names, members, imports and paths", async () => {
    language.add(
      "const numbers = [1]; import * as sums from './lib.ts'; interface Numbered { a: 1 }",
    );
    const ask = async (code: string, cursor = [...code].length) => {
      const found = await language.complete(code, cursor, patient);
      assert(found, "no answer");
      return found;
    };
    const texts = async (code: string, cursor?: number) =>
      (await ask(code, cursor)).matches.map((it) => it.text);
    const names = await texts("const n: Numb");
    assert(names.includes("Numbered") && names.includes("Number"), names.join());
    assertEquals(await texts("sums."), ["add"]);
    assertEquals(await texts("import { a } from './lib.ts'", 10), ["add"]);
    assertEquals(await texts("import {} from './li"), ["./lib.ts"]);
    assertEquals(await texts("({ 'two words': 1 })."), ['["two words"]']);
    const members = await ask("numbers.toS");
    assertEquals([members.start, members.end], [8, 11]);
    assertEquals(members.matches.slice(-1), [{
      text: "toString",
      start: 8,
      end: 11,
      type: "method",
    }]);
  });

  it("complete() counts in code points", async () => {
    const code = "const z = '😀😀'; numbers.le";
    const found = await language.complete(code, [...code].length, patient);
    assertEquals(found?.matches, [{ text: "length", start: 24, end: 26, type: "field" }]);
    assertEquals([...code].slice(24, 26).join(""), "le");
  });

  it("complete() offers nothing that would need an import of its own", async () => {
    const found = await language.complete("delay", 5, patient);
    assertEquals(found?.matches, []);
  });

  it("gives no answer after the time that was allowed, and answers later", async () => {
    assertEquals(await language.hover("numbers", 3, { timeout: 0 }), undefined);
    assert(await language.hover("numbers", 3, patient));
  });

  it("keeps few of the cells that nothing refers to", async () => {
    await using other = new CellLanguage({ folder });
    for (let i = 0; i < 200; i++) other.add(`const same = ${i}; console.log(same);`);
    assert(other.size < 20, `${other.size} cells are kept`);
  });
});

describe("CellLanguage and its process", () => {
  /** The processes of `deno lsp` whose parent is this one. */
  async function servers(): Promise<number[]> {
    const found: number[] = [];
    for await (const { name } of Deno.readDir("/proc")) {
      if (!/^\d+$/.test(name)) continue;
      const [line, stat] = await Promise.all([
        Deno.readTextFile(`/proc/${name}/cmdline`).catch(() => ""),
        Deno.readTextFile(`/proc/${name}/stat`).catch(() => ""),
      ]);
      const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
      if (parent === Deno.pid && line.split("\0")[1] === "lsp") found.push(Number(name));
    }
    return found;
  }
  const linux = { ignore: Deno.build.os !== "linux" };

  it("starts with the first question and ends with close()", linux, async () => {
    const language = new CellLanguage({ folder: Deno.cwd() });
    language.add("const a = 1;");
    assertEquals(await servers(), []);
    await language.hover("a", 1, patient);
    assertEquals((await servers()).length, 1);
    await language.close();
    assertEquals(await servers(), []);
    assertEquals(await language.hover("a", 1, patient), undefined);
  });

  it("survives the end of its process, also while it is asked", linux, async () => {
    await using language = new CellLanguage({ folder: Deno.cwd() });
    language.add("const a = 1;");
    assertEquals((await language.hover("a", 1, patient))?.["text/plain"], "const a: 1");
    Deno.kill((await servers())[0]!, "SIGKILL");
    await language.hover("a", 1, patient);
    assertEquals((await language.hover("a", 1, patient))?.["text/plain"], "const a: 1");
    const asked = language.diagnostics(language.add("a.gone;"), patient);
    Deno.kill((await servers())[0]!, "SIGKILL");
    await asked;
    const problems = await language.diagnostics(language.add("a.gone;"), patient);
    assertEquals(problems?.map((it) => it.code), [2339]);
  });

  it("says nothing where there is no deno", async () => {
    await using language = new CellLanguage({ folder: Deno.cwd(), deno: "/nowhere/deno" });
    assertEquals(
      await language.diagnostics(language.add("const a: string = 1;"), patient),
      undefined,
    );
    assertEquals(await language.complete("a", 1, patient), undefined);
  });
});
