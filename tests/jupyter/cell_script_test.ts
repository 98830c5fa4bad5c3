import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { ts } from "../../src/deps/typescript.ts";
import {
  type CellScript,
  compileCell,
  type ScriptSettings,
} from "../../src/jupyter/cell_script.ts";
import { readScriptSettings } from "../../src/jupyter/compiler_options.ts";
import { runCell } from "./run_cell.ts";
import { withSession } from "./with_session.ts";

function compile(source: string, settings: ScriptSettings = {}): string[] {
  const compiled = compileCell(ts, source, { serial: 1, ...settings });
  assert(!Array.isArray(compiled), JSON.stringify(compiled));
  return (compiled as CellScript).script.split("\n").slice(1, -2).filter((line) => line !== "");
}

describe("compileCell()", () => {
  it("turns imports into declarations, and keeps those that the cell does not use", () => {
    const imports = [
      ['import a from "x"', 'const { default: a } = await __tensaur_wait(import("x"), 1, 0);'],
      [
        'import { a, b as c, type D } from "x"',
        'const { a: a, b: c } = await __tensaur_wait(import("x"), 1, 0);',
      ],
      ['import * as n from "x"', 'const n = await __tensaur_wait(import("x"), 1, 0);'],
      [
        'import a, * as n from "x"',
        'const n = await __tensaur_wait(import("x"), 1, 0), { default: a } = n;',
      ],
      ['import "x"', 'await __tensaur_wait(import("x"), 1, 0);'],
      [
        'import j from "x" with { type: "json" }',
        'const { default: j } = await __tensaur_wait(import("x", { with: { type: "json" } }), 1, 0);',
      ],
    ];
    for (const [source, script] of imports) assertEquals(compile(source!), [script!]);
    assertEquals(compile('import type { A } from "x"'), []);
  });

  it("says where the source is no TypeScript", () => {
    assertEquals(compileCell(ts, "let a = ;", { serial: 1 }), [
      { message: "Expression expected.", offset: 8 },
    ]);
    // Positions do not count what is put around an object.
    assertEquals(compileCell(ts, "{ a: ", { serial: 1 }), [
      { message: "Expression expected.", offset: 4 },
      { message: "'}' expected.", offset: 5 },
    ]);
  });

  it("compiles elements as deno.json says", () => {
    assertEquals(compile("<p/>"), ['React.createElement("p", null);']);
    assertEquals(compile("<p/>", { jsxFactory: "h" }), ['h("p", null);']);
    const [imported] = compile("<p/>", { jsx: "react-jsx", jsxImportSource: "preact" });
    assertEquals(
      imported,
      'const { jsx: _jsx } = await __tensaur_wait(import("preact/jsx-runtime"), 1, 0);',
    );
    assertEquals(compile("const n = <number> 3"), ["const n = 3;"]);
  });

  it("compiles what V8 does not know", () =>
    withSession(async (session) => {
      const cells: [string, string][] = [
        ["enum E { A = 1 } namespace N { export const x = 2 } E.A + N.x", "3"],
        ["class P { constructor(readonly a: number) {} } new P(4).a", "4"],
        [
          "function twice(f: () => number, _: unknown) { return () => 2 * f(); }" +
          "class D { @twice m() { return 5; } } new D().m()",
          "10",
        ],
        ["{ using r = { [Symbol.dispose]() { console.log('gone') } }; }", "gone\n"],
        ["await Promise.all([1, 2].map(async (x) => await x + 1))", "[ 2, 3 ]"],
        ["let n = 0; for await (const x of [Promise.resolve(1), 2]) n += x; n", "3"],
      ];
      for (const [source, text] of cells) {
        assertEquals((await runCell(session, source)).text, text, source);
      }
    }));
});

describe("readScriptSettings()", () => {
  it("takes what is about compiling from the nearest file, which may have comments", async () => {
    const directory = await Deno.makeTempDir();
    const inner = `${directory}/a/b`;
    await Deno.mkdir(inner, { recursive: true });
    await Deno.writeTextFile(
      `${directory}/deno.jsonc`,
      '{ // comment\n "compilerOptions": { "jsx": "react-jsx", "strict": true }, }',
    );
    try {
      assertEquals(await readScriptSettings(ts, inner), { jsx: "react-jsx" });
      await Deno.writeTextFile(`${directory}/a/deno.json`, "{}");
      assertEquals(await readScriptSettings(ts, inner), {});
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
});
