import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import type { NdArray } from "../../../src/core/nd_array.ts";
import { Imputer, type ImputerStrategy } from "../../../src/data/preprocess/imputer.ts";
import { LabelEncoder } from "../../../src/data/preprocess/label_encoder.ts";
import { Scaler, type ScalerConfig } from "../../../src/data/preprocess/scaler.ts";
import { balancedClassWeights } from "../../../src/data/sampling/resample.ts";

type Cells = (number | null)[][];
interface Golden {
  rows: Cells;
  missing: Cells;
  others: Cells;
  scalers: Record<ScalerConfig["kind"], { others: Cells; missing: Cells }>;
  imputers: Record<Exclude<ImputerStrategy, number>, Cells>;
  labels: string[];
  encoded: number[];
  classes: number[];
  weights: number[];
}

const golden: Golden = JSON.parse(
  await Deno.readTextFile(new URL("../../parity/data/preprocess.json", import.meta.url)),
);

const numbers = (cells: Cells) => cells.map((row) => row.map((value) => value ?? NaN));

function assertRows(actual: NdArray, wanted: Cells, least = 1e-6): void {
  assertEquals(actual.shape, [wanted.length, wanted[0]!.length]);
  numbers(wanted).flat().forEach((value, i) => {
    const got = Number(actual.data[i]);
    if (Number.isNaN(value)) assertEquals(got, NaN);
    else assertAlmostEquals(got, value, Math.max(least, Math.abs(value) * 2e-7));
  });
}

for (const [kind, wanted] of Object.entries(golden.scalers)) {
  Deno.test(`Scaler "${kind}" scales as scikit-learn does, and back`, () => {
    const scaler = Scaler.fit(numbers(golden.rows), kind as ScalerConfig["kind"]);
    const scaled = scaler.transform(numbers(golden.others));
    assertRows(scaled, wanted.others);
    // Half a unit in the last place of a scaled float32, times scales of up to a thousand.
    assertRows(Scaler.fromConfig(scaler.config).inverseTransform(scaled), golden.others, 6e-5);
  });

  Deno.test(`Scaler "${kind}" leaves missing values out and lets them stand`, () => {
    const rows = numbers(golden.missing);
    assertRows(Scaler.fit(rows, kind as ScalerConfig["kind"]).transform(rows), wanted.missing);
  });
}

for (const [strategy, wanted] of Object.entries(golden.imputers)) {
  Deno.test(`Imputer "${strategy}" fills in what scikit-learn does`, () => {
    const rows = numbers(golden.missing);
    assertRows(Imputer.fit(rows, strategy as ImputerStrategy).transform(rows), wanted);
  });
}

Deno.test("Imputer fills in one number, also for a column without values", () => {
  assertEquals([...Imputer.fit([[NaN]], -1).transform([[NaN]]).data], [-1]);
});

Deno.test("Scaler and Imputer take arrays on the host as they take lists", () => {
  const array: NdArray = {
    dtype: "int32",
    shape: [3, 2],
    data: Int32Array.from([1, 10, 2, 20, 6, 30]),
  };
  const lists = [[1, 10], [2, 20], [6, 30]];
  assertEquals(Scaler.fit(array).config, Scaler.fit(lists).config);
  assertEquals(Imputer.fit(array).fills, Imputer.fit(lists).fills);
});

Deno.test("Scaler and Imputer say what does not fit", () => {
  assertThrows(() => Scaler.fit([[1, 2], [3]]), TypeError, "row 1 has 1");
  assertThrows(() => Scaler.fit([[NaN], [NaN]]), RangeError, "column 0 of 2 rows has no value");
  assertThrows(() => Imputer.fit([[NaN]]), RangeError, "has no value");
  assertThrows(() => Scaler.fit([[1]]).transform([[1, 2]]), TypeError, "fitted on 1 columns");
  const flat: NdArray = { dtype: "float32", shape: [3], data: new Float32Array(3) };
  assertThrows(() => Scaler.fit(flat), TypeError, "got float32 [3]");
});

Deno.test("LabelEncoder gives the numbers that scikit-learn gives, and the labels back", () => {
  const encoder = LabelEncoder.fit(golden.labels);
  const { data } = encoder.transform(golden.labels);
  assertEquals([...data], golden.encoded);
  assertEquals(encoder.inverseTransform(data), golden.labels);
  assertEquals(LabelEncoder.fit([10, 9, 100]).classes, [9, 10, 100]);
});

Deno.test("LabelEncoder names what it does not know", () => {
  const encoder = LabelEncoder.fit<string>(["a", "b"]);
  assertThrows(() => encoder.transform(["c"]), RangeError, 'encode "c": the 2 known categories');
  assertThrows(() => encoder.inverseTransform([2]), RangeError, "there are 2");
});

Deno.test("balancedClassWeights() gives scikit-learn's weights", () => {
  balancedClassWeights(golden.classes).forEach((weight, i) =>
    assertAlmostEquals(weight, golden.weights[i]!, 1e-12)
  );
  assertEquals(balancedClassWeights([0, 2], 4), [1, 0, 1, 0]);
  assertThrows(() => balancedClassWeights([0, -1]), RangeError, "number 1 is class -1");
  assertThrows(() => balancedClassWeights([5], 3), RangeError, "to 2");
});
