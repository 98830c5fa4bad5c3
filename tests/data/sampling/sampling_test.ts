import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { overSample, underSample } from "../../../src/data/sampling/resample.ts";
import { smote } from "../../../src/data/sampling/smote.ts";

const labels = Array.from({ length: 30 }, (_, i) => i < 20 ? "a" : i < 27 ? "b" : "c");

function counts(all: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const label of all) found[label] = (found[label] ?? 0) + 1;
  return found;
}

Deno.test("overSample() keeps all elements and repeats those of small classes evenly", () => {
  const taken = [...overSample(labels, { seed: 1 })];
  assertEquals(counts(taken.map((i) => labels[i]!)), { a: 20, b: 20, c: 20 });
  const times = labels.map((_, i) => taken.filter((j) => i === j).length);
  assert(times.slice(0, 20).every((n) => n === 1));
  assert(times.slice(20, 27).every((n) => n === 2 || n === 3), "20 of 7");
  assert(times.slice(27).every((n) => n === 6 || n === 7), "20 of 3");
});

Deno.test("underSample() takes as many of each class as the smallest has, none twice", () => {
  const taken = [...underSample(labels, { seed: 1 })];
  assertEquals(counts(taken.map((i) => labels[i]!)), { a: 3, b: 3, c: 3 });
  assertEquals(new Set(taken).size, 9);
});

Deno.test("resampling repeats from its seed, differs from others, and mixes", () => {
  for (const sample of [overSample, underSample]) {
    assertEquals(sample(labels, { seed: 2 }), sample(labels, { seed: 2 }));
    assertNotEquals(sample(labels, { seed: 2 }), sample(labels, { seed: 3 }));
    const classes = [...sample(labels)].map((i) => labels[i]!);
    assertNotEquals(classes, classes.toSorted());
    assertEquals(sample([]).length, 0);
  }
});

Deno.test("smote() makes new rows on lines between neighbours of the class", () => {
  const rows = [[0, 0], [1, 0], [0, 1], [1, 1], [5, 5], [7, 5], [5, 100]];
  const made = smote(rows, ["a", "a", "a", "a", "b", "b", "b"], { neighbors: 1, seed: 4 });
  assertEquals(made.rows.shape, [8, 2]);
  assertEquals([...made.rows.data.subarray(0, 14)], rows.flat());
  assertEquals(made.labels[7], "b");
  const [x, y] = made.rows.data.subarray(14) as unknown as [number, number];
  const between = (x >= 5 && x <= 7 && y === 5) || (x === 5 && y >= 5 && y <= 100);
  assert(between, `[${x}, ${y}] is on a line from a row of "b" to its nearest one`);
});

Deno.test("smote() draws points evenly from the line", () => {
  const many = Array.from({ length: 1000 }, () => [0]);
  const rows = [...many, [0], [1]];
  const names = rows.map((_, i) => i < 1000 ? "large" : "small");
  const { rows: all } = smote(rows, names);
  const made = [...all.data.subarray(1002)];
  assertAlmostEquals(made.reduce((sum, value) => sum + value) / made.length, 0.5, 0.03);
  assertEquals(made.filter((value) => value < 0 || value > 1), []);
});

Deno.test("smote() refuses what makes no line", () => {
  assertThrows(() => smote([[1], [2], [3]], ["a", "a", "b"]), RangeError, 'class "b" has a single');
  assertThrows(() => smote([[1]], []), RangeError, "1 rows and 0 labels");
});
