import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { parseCell } from "../../src/language/cell_names.ts";

/** `name:kind` of what a cell declares. */
function names(code: string): string[] {
  return parseCell(code).names.map((it) =>
    `${it.name}:${it.kind}${it.exported ? ":exported" : ""}`
  );
}

describe("parseCell", () => {
  it("parseCell() finds each form of declaration", () => {
    assertEquals(names("const a = 1, { b, c: [d = 2, ...e] } = x; let f; var g = 1;"), [
      "a:value",
      "b:value",
      "d:value",
      "e:value",
      "f:variable",
      "g:variable",
    ]);
    assertEquals(
      names("function f() {} async function* g() {} class K {} enum E {} namespace N {}"),
      [
        "f:value",
        "g:value",
        "K:value",
        "E:value",
        "N:value",
      ],
    );
    assertEquals(names("interface I {} type T = 1; declare const q: number;"), [
      "I:type",
      "T:type",
      "q:value",
    ]);
  });

  it("parseCell() finds what imports bring", () => {
    assertEquals(
      names(
        "import d, { a, b as c, type T } from 'x'; import * as n from 'y'; import type { U } from 'z';",
      ),
      ["d:value", "a:value", "c:value", "T:type", "n:value", "U:type"],
    );
    assertEquals(names("import 'x';"), []);
  });

  it("parseCell() knows what is exported already", () => {
    assertEquals(names("export const a = 1; export default 4; export class K {}"), [
      "a:value:exported",
      "K:value:exported",
    ]);
  });

  it("parseCell() hoists var out of blocks, and nothing else", () => {
    assertEquals(names("for (var i = 0; ;) { let k; var v; } if (1) { const c = 2; var w; }"), [
      "i:variable",
      "v:variable",
      "w:variable",
    ]);
    assertEquals(names("const f = () => { var inner; }; class K { m() { var inner; } }"), [
      "f:value",
      "K:value",
    ]);
  });

  it("parseCell() takes text that is not complete", () => {
    assertEquals(names("const a = [1, 2\nconst b = "), ["a:value", "b:value"]);
    assertEquals(names("const { a, "), ["a:value"]);
    assertEquals(names(""), []);
  });

  it("parseCell() tells markup from casts", () => {
    assertEquals(parseCell("const d = <div>a</div>;").markup, true);
    assertEquals(parseCell("const d = <string>a; const b = a < c;").markup, false);
  });

  it("parseCell() knows what is imported", () => {
    assertEquals(parseCell("import a from 'a'; import 'b';").imports, ["a", "b"]);
    assertEquals(parseCell("const a = await import('./a.ts');").imports, ["./a.ts"]);
    assertEquals(parseCell("const important = 1; await import(important);").imports, []);
  });
});
