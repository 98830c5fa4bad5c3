import { assertRejects } from "@std/assert";
import * as data from "../../src/data/mod.ts";
import * as text from "../../src/text/mod.ts";

/** Options as notebooks without types let them through. */
function odd(options: Record<string, unknown>): never {
  return options as never;
}

const bytes = new TextEncoder().encode("a\n1\n");

/** What is called, and which option it shall name in place of the one that it was given. */
const calls: readonly (readonly [meant: string, call: () => unknown])[] = [
  ["separator", () => data.readCsv(bytes, odd({ seperator: ";" }))],
  ["columns", () => data.readJsonLines(bytes, odd({ column: ["a"] }))],
  ["columns", () => data.readParquet(bytes, odd({ colums: ["a"] }))],
  ["columns", () => data.readArrow(bytes, odd({ Columns: ["a"] }))],
  ["params", () => data.readSqlite(":memory:", "SELECT ?", odd({ parms: [1] }))],
  ["database", () => data.readDuckdb("SELECT 1", odd({ databse: "a.db" }))],
  ["encoding", () => data.readText(bytes, odd({ encodng: "latin1" }))],
  ["maxBytes", () => data.readNpz(bytes, odd({ max_bytes: 1 }))],
  ["maxBytes", () => data.readIdx({ inputs: bytes, targets: bytes }, odd({ maxByte: 1 }))],
  ["split", () => data.huggingFace("owner/name", odd({ splits: "test" }))],
  ["imageSize", () => data.imageFolder("folder", odd({ image_size: [8, 8] }))],
  ["splits", () => data.kFold(10, odd({ nSplits: 3 }))],
  ["splits", () => data.stratifiedKFold([0, 1, 0, 1], odd({ n_splits: 2 }))],
  ["splits", () => data.groupKFold([0, 1], odd({ split: 2 }))],
  ["testSize", () => data.timeSeriesSplit(10, odd({ test_size: 2 }))],
  ["testSize", () => data.trainTestSplit(10, odd({ test_size: 0.5 }))],
  ["seed", () => data.overSample([0, 1], odd({ sed: 2 }))],
  ["neighbors", () => data.smote([[0], [1]], [0, 1], odd({ kNeighbors: 3 }))],
  ["columns", () => data.dropMissing(data.from([{ a: 1 }]), odd({ column: ["a"] }))],
  ["threshold", () => data.nearDuplicates(["a"], odd({ treshold: 0.5 }))],
  ["maxLength", () => text.padSequences([[1]], odd({ maxlen: 2 }))],
  ["numWords", () => new text.Tokenizer(odd({ num_words: 9 }))],
  ["vocabularySize", () => text.trainBpe(["a"], odd({ vocabSize: 300 }))],
  ["vocabularySize", () => text.trainWordPiece(["a"], odd({ vocab: 300 }))],
];

for (const [meant, call] of calls) {
  const name = call.toString().match(/(?:data|text)\.(\w+)/)![1];
  Deno.test(`${name}() refuses an option that it does not know, and names ${meant}`, async () => {
    // Some refuse before they return a promise.
    await assertRejects(async () => await call(), TypeError, `"${meant}" is the nearest of`);
  });
}
