import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { padSequences } from "../../src/text/pad_sequences.ts";
import { type MatrixMode, Tokenizer, type TokenizerOptions } from "../../src/text/tokenizer.ts";
import { wordSequence } from "../../src/text/word_sequence.ts";

interface Golden {
  texts: string[];
  others: string[];
  words: string[][];
  tokenizers: {
    options: Record<string, unknown>;
    word_index: Record<string, number>;
    sequences: number[][];
    texts: string[];
    matrices: Record<MatrixMode, number[][]>;
  }[];
  sequences: number[][];
  padded: { options: Record<string, unknown>; rows: number[][] }[];
}

const golden: Golden = JSON.parse(
  await Deno.readTextFile(new URL("../parity/text/tokenizer.json", import.meta.url)),
);

/** Keras' names of options as ours. */
const NAMES: Readonly<Record<string, string>> = {
  num_words: "numWords",
  oov_token: "oovToken",
  char_level: "charLevel",
  maxlen: "maxLength",
};

function ours(options: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [NAMES[name] ?? name, value]),
  );
}

Deno.test("wordSequence() takes texts apart as Keras does", () => {
  assertEquals(golden.texts.map((text) => wordSequence(text)), golden.words);
});

for (const { options, word_index, sequences, texts, matrices } of golden.tokenizers) {
  Deno.test(`Tokenizer of ${JSON.stringify(options)} gives Keras' numbers, texts and matrices`, () => {
    const tokenizer = new Tokenizer(ours(options) as TokenizerOptions).fitOnTexts(golden.texts);
    assertEquals(Object.fromEntries(tokenizer.wordIndex), word_index);
    assertEquals(tokenizer.textsToSequences(golden.others), sequences);
    assertEquals(tokenizer.sequencesToTexts(sequences), texts);
    for (const [mode, rows] of Object.entries(matrices)) {
      const { shape, data } = tokenizer.textsToMatrix(
        golden.others.slice(0, 2),
        mode as MatrixMode,
      );
      assertEquals(shape, [2, rows[0]!.length]);
      rows.flat().forEach((value, i) => assertAlmostEquals(data[i]!, value, 1e-6));
    }
  });

  Deno.test(`Tokenizer of ${JSON.stringify(options)} is the same again out of its JSON`, () => {
    const tokenizer = new Tokenizer(ours(options) as TokenizerOptions).fitOnTexts(golden.texts);
    const again = Tokenizer.fromConfig(JSON.parse(JSON.stringify(tokenizer.config())));
    assertEquals(again.wordIndex, tokenizer.wordIndex);
    assertEquals(
      again.textsToMatrix(golden.others, "tfidf"),
      tokenizer.textsToMatrix(golden.others, "tfidf"),
    );
    assertEquals(again.fitOnTexts(["more"]).documentCount, golden.texts.length + 1);
  });
}

Deno.test("Tokenizer takes words with names of an object's own", () => {
  const tokenizer = new Tokenizer().fitOnTexts(["constructor toString __proto__x", "constructor"]);
  assertEquals(tokenizer.textsToSequences(["constructor hasOwnProperty"]), [[1]]);
});

for (const { options, rows } of golden.padded) {
  Deno.test(`padSequences() with ${JSON.stringify(options)} gives Keras' rows`, () => {
    const { shape, data } = padSequences(golden.sequences, ours(options));
    assertEquals(shape, [rows.length, rows[0]!.length]);
    assertEquals([...data], rows.flat());
  });
}

Deno.test("text refuses numbers that are none", () => {
  assertThrows(() => new Tokenizer({ numWords: 0 }), RangeError, "current value is 0");
  assertThrows(() => padSequences([[1.5]]), RangeError, "current value is 1.5");
  assertThrows(() => padSequences([[2 ** 40]]), RangeError, "current value is 1099511627776");
  assertThrows(() => padSequences([], { maxLength: -1 }), RangeError, "current value is -1");
  assertEquals(padSequences([]).shape, [0, 0]);
});
