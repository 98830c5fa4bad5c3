import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { loadTokenizer } from "../../../src/text/subword/load_tokenizer.ts";
import type { EncodedBatch } from "../../../src/text/subword/pad_encodings.ts";
import { SubwordTokenizer } from "../../../src/text/subword/subword_tokenizer.ts";

type Rows = [ids: number[], typeIds: number[], mask: number[]][];

interface Golden {
  texts: string[];
  pairs: [string, string][];
  tokenizers: Record<string, {
    file: Record<string, unknown>;
    ids: number[][];
    tokens: string[][];
    offsets: number[][];
    decoded: string[];
    kept: string[];
    pairs: Rows;
    bare: number[][];
    batches: { right: Rows; left: Rows };
  }>;
}

const { texts, pairs, tokenizers }: Golden = JSON.parse(
  await Deno.readTextFile(new URL("../../parity/text/subword.json", import.meta.url)),
);

const file = (name: string) => structuredClone(tokenizers[name]!.file);

function assertRows({ inputIds, tokenTypeIds, attentionMask }: EncodedBatch, rows: Rows): void {
  assertEquals(inputIds.shape, [rows.length, rows[0]![0].length]);
  assertEquals([...inputIds.data], rows.flatMap(([ids]) => ids));
  assertEquals([...tokenTypeIds.data], rows.flatMap(([, types]) => types));
  assertEquals([...attentionMask.data], rows.flatMap(([, , mask]) => mask));
}

for (const [name, expected] of Object.entries(tokenizers)) {
  describe(`a tokenizer.json with ${name}`, () => {
    it("takes texts apart as Python does", async () => {
      const tokenizer = await loadTokenizer(expected.file);
      for (const [i, text] of texts.entries()) {
        const { ids, tokens, offsets } = await tokenizer.encode(text);
        assertEquals(ids, expected.ids[i], JSON.stringify(text));
        if (i < expected.tokens.length) assertEquals(tokens, expected.tokens[i]);
        const characters = [...text];
        const pieces = offsets.map(([from, to]) => text.slice(from, to));
        const places = expected.offsets[i]!;
        assertEquals(
          pieces,
          pieces.map((_, k) => characters.slice(places[2 * k], places[2 * k + 1]).join("")),
        );
      }
    });

    it("leaves special tokens out when told", async () => {
      const tokenizer = await loadTokenizer(expected.file);
      for (const [i, ids] of expected.bare.entries()) {
        const encoding = await tokenizer.encode(texts[i]!, { addSpecialTokens: false });
        assertEquals(encoding.ids, ids);
      }
    });

    it("puts texts together again as Python does", async () => {
      const tokenizer = await loadTokenizer(expected.file);
      assertEquals(await tokenizer.decodeBatch(expected.ids), expected.decoded);
      const kept = expected.ids.slice(0, expected.kept.length);
      assertEquals(await tokenizer.decodeBatch(kept, { skipSpecialTokens: false }), expected.kept);
    });

    it("fills and cuts batches as Python does", async () => {
      const tokenizer = await loadTokenizer(expected.file, {
        padToken: (await loadTokenizer(expected.file)).idToToken(0)!,
      });
      assertRows(
        await tokenizer.encodeBatch([...texts.slice(2, 8), ...pairs], { maxLength: 6 }),
        expected.batches.right,
      );
      const left = {
        maxLength: 7,
        truncationSide: "left",
        paddingSide: "left",
        padToMultipleOf: 4,
      } as const;
      assertRows(await tokenizer.encodeBatch(texts.slice(2, 8), left), expected.batches.left);
      for (const [i, [ids, types]] of expected.pairs.entries()) {
        const encoding = await tokenizer.encode(pairs[i]!);
        assertEquals([encoding.ids, encoding.typeIds], [ids, types]);
      }
    });
  });
}

