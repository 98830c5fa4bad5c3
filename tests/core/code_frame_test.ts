import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { codeFrame } from "../../src/core/code_frame.ts";

describe("codeFrame", () => {
  const code = "const a = 1;\nconst b = a.c;\nprint(b);";

  it("codeFrame() underlines the place and shows the lines around it", () => {
    assertEquals(
      codeFrame(code, { line: 1, column: 12, endColumn: 13 }),
      [
        "  1 | const a = 1;",
        "> 2 | const b = a.c;",
        "    |             ^",
        "  3 | print(b);",
      ].join("\n"),
    );
  });

  it("codeFrame() underlines to the end of the line what goes on below it", () => {
    const frame = codeFrame(code, { line: 0, column: 6, endLine: 2, endColumn: 3 }, { around: 0 });
    assertEquals(frame, "> 1 | const a = 1;\n    |       ^^^^^^");
  });

  it("codeFrame() keeps tabs, so that the mark stands below the place", () => {
    assertEquals(codeFrame("\ta.b", { line: 0, column: 3 }), "> 1 | \ta.b\n    | \t  ^");
  });

  it("codeFrame() aligns the numbers of lines", () => {
    const frame = codeFrame("a\n".repeat(11), { line: 9, column: 0 });
    assertEquals(frame, "   9 | a\n> 10 | a\n     | ^\n  11 | a");
  });

  it("codeFrame() cuts a long line around the place", () => {
    const frame = codeFrame(`${"x".repeat(5000)}Y${"z".repeat(5000)}`, { line: 0, column: 5000 });
    const [source, marks] = frame.split("\n");
    assert(source!.length < 120);
    assertEquals(source!.indexOf("Y"), marks!.indexOf("^"));
  });

  it("codeFrame() takes a place beyond the text", () => {
    assertEquals(codeFrame("", { line: 7, column: 3 }), "> 1 |\n    | ^");
    assertEquals(codeFrame("ab", { line: 0, column: 9 }), "> 1 | ab\n    |   ^");
  });
});
