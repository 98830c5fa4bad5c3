import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { completeness } from "../../src/language/completeness.ts";

describe("completeness", () => {
  const complete = [
    "",
    "  ",
    "1",
    "// a comment",
    "f()",
    "let a",
    "{ a: 1 }",
    "await x",
    "`a${b}`",
  ];
  complete.push("if (x) {\n}", "const d = <div>a</div>", "1 + 1 // more", "interface A { b: 1 }");
  for (const code of complete) {
    it(`completeness() takes ${JSON.stringify(code)} as it is`, () => {
      assertEquals(completeness(code), { status: "complete" });
    });
  }

  const incomplete: [code: string, indent: number][] = [
    ["a +", 0],
    ["a.", 0],
    ["a ? b :", 0],
    ["const x =", 0],
    ["const x: ", 0],
    ["(a) =>", 0],
    ["if (x)", 0],
    ["for (;;)", 0],
    ["function f()", 0],
    ["import { a } from", 0],
    ["<div>", 0],
    ["try {}", 0],
    ["f(", 1],
    ["const x = [1,", 1],
    ["const { a, ", 1],
    ["function f() {", 1],
    ["async () => { await g({", 3],
    ["`text", 0],
    ["`text ${", 1],
    ["`text ${b} more", 0],
    ["'}' + `}` + f(/* } */", 1],
    ["/* comment", 0],
    ["class A {\n  m() {", 2],
  ];
  for (const [code, indent] of incomplete) {
    it(`completeness() waits for more after ${JSON.stringify(code)}`, () => {
      assertEquals(completeness(code), { status: "incomplete", indent: "  ".repeat(indent) });
    });
  }

  for (const code of ["const = 1", "1 +* 2", "let 5x", "'abc", "/abc", "a b", "}", "foo)", "=>"]) {
    it(`completeness() knows that nothing makes ${JSON.stringify(code)} right`, () => {
      assertEquals(completeness(code), { status: "invalid" });
    });
  }
});
