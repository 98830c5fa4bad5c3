import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { loadTokenizer } from "../../../src/text/subword/load_tokenizer.ts";

const model = { type: "BPE", vocab: { a: 0, b: 1, ab: 2, "<fill>": 3 }, merges: [["a", "b"]] };

/** Loads a file with this content. */
async function loadText(content: string) {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await Deno.writeTextFile(path, content);
    return await loadTokenizer(path);
  } finally {
    await Deno.remove(path);
  }
}

describe("loadTokenizer", () => {
  it("reads a file by path and by address, and a folder with the name of the padding token", async () => {
    const folder = await Deno.makeTempDir();
    try {
      const path = `${folder}/tokenizer.json`;
      await Deno.writeTextFile(path, JSON.stringify({ version: "1.0", model }));
      const config = `${folder}/tokenizer_config.json`;
      for (const source of [path, new URL(`file://${path}`), `file://${path}`, folder]) {
        assertEquals((await (await loadTokenizer(source)).encode("abb")).ids, [2, 1]);
      }
      assertEquals((await loadTokenizer(folder)).padToken, undefined);
      for (const pad_token of ["<fill>", { content: "<fill>", special: true }]) {
        await Deno.writeTextFile(config, JSON.stringify({ pad_token }));
        assertEquals((await loadTokenizer(folder)).padId, 3);
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });

  it("reads merges as older files have them", async () => {
    const tokenizer = await loadTokenizer({ version: "1.0", model: { ...model, merges: ["a b"] } });
    assertEquals((await tokenizer.encode("ab")).ids, [2]);
  });

  it("refuses addresses of the network", async () => {
    await assertRejects(
      () => loadTokenizer("https://example.org/tokenizer.json"),
      TypeError,
      "is no file",
    );
  });

  it("refuses files that are no tokenizer", async () => {
    const cases: [content: string, message: string][] = [
      ["", "is no JSON"],
      ["[PAD]\n[UNK]\n", "is no JSON"],
      ["[]", 'has no "model"'],
      ["null", 'has no "model"'],
      ['{"model_type":"bert"}', 'has no "model"'],
      ['{"model":{"type":"None"}}', "is damaged"],
      [JSON.stringify({ version: "9", model }), "Unknown tokenizer version"],
      [JSON.stringify({ version: "1.0", model, added_tokens: [{}] }), "added_tokens"],
      [
        JSON.stringify({ version: "1.0", model: { ...model, merges: [["a", "c"]] } }),
        "`c` out of vocabulary",
      ],
      [
        JSON.stringify({ version: "1.0", model }).slice(0, -20),
        "is no JSON",
      ],
    ];
    for (const [content, message] of cases) {
      await assertRejects(() => loadText(content), TypeError, message, content);
    }
  });

  it("refuses damage at which the library would end the process", async () => {
    const template = {
      type: "TemplateProcessing",
      single: [{ SpecialToken: { id: "[X]", type_id: 0 } }],
      pair: [],
      special_tokens: {},
    };
    await assertRejects(
      () =>
        loadTokenizer({
          model,
          post_processor: { type: "Sequence", processors: [template] },
        }),
      TypeError,
      "puts in [X]",
    );
    for (const precompiled_charsmap of ["AAAA", "not base64", "", 7, "/////w=="]) {
      await assertRejects(
        () => loadTokenizer({ model, normalizer: { type: "Precompiled", precompiled_charsmap } }),
        TypeError,
        "precompiled_charsmap",
      );
    }
  });
});
