import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  checkDocs,
  declaredTypes,
  functionsWithoutExample,
  isOurs,
  parseFindings,
} from "../../tools/check_docs.ts";

const output = `error[missing-jsdoc]: exported symbol is missing JSDoc documentation
 --> /project/src/nn/dense.ts:5:17
  | 
5 | export function dense(): void {}

error[private-type-ref]: public type 'f' references private type 'Tensor'
   --> /cache/npm/x.d.ts:4:1
`;

describe("parseFindings()", () => {
  it("reads code, message, file and line", () => {
    assertEquals(parseFindings(output, "/project"), [
      {
        code: "missing-jsdoc",
        message: "exported symbol is missing JSDoc documentation",
        file: "src/nn/dense.ts",
        line: 5,
      },
      {
        code: "private-type-ref",
        message: "public type 'f' references private type 'Tensor'",
        file: "/cache/npm/x.d.ts",
        line: 4,
      },
    ]);
  });
});

describe("isOurs()", () => {
  const declared = new Map([
    ["src/a.ts", declaredTypes("interface Hidden {}\nexport abstract class Shown {}")],
    ["src/b.ts", declaredTypes("export type Options = number;")],
  ]);
  const imported = new Map([["src/a.ts", ["src/b.ts"]]]);
  const judge = (type: string, file = "src/a.ts") =>
    isOurs(
      { code: "private-type-ref", message: `'f' references private type '${type}'`, file, line: 1 },
      declared,
      imported,
    );

  it("keeps references to hidden types of our own files", () => {
    assertEquals(["Hidden", "Options"].map((type) => judge(type)), [true, true]);
  });

  it("drops the reference of a class to its namesake in a package, which it extends", () => {
    const message = "public type 'Shown' references private type 'Shown'";
    const finding = { code: "private-type-ref", message, file: "src/a.ts", line: 1 };
    assertEquals(isOurs(finding, declared, imported), false);
  });

  it("drops references to types of packages, and all that is not in our files", () => {
    assertEquals([judge("Tensor"), judge("Hidden", "/cache/x.d.ts")], [false, false]);
  });
});

describe("functionsWithoutExample()", () => {
  it("names functions of ours without an example", () => {
    const symbol = (name: string, filename: string, kind: string, tags: { kind: string }[]) => ({
      name,
      declarations: [{ kind, location: { filename, line: 6 }, jsDoc: { tags } }],
    });
    const own = "file:///project/src/a.ts";
    const symbols = [
      symbol("shown", own, "function", [{ kind: "example" }]),
      symbol("bare", own, "function", []),
      symbol("constant", own, "variable", []),
      symbol("foreign", "file:///cache/x.d.ts", "function", []),
    ];
    assertEquals(functionsWithoutExample({ nodes: { a: { symbols } } }, "/project"), [
      "src/a.ts:7: bare() is public and has no @example",
    ]);
  });
});

describe("checkDocs()", () => {
  it("checks a tree", async () => {
    const root = await Deno.makeTempDir();
    try {
      await Deno.mkdir(`${root}/src/nn`, { recursive: true });
      await Deno.writeTextFile(
        `${root}/mod.ts`,
        '/** Layers. */\nexport * as nn from "./src/nn/mod.ts";\n',
      );
      await Deno.writeTextFile(
        `${root}/src/nn/mod.ts`,
        "/** One. */\nexport function one(): void {}\nexport const two = 2;\n",
      );
      assertEquals(await checkDocs(root), [
        "src/nn/mod.ts:2: one() is public and has no @example",
        "src/nn/mod.ts:3: exported symbol is missing JSDoc documentation (missing-jsdoc)",
      ]);
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  });
});
