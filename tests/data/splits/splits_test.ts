import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { from } from "../../../src/data/dataset/sources.ts";
import type { Fold } from "../../../src/data/splits/fold.ts";
import { groupKFold } from "../../../src/data/splits/group_k_fold.ts";
import { kFold, leaveOneOut } from "../../../src/data/splits/k_fold.ts";
import { stratifiedKFold } from "../../../src/data/splits/stratified_k_fold.ts";
import { timeSeriesSplit } from "../../../src/data/splits/time_series_split.ts";
import { trainTestSplit } from "../../../src/data/splits/train_test_split.ts";

interface Golden {
  k_fold: { size: number; splits: number; tests: number[][] }[];
  stratified: { labels: (number | string)[]; splits: number; tests: number[][] }[];
  groups: { groups: (number | string)[]; splits: number; tests: number[][] }[];
  time: { size: number; options: Record<string, number>; folds: number[][][] }[];
}

const golden: Golden = JSON.parse(
  await Deno.readTextFile(new URL("../../parity/data/splits.json", import.meta.url)),
);

const tests = (folds: readonly Fold[]) => folds.map(({ test }) => [...test]);

/** Each element tests once, and trains wherever it does not test. */
function assertPartition(folds: readonly Fold[], size: number): void {
  const all = Array.from({ length: size }, (_, i) => i);
  assertEquals(tests(folds).flat().toSorted((a, b) => a - b), all);
  for (const { train, test } of folds) {
    assertEquals([...train, ...test].toSorted((a, b) => a - b), all);
  }
}

Deno.test("kFold() gives scikit-learn's folds", () => {
  for (const { size, splits, tests: wanted } of golden.k_fold) {
    const folds = kFold(size, { splits });
    assertEquals(tests(folds), wanted);
    assertPartition(folds, size);
  }
  assertEquals(tests(leaveOneOut(4)), [[0], [1], [2], [3]]);
});

Deno.test("stratifiedKFold() gives scikit-learn's folds", () => {
  for (const { labels, splits, tests: wanted } of golden.stratified) {
    const folds = stratifiedKFold(labels, { splits });
    assertEquals(tests(folds), wanted);
    assertPartition(folds, labels.length);
  }
});

Deno.test("groupKFold() gives scikit-learn's folds", () => {
  for (const { groups, splits, tests: wanted } of golden.groups) {
    const folds = groupKFold(groups, { splits });
    assertEquals(tests(folds), wanted);
    for (const { train, test } of folds) {
      const inTest = new Set([...test].map((i) => groups[i]));
      assert([...train].every((i) => !inTest.has(groups[i]!)), "no group on both sides");
    }
  }
});

Deno.test("timeSeriesSplit() gives scikit-learn's folds", () => {
  for (const { size, options, folds } of golden.time) {
    const ours = timeSeriesSplit(size, {
      ...options.n_splits && { splits: options.n_splits },
      ...options.test_size && { testSize: options.test_size },
      ...options.gap && { gap: options.gap },
      ...options.max_train_size && { maxTrainSize: options.max_train_size },
    });
    assertEquals(ours.map(({ train, test }) => [[...train], [...test]]), folds);
  }
});

Deno.test("folds with a seed keep their laws, repeat from it and differ from others", () => {
  const labels = Array.from({ length: 103 }, (_, i) => i % 10 === 0 ? "rare" : "often");
  for (
    const make of [
      (seed: number) => kFold(103, { seed }),
      (seed: number) => stratifiedKFold(labels, { seed }),
    ]
  ) {
    const folds = make(7);
    assertPartition(folds, 103);
    assertEquals(make(7), folds);
    assertNotEquals(make(8), folds);
  }
  for (const { test } of stratifiedKFold(labels, { seed: 7 })) {
    const rare = [...test].filter((i) => labels[i] === "rare").length;
    assert(rare === 2 || rare === 3, `11 rare ones on 5 folds, ${rare} on this one`);
  }
});

Deno.test("trainTestSplit() splits all elements, with the classes in equal shares if asked", () => {
  for (const testSize of [0.2, 13]) {
    const { train, test } = trainTestSplit(65, { testSize, seed: 3 });
    assertEquals(test.length, 13);
    assertPartition([{ train, test }, { train: test, test: train }], 65);
  }
  const labels = Array.from({ length: 100 }, (_, i) => i < 70 ? 0 : i < 95 ? 1 : 2);
  const { train, test } = trainTestSplit(100, { testSize: 0.2, stratify: labels });
  assertEquals([0, 1, 2].map((label) => [...test].filter((i) => labels[i] === label).length), [
    14,
    5,
    1,
  ]);
  assertEquals(train.length, 80);
});

Deno.test("splits refuse what cannot be split", () => {
  assertThrows(() => kFold(3, { splits: 4 }), RangeError, "from 2 to the 3 there are");
  assertThrows(() => kFold(3, { splits: 1 }), RangeError, "current value is 1");
  assertThrows(() => stratifiedKFold([0, 1, 2, 3], { splits: 2 }), RangeError, "has 1 elements");
  assertThrows(() => groupKFold(["a", "a"], { splits: 2 }), RangeError, "from 2 to the 1 there");
  assertThrows(() => timeSeriesSplit(3), RangeError, "leaves");
  for (const split of [kFold, timeSeriesSplit, trainTestSplit]) {
    const rows = [1, 2, 3] as unknown as number;
    assertThrows(() => split(rows), TypeError, "wanted how many elements there are, a whole");
  }
  assertThrows(() => trainTestSplit(1), RangeError, "leaves some to train on");
  assertThrows(() => trainTestSplit(3, { stratify: [0, 0] }), RangeError, "it has 2");
  assertThrows(() => trainTestSplit(4, { stratify: [0, 0, 0, 1] }), RangeError, "single element");
});

Deno.test("Dataset.select() takes a fold's elements, mapped as the whole is", async () => {
  const dataset = from(["a", "b", "c", "d"]).map((x) => x.toUpperCase());
  assertEquals(await dataset.select([3, 0, 0]).toArray(), ["D", "A", "A"]);
  assertThrows(() => dataset.select([4]), RangeError, "Cannot select element 4: there are 4");
  assertThrows(() => dataset.filter(() => true).select([0]), TypeError, "cannot be reached");
});