describe("SubwordTokenizer", () => {
  it("knows its vocabulary", async () => {
    const tokenizer = await loadTokenizer(file("WordPiece"));
    assertEquals(tokenizer.vocabularySize, 500);
    assertEquals(tokenizer.vocabulary.get("[CLS]"), 2);
    assertEquals(tokenizer.tokenToId("no such token"), undefined);
    assertEquals(tokenizer.idToToken(2), "[CLS]");
    assertEquals(tokenizer.idToToken(-1), undefined);
    assertEquals(tokenizer.idToToken(500), undefined);
    assertEquals(tokenizer.specialTokens, ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]);
    assertEquals([tokenizer.padToken, tokenizer.padId], ["[PAD]", 0]);
  });

  it("tells texts of a pair and their words apart", async () => {
    const tokenizer = await loadTokenizer(file("WordPiece"));
    const { sequenceIds, wordIds, tokens, offsets } = await tokenizer.encode(["😀 the", "of 😀"]);
    assertEquals(tokens, ["[CLS]", "[UNK]", "the", "[SEP]", "of", "[UNK]", "[SEP]"]);
    assertEquals(sequenceIds, [null, 0, 0, null, 1, 1, null]);
    assertEquals(wordIds, [null, 0, 1, null, 0, 1, null]);
    assertEquals(offsets, [[0, 0], [0, 2], [3, 6], [0, 0], [0, 2], [3, 5], [0, 0]]);
  });

  it("makes a replacement character of half a surrogate pair", async () => {
    const tokenizer = await loadTokenizer(file("byte-level BPE"));
    for (const text of ["a\ud83d", "\ude00b", "\ud83d\ud83d\ude00"]) {
      const { ids } = await tokenizer.encode(text);
      assertEquals(await tokenizer.decode(ids), text.toWellFormed());
    }
  });

  it("encodes a text of a megabyte", async () => {
    const tokenizer = await loadTokenizer(file("Unigram"));
    const bpe = await loadTokenizer(file("byte-level BPE"));
    const long = "the king and 中文 😀 of Rome\n".repeat(35_000);
    assertEquals(await bpe.decode((await bpe.encode(long)).ids), long);
    const { ids, offsets } = await tokenizer.encode(long);
    assertEquals(offsets.at(-2)![1], long.length);
    const word = (await tokenizer.encode("the king and 中文 😀 of Rome")).ids;
    assertEquals(ids.slice(0, word.length - 2), word.slice(0, -2));
  });

  it("encodes no texts to an empty array", async () => {
    const tokenizer = await loadTokenizer(file("byte-level BPE"));
    assertEquals((await tokenizer.encodeBatch([])).inputIds.shape, [0, 0]);
    const empty = await tokenizer.encodeBatch(["", ""], { maxLength: 3, padding: "maxLength" });
    assertEquals(empty.inputIds.shape, [2, 3]);
    assertEquals([...empty.attentionMask.data], [0, 0, 0, 0, 0, 0]);
    assertEquals(await tokenizer.decodeBatch(empty.inputIds), ["", ""]);
  });

  it("keeps the settings of calls that overlap apart", async () => {
    const tokenizer = await loadTokenizer(file("WordPiece"));
    const text = "the king and the queen and the king";
    const whole = (await tokenizer.encode(text)).ids.length;
    const lengths = Array.from({ length: 30 }, (_, i) => i % 3 === 0 ? undefined : 2 + i % 5);
    const encodings = await Promise.all(
      lengths.map((maxLength) => tokenizer.encode(text, maxLength ? { maxLength } : {})),
    );
    assertEquals(encodings.map(({ ids }) => ids.length), lengths.map((one) => one ?? whole));
  });

  it("leaves the file's own padding and truncation aside, but for the padding token", async () => {
    const tokenizer = await loadTokenizer({
      ...file("BPE on words"),
      truncation: { direction: "Right", max_length: 2, strategy: "LongestFirst", stride: 5 },
      padding: { strategy: { Fixed: 9 }, pad_token: "[UNK]", pad_id: 0 },
    });
    assertEquals((await tokenizer.encode("a b c d")).ids.length, 4);
    assertEquals(tokenizer.padToken, "[UNK]");
  });

  it("comes back the same out of its JSON", async () => {
    const tokenizer = await loadTokenizer(file("added tokens"));
    const again = await SubwordTokenizer.fromJson(JSON.parse(tokenizer.toJson()));
    for (const text of texts) {
      assertEquals(await again.encode(text), await tokenizer.encode(text));
    }
  });

  it("refuses wrong texts, numbers and lengths", async () => {
    const tokenizer = await loadTokenizer(file("WordPiece"));
    const rejects = (work: Promise<unknown>, message: string) =>
      assertRejects(() => work, Error, message);
    await rejects(tokenizer.encode(3 as unknown as string), "texts are strings");
    await rejects(tokenizer.encode(["a", 3] as unknown as [string, string]), "texts are strings");
    await rejects(tokenizer.encode("a", { maxLength: 0 }), "maxLength must be a whole number");
    await rejects(tokenizer.encode("a", { maxLength: 1 }), "2 special tokens do not fit");
    await rejects(tokenizer.encode(["a", "b"], { maxLength: 2 }), "3 special tokens do not fit");
    await rejects(tokenizer.encodeBatch(["a"], { padding: "maxLength" }), "needs maxLength");
    await rejects(tokenizer.encodeBatch(["a"], { padToMultipleOf: 0.5 }), "padToMultipleOf");
    await rejects(tokenizer.decode([-1]), "not negative, current value is -1");
    await rejects(tokenizer.decode([1.5]), "current value is 1.5");
    assertEquals(await tokenizer.decode([9999]), "");
    assertEquals((await tokenizer.encode("the")).tokens, ["[CLS]", "the", "[SEP]"]);
    const unpadded = await loadTokenizer(file("BPE on words"));
    await rejects(unpadded.encodeBatch(["a", "a b"]), "need a padding token");
    await rejects(
      loadTokenizer(file("WordPiece"), { padToken: "none" }),
      "padding token none is not in the vocabulary",
    );
  });

  it("says so when there is no token for what a text has", async () => {
    const tokenizer = await loadTokenizer({
      version: "1.0",
      model: { type: "Unigram", vocab: [["a", -1]], unk_id: null },
    });
    await assertRejects(() => tokenizer.encode("b"), TypeError, "unknown token");
    assertEquals((await tokenizer.encode("aa")).ids, [0, 0]);
  });
});
