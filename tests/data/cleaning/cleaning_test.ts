import { assert, assertEquals, assertThrows } from "@std/assert";
import { generator } from "../../../src/core/permutation.ts";
import {
  countMissing,
  dropMissing,
  fillMissing,
  fillMissingColumns,
} from "../../../src/data/cleaning/missing.ts";
import { nearDuplicates } from "../../../src/data/cleaning/near_duplicates.ts";
import { normalizeText } from "../../../src/data/cleaning/normalize_text.ts";
import { from } from "../../../src/data/dataset/sources.ts";
import { readCsv } from "../../../src/data/readers/read_csv.ts";

const table = () => readCsv(new TextEncoder().encode("x,n,t\n1.5,1,a\n,,\n2.5,3,\n"));

Deno.test("dropMissing() leaves out rows where any or all values are missing", async () => {
  const xs = async (options = {}) =>
    (await dropMissing(table(), options).toArray()).map(({ x }) => x);
  assertEquals(await xs(), [1.5]);
  assertEquals(await xs({ how: "all" }), [1.5, 2.5]);
  assertEquals(await xs({ columns: ["x", "n"] }), [1.5, 2.5]);
});

Deno.test("fillMissing() fills in the columns named, in rows and in columns", async () => {
  const rows = await fillMissing(table(), { x: 0, t: "?" }).toArray();
  assertEquals(rows[1], { x: 0, n: null, t: "?" });
  const columns = fillMissingColumns(await table().columns(), { n: 7, x: -1 });
  assertEquals(columns.n, { dtype: "float64", shape: [3], data: new Float64Array([1, 7, 3]) });
  assertEquals(columns.x, { dtype: "float64", shape: [3], data: new Float64Array([1.5, -1, 2.5]) });
  assertThrows(
    () => fillMissingColumns(columns, { y: 1 }),
    TypeError,
    'column "y": there are x, n',
  );
});

Deno.test("countMissing() counts nulls and NaN", async () => {
  assertEquals(countMissing(await table().columns()), { x: 1, n: 1, t: 2 });
});

Deno.test("Dataset.distinct() compares by value, whatever the order of fields", async () => {
  const rows = [
    { a: 1, b: [1, 2] },
    { b: [1, 2], a: 1 },
    { a: "1", b: [1, 2] },
    { a: 1n, b: [1, 2] },
    { a: -0, b: [1, 2] },
    { a: 0, b: [1, 2] },
    { a: NaN, b: [] },
    { a: NaN, b: [] },
    { a: 'x","b":[]', b: [] },
  ];
  assertEquals((await from<unknown>(rows).distinct().toArray()).length, 7);
  assertEquals((await from(rows).distinct(({ b }) => b).toArray()).length, 2);
  const arrays = [new Float32Array([1, 2]), new Float32Array([1, 2]), new Float32Array([12])];
  assertEquals((await from(arrays).distinct().toArray()).length, 2);
});

Deno.test("nearDuplicates() finds what an exact comparison of all pairs finds", () => {
  const random = generator([7]);
  const word = () => `w${random() % 500}`;
  const texts: string[] = [];
  for (let i = 0; i < 150; i++) {
    const words = Array.from({ length: 60 }, word);
    texts.push(words.join(" "));
    for (const changes of [0, 1, 3, 8]) {
      const copy = [...words];
      for (let k = 0; k < changes; k++) copy[random() % copy.length] = word();
      texts.push(copy.join("  ").toUpperCase());
    }
  }
  const pieces = texts.map((text) => {
    const words = text.toLowerCase().split(/\s+/);
    return new Set(words.slice(2).map((_, i) => words.slice(i, i + 3).join(" ")));
  });
  const threshold = 0.6;
  const exact = new Map<string, number>();
  for (let i = 0; i < texts.length; i++) {
    for (let j = i + 1; j < texts.length; j++) {
      const common = pieces[i]!.intersection(pieces[j]!).size;
      const similarity = common / (pieces[i]!.size + pieces[j]!.size - common);
      if (similarity >= threshold) exact.set(`${i} ${j}`, similarity);
    }
  }
  const { pairs, kept } = nearDuplicates(texts, { threshold });
  assert(exact.size > 300);
  for (const { first, second, similarity } of pairs) {
    assertEquals(similarity, exact.get(`${first} ${second}`), "each pair is one, exactly");
  }
  assert(pairs.length >= 0.98 * exact.size, `${pairs.length} of ${exact.size}`);
  assert(kept.length >= 150 && kept.length < 400);
  const keptTexts = nearDuplicates(kept.map((i) => texts[i]!), { threshold });
  assertEquals(keptTexts.pairs, []);
});

Deno.test("nearDuplicates() takes short, empty and no texts", () => {
  assertEquals(nearDuplicates([]), { pairs: [], kept: [] });
  assertEquals(nearDuplicates(["", "a", "", "A", "b"]).kept, [0, 1, 4]);
  assertThrows(() => nearDuplicates([], { threshold: 0 }), RangeError, "current value is 0");
  assertThrows(() => nearDuplicates([], { ngram: 0.5 }), RangeError, "ngram must be");
});

Deno.test("normalizeText() makes forms, spaces and case one", () => {
  assertEquals(normalizeText("ｆｉ\u00a0 ﬁ\t①\r\n"), "fi fi 1");
  assertEquals(normalizeText("e\u0301", { form: "NFC" }), "é");
  assertEquals(normalizeText("a\u0000b\u200bc\ufeff", { form: "none" }), "abc");
  assertEquals(normalizeText(" A  b ", { whitespace: false, lowerCase: true }), " a  b ");
  assertEquals(normalizeText("中 文　字"), "中 文 字");
});
