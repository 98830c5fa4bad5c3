import { assert, assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { SubwordTokenizer } from "../../../src/text/subword/subword_tokenizer.ts";
import { trainBpe } from "../../../src/text/subword/train_bpe.ts";
import { trainWordPiece } from "../../../src/text/subword/train_word_piece.ts";

interface Learnt {
  tokens: string[];
  merges?: [string, string][];
}

type Training =
  & Record<"few lines" | "others", string[]>
  & Record<"bpe" | "bpe others" | "bpe frequent" | "word piece" | "word piece others", Learnt>
  & { "sha256 of all lines": Record<string, string> };

const { training }: { training: Training } = JSON.parse(
  await Deno.readTextFile(new URL("../../parity/text/subword.json", import.meta.url)),
);
const lines = training["few lines"];

function learnt(tokenizer: SubwordTokenizer): Learnt {
  const { merges } = JSON.parse(tokenizer.toJson()).model as Learnt;
  return { tokens: [...tokenizer.vocabulary.keys()], ...merges ? { merges } : {} };
}

async function digest(tokenizer: SubwordTokenizer): Promise<string> {
  const { tokens, merges } = learnt(tokenizer);
  const pairs = merges?.map((pair) => pair.join(" ")) ?? [];
  const bytes = new TextEncoder().encode([...tokens, ...pairs].join("\n"));
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

const corpus = `${Deno.env.get("TENSAUR_DATA_DIR") ?? ""}/text/tinyshakespeare.txt`;
const whole = await Deno.readTextFile(corpus).catch((error) => {
  if (error instanceof Deno.errors.NotFound) return undefined;
  throw error;
});

describe("trainBpe", () => {
  it("learns what Python's trainer learns", async () => {
    assertEquals(learnt(await trainBpe(lines, { vocabularySize: 600 })), training.bpe);
    assertEquals(
      learnt(await trainBpe(training.others, { vocabularySize: 400 })),
      training["bpe others"],
    );
  });

  it("leaves rare pairs alone when told", async () => {
    const options = { vocabularySize: 2000, specialTokens: ["<s>"], minFrequency: 20 };
    assertEquals(learnt(await trainBpe(lines, options)), training["bpe frequent"]);
  });

  it("makes a tokenizer that gives every text back", async () => {
    const tokenizer = await trainBpe(["some text"], { vocabularySize: 270 });
    const texts = ["", " ", "other text 中文 😀 \0\n\t é", "<pad", "  a  b "];
    assertEquals(
      await tokenizer.decodeBatch((await tokenizer.encodeBatch(texts)).inputIds),
      texts,
    );
    assertEquals(tokenizer.padId, 0);
  });

  it("gives the first word the token that it has elsewhere when told", async () => {
    const tokenizer = await trainBpe(["king king king"], {
      vocabularySize: 262,
      addPrefixSpace: true,
    });
    assertEquals((await tokenizer.encode("king king")).tokens, ["Ġking", "Ġking"]);
  });

  it("stops where nothing is left to merge", async () => {
    const tokenizer = await trainBpe([], { vocabularySize: 1000 });
    assertEquals(tokenizer.vocabularySize, 258);
    assertEquals((await trainBpe(["abc"])).vocabularySize, 260);
  });

  it("refuses sizes that do not fit, and what is no text", async () => {
    await assertRejects(
      () => trainBpe(["a"], { vocabularySize: 257 }),
      RangeError,
      "258 special tokens and bytes do not fit into a vocabularySize of 257",
    );
    await assertRejects(
      () => trainBpe(["a"], { vocabularySize: 300.5 }),
      RangeError,
      "whole number",
    );
    await assertRejects(
      () => trainBpe([7 as unknown as string]),
      TypeError,
      "texts are strings, current value is of number",
    );
  });
});

describe("trainWordPiece", () => {
  it("learns what Python's trainer learns where letters are numbered alike", async () => {
    assertEquals(
      learnt(await trainWordPiece(lines, { vocabularySize: 400 })),
      training["word piece"],
    );
    assertEquals(
      learnt(await trainWordPiece(training.others, { vocabularySize: 400 })),
      training["word piece others"],
    );
  });

  it("keeps the most frequent letters when told", async () => {
    const tokenizer = await trainWordPiece(["aab aac aad bb"], {
      limitAlphabet: 2,
      vocabularySize: 100,
    });
    assertEquals((await tokenizer.encode("aab")).tokens, ["[CLS]", "aab", "[SEP]"]);
    assertEquals((await tokenizer.encode("aac")).tokens, ["[CLS]", "[UNK]", "[SEP]"]);
  });

  it("keeps capitals and accents when told", async () => {
    const texts = ["Éa Éa"];
    const cased = await trainWordPiece(texts, { lowercase: false, specialTokens: ["[X]"] });
    assert(cased.vocabulary.has("Éa") && cased.tokenToId("[X]") === 5);
    assert((await trainWordPiece(texts)).vocabulary.has("ea"));
  });
});

const reason = whole === undefined
  ? " (skipped: no text/tinyshakespeare.txt in the data folder)"
  : "";

describe("all of tiny Shakespeare", () => {
  const options = { ignore: whole === undefined };
  const sizes = { vocabularySize: 5000 };
  const expected = training["sha256 of all lines"];

  it(`gives Python's 5,000 tokens and their merges${reason}`, options, async () => {
    assertEquals(await digest(await trainBpe(whole!.split("\n"), sizes)), expected["bpe 5000"]);
  });

  it(`gives Python's 5,000 parts of words${reason}`, options, async () => {
    assertEquals(
      await digest(await trainWordPiece(whole!.split("\n"), sizes)),
      expected["word piece 5000"],
    );
  });
});
