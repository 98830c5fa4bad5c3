/**
 * Parameters: papermill's tags, with types from the defaults.
 *
 * @module
 */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { NotebookError } from "../../../src/notebook/format/notebook_error.ts";
import { type GivenParameters, injectParameters } from "../../../src/notebook/run/parameters.ts";
import { code, notebookOf, tagged, text } from "../made_notebooks.ts";

const DEFAULTS = `
// How long
const epochs = 3, bytes = 8 * 1024;
let lr: number | null = 1e-3;
const name = "cnn";
export const flip = true;
var big = 10n;
const layers = [64, 32];
const pair: readonly (string | number)[] = [];
const optimizer: "adam" | "sgd" = "adam";
const config = { depth: 2, act: "relu" };
const made = new Map();
const negative = -1;
const { a } = { a: 1 };
let free;`;

const notebook = notebookOf([text("# A"), tagged(DEFAULTS, "parameters"), code("epochs")]);

async function injected(given: GivenParameters): Promise<string> {
  const { notebook: result } = await injectParameters(notebook, given);
  assertEquals(result.cells.length, 4);
  assertEquals(result.cells[2]!.metadata, { tags: ["injected-parameters"] });
  return result.cells[2]!.source.replace("// Parameters\n", "");
}
const typed = (name: string, value: string) => injected({ texts: { [name]: value } });
const refused = async (given: GivenParameters) =>
  (await assertRejects(() => injectParameters(notebook, given), NotebookError)).message;

describe("injectParameters()", () => {
  it("writes values of the type of the default", async () => {
    assertEquals(await typed("epochs", "5"), "const epochs = 5;");
    assertEquals(await typed("epochs", "1e3"), "const epochs = 1000;");
    assertEquals(await typed("epochs", "1_000"), "const epochs = 1000;");
    assertEquals(await typed("bytes", "-0"), "const bytes = -0;");
    assertEquals(await typed("bytes", "Infinity"), "const bytes = Infinity;");
    assertEquals(await typed("lr", "0.1"), "let lr: number | null = 0.1;");
    assertEquals(await typed("lr", "null"), "let lr: number | null = null;");
    assertEquals(await typed("name", "3"), 'const name = "3";');
    assertEquals(await typed("name", 'a"b\n=`${x}`'), 'const name = "a\\"b\\n=`${x}`";');
    assertEquals(await typed("flip", "false"), "const flip = false;");
    assertEquals(await typed("big", "12345678901234567890"), "var big = 12345678901234567890n;");
    assertEquals(await typed("layers", "[1,2,3]"), "const layers = [1,2,3];");
    assertEquals(await typed("optimizer", "sgd"), 'const optimizer: "adam" | "sgd" = "sgd";');
    assertEquals(await typed("config", '{"depth": 3}'), 'const config = {"depth":3};');
    assertEquals(await typed("negative", "2"), "const negative = 2;");
    assertEquals(await typed("made", "text"), 'const made = "text";');
    assertEquals(await typed("free", "[1]"), "let free = [1];");
    assertEquals(
      await typed("pair", '["a", 1]'),
      'const pair: readonly (string | number)[] = ["a",1];',
    );
  });

  it("refuses values of other types, and says what is wanted", async () => {
    const wrong = async (name: string, value: string, wanted: string) =>
      assertStringIncludes(await refused({ texts: { [name]: value } }), wanted);
    await wrong(
      "epochs",
      "many",
      'parameter "epochs" must be of type number like its default, it is many',
    );
    await wrong("epochs", "", "must be of type number");
    await wrong("flip", "yes", "must be of type boolean");
    await wrong("big", "1.5", "must be of type bigint");
    await wrong("layers", '["a"]', "must be of type list of number");
    await wrong("layers", "64", "must be of type list");
    await wrong("lr", "fast", "must be of type number or null");
    await wrong("optimizer", "rms", 'must be of type "adam" or "sgd"');
    await wrong("config", '{"depth": "deep"}', "must be of type object in JSON");
  });

  it("checks values of a file without reading them as texts", async () => {
    assertEquals(await injected({ values: { epochs: 4 } }), "const epochs = 4;");
    assertEquals(await injected({ values: { big: "7" } }), "var big = 7n;");
    assertStringIncludes(await refused({ values: { epochs: "4" } }), "must be of type number");
    assertStringIncludes(await refused({ values: { name: 4 } }), "must be of type string");
  });

  it("refuses a name that has no default, and lists those that have", async () => {
    const message = await refused({ texts: { epoch: "3", "a b": "1" } });
    assertStringIncludes(message, 'there is no parameter "epoch": the notebook has epochs, bytes');
    assertStringIncludes(message, '"a b" cannot be the name');
  });

  it("does not let a value become code", async () => {
    const value = '{"__proto__": {"x": 1}, "a": "\\u2028"}';
    const source = await typed("config", value);
    assertStringIncludes(source, "JSON.parse(");
    const config = new Function(`${source}; return config;`)();
    assertEquals(Object.getPrototypeOf(config), Object.prototype);
    assertEquals(Object.hasOwn(config, "__proto__"), true);
  });

  it("replaces an injected cell, as papermill does", async () => {
    const { notebook: once } = await injectParameters(notebook, { texts: { epochs: "5" } });
    const { notebook: twice } = await injectParameters(once, { texts: { name: "x" } });
    assertEquals(twice.cells.length, 4);
    assertEquals(twice.cells[2]!.id, once.cells[2]!.id);
    assertEquals(twice.cells[2]!.source, '// Parameters\nconst name = "x";');
  });

  it("puts them first where no cell has defaults, and warns", async () => {
    const plain = notebookOf([code("epochs")]);
    const { notebook: result, warnings } = await injectParameters(plain, {
      texts: { epochs: "5" },
    });
    assertEquals(result.cells.map(({ source }) => source), [
      "// Parameters\nconst epochs = 5;",
      "epochs",
    ]);
    assertEquals(warnings.length, 1);
  });

  it("changes nothing without parameters", async () => {
    assertEquals((await injectParameters(notebook, {})).notebook, notebook);
  });
});
