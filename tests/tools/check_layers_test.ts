import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { checkLayers } from "../../tools/check_layers.ts";
import { layers } from "../../tools/layers.ts";

/** Runs the checker over a tree of the given files. */
async function check(files: Record<string, string>): Promise<string[]> {
  const root = await Deno.makeTempDir();
  try {
    const modules = Object.keys(files).filter((file) => /^src\/\w+\/mod\.ts$/.test(file));
    const exports = Object.fromEntries(
      modules.map((file) => [`./${file.split("/")[1]}`, `./${file}`]),
    );
    const all = { "deno.json": JSON.stringify({ exports }), ...files };
    for (const [path, text] of Object.entries(all)) {
      await Deno.mkdir(`${root}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${root}/${path}`, text);
    }
    return await checkLayers(root);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** Checks that exactly one rule is broken and that its line begins and reads as wanted. */
async function assertBroken(files: Record<string, string>, place: string, ...texts: string[]) {
  const problems = await check(files);
  assertEquals(problems.length, 1, problems.join("\n"));
  assert(problems[0]!.startsWith(`${place}: `), problems[0]);
  for (const text of texts) assertStringIncludes(problems[0]!, text);
}

const core = { "src/core/shape.ts": "export const rank = 1;\nexport type Shape = number[];\n" };

describe("layers", () => {
  it("point to lower rows only, from every folder", () => {
    for (const [name, { row, imports }] of Object.entries(layers)) {
      for (const target of imports) {
        assert(layers[target], `${name} imports ${target}, which has no line`);
        assert(layers[target].row < row, `${name} imports ${target}, which is not in a lower row`);
      }
    }
  });
});

describe("checkLayers()", () => {
  it("accepts imports to lower rows, packages in deps and files of the same folder", async () => {
    const files = {
      ...core,
      "src/deps/tfjs.ts": 'export * from "npm:@tensorflow/tfjs@4.22.0";\n',
      "src/ffi/library.ts":
        'import { rank } from "../core/shape.ts";\nimport { join } from "node:path";\n' +
        'export const open = () => Deno.dlopen(join("a"), {});\nexport { rank };\n',
      "src/nn/dense.ts": 'import "../deps/tfjs.ts";\nimport { relu } from "./relu.ts";\nrelu();\n',
      "src/nn/relu.ts": "export function relu() {}\n// import '../models/x.ts'\n",
      "src/nn/mod.ts": 'export { relu } from "./relu.ts";\n',
      "src/cli/main.ts": 'import { relu } from "../nn/mod.ts";\nrelu();\n',
    };
    assertEquals(await check(files), []);
  });

  it("rejects an import of a higher row and names what is allowed", async () => {
    await assertBroken(
      {
        "src/ffi/a.ts": '\nexport { b } from "../engine/b.ts";\n',
        "src/engine/b.ts": "export const b = 1;\n",
      },
      "src/ffi/a.ts:2",
      "upward, from row 1 to row 2",
      "src/ffi may import src/core",
    );
  });

  it("rejects import type and import() like any other import", async () => {
    const b = { "src/train/b.ts": "export type B = 1;\n" };
    const models = "src/models/a.ts";
    await assertBroken(
      { ...b, [models]: 'import type { B } from "../train/b.ts";\nexport type A = B;\n' },
      `${models}:1`,
      "sibling in row 5",
    );
    await assertBroken({ ...b, [models]: 'await import("../train/b.ts");\n' }, `${models}:1`);
    await assertBroken(
      { ...b, [models]: 'export type A = import("../train/b.ts").B;\n' },
      `${models}:1`,
    );
  });

  it("rejects a downward import that the table does not list", async () => {
    await assertBroken(
      {
        "src/quant/a.ts": 'import { b } from "../models/b.ts";\nexport { b };\n',
        "src/models/b.ts": "export const b = 1;\n",
      },
      "src/quant/a.ts:1",
      "not among the allowed ones",
    );
  });

  it("rejects packages outside deps", async () => {
    const file = "src/io/a.ts";
    await assertBroken({ [file]: 'import "npm:x@1";\n' }, `${file}:1`, "only src/deps may");
    await assertBroken({ [file]: 'import "jsr:@a/b@1";\n' }, `${file}:1`, "relative imports");
    await assertBroken({ [file]: 'import "https://a.b/c.ts";\n' }, `${file}:1`, "relative imports");
    await assertBroken({ [file]: 'import "@std/assert";\n' }, `${file}:1`, "loaded by URL");
  });

  it("rejects node: built-ins where they are not needed", async () => {
    await assertBroken(
      { "src/core/a.ts": 'import "node:fs";\n' },
      "src/core/a.ts:1",
      "deps, ffi, jupyter, language, widgets, engine, io, data, kernel, notebook and cli",
    );
  });

  it("rejects the own mod.ts, the root mod.ts and files outside src", async () => {
    const a = "src/nn/a.ts";
    const mod = { "src/nn/mod.ts": "export const b = 1;\n" };
    await assertBroken({ ...mod, [a]: 'import "./mod.ts";\n' }, `${a}:1`, "never the folder's own");
    await assertBroken(
      {
        "mod.ts": "export const a = 1;\n",
        [a]: 'import "../../mod.ts";\n',
        "deno.json": '{ "exports": { ".": "./mod.ts" } }',
      },
      `${a}:1`,
      "root mod.ts",
    );
    await assertBroken(
      { "tools/x.ts": "", [a]: 'import "../../tools/x.ts";\n' },
      `${a}:1`,
      "of src",
    );
  });

  it("rejects a cycle over values and accepts one over types", async () => {
    const types = {
      "src/nn/a.ts": 'import type { B } from "./b.ts";\nexport type A = B;\n',
      "src/nn/b.ts": 'import { c } from "./c.ts";\nexport type B = 1;\nc();\n',
      "src/nn/c.ts": 'import type { A } from "./a.ts";\nexport function c(): A { return 1; }\n',
    };
    assertEquals(await check(types), []);
    await assertBroken(
      {
        "src/nn/a.ts": 'import { b } from "./b.ts";\nexport const a = () => b;\n',
        "src/nn/b.ts": 'import { c } from "./c.ts";\nexport const b = () => c;\n',
        "src/nn/c.ts": '\nimport { a } from "./a.ts";\nexport const c = () => a;\n',
      },
      "src/nn/c.ts:2",
      "src/nn/a.ts → src/nn/b.ts → src/nn/c.ts → src/nn/a.ts",
    );
  });

  it("rejects Deno.dlopen outside the library file, but not its mention", async () => {
    const mention = { "src/ffi/a.ts": '// Deno.dlopen("x")\nexport const hint = "Deno.dlopen";\n' };
    assertEquals(await check(mention), []);
    await assertBroken(
      { "src/engine/a.ts": '\nexport const a = Deno.dlopen("x", {});\n' },
      "src/engine/a.ts:2",
      "only src/ffi/library.ts",
    );
    await assertBroken(
      { "src/engine/a.ts": "const { dlopen } = Deno;\nexport { dlopen };\n" },
      "src/engine/a.ts:1",
    );
  });

  it("rejects a folder without a row", async () => {
    await assertBroken({ "src/utils/a.ts": "export {};\n" }, "src/utils/a.ts:1", "no known folder");
  });

  it("compares exports with the folders that have a mod.ts", async () => {
    const nn = { "src/nn/mod.ts": "export const a = 1;\n" };
    await assertBroken({ ...nn, "deno.json": "{}" }, "deno.json:1", 'lacks "./nn"');
    await assertBroken(
      { "deno.json": '{ "exports": { "./io": "./src/io/mod.ts" } }' },
      "deno.json:1",
      "is not there",
    );
  });
});
