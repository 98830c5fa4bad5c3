/**
 * New elements between those of a small class.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import type { NdArrayOf } from "../../core/nd_array.ts";
import { generator } from "../../core/permutation.ts";
import { matrixOf, type Rows } from "../preprocess/matrix.ts";
import { encodeLabels } from "../splits/fold.ts";

/** How new elements are made. */
export interface SmoteOptions {
  /** Among how many nearest of the same class the second point is drawn; 5 unless told. */
  readonly neighbors?: number;
  /** Decides the points; 0 unless told. */
  readonly seed?: number;
}

const SMOTE_OPTIONS: OptionNames<SmoteOptions> = {
  neighbors: true,
  seed: true,
};

/** Rows and their classes, the new ones behind the given ones. */
export interface Smote<T> {
  /** float32 `[rows, columns]`. */
  readonly rows: NdArrayOf<"float32">;
  /** The class of each row. */
  readonly labels: readonly T[];
}

/**
 * Makes classes equal with new rows on the lines between rows of a class and their neighbours: SMOTE.
 *
 * @param rows Numbers that are measures, scaled; not categories, not pictures.
 * @param labels The class of each row.
 * @param options Neighbours and seed.
 * @returns All rows, and as many new ones as make each class as large as the largest.
 * @throws {RangeError} When there are not as many labels as rows, a class has a single row, or a value
 *   is NaN or infinite.
 * @throws {TypeError} When rows differ in length.
 * @see {@link https://doi.org/10.1613/jair.953} Chawla et al. 2002
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const { rows, labels } = data.smote([[0], [1], [2], [10], [11]], ["a", "a", "a", "b", "b"]);
 * assertEquals(labels[5], "b");
 * assertEquals(rows.data[5]! >= 10 && rows.data[5]! <= 11, true);
 * ```
 */
export function smote<T>(
  rows: Rows,
  labels: readonly T[],
  options: SmoteOptions = {},
): Smote<T> {
  requireOptions("Cannot make new rows", options, SMOTE_OPTIONS);
  const { neighbors = 5, seed = 0 } = options;
  if (!Number.isSafeInteger(neighbors) || neighbors < 1) {
    throw new RangeError(
      `Cannot make new rows: neighbors must be a whole number from 1 on, current value is ${neighbors}`,
    );
  }
  const matrix = matrixOf("make new rows", rows);
  for (let i = 0; i < matrix.data.length; i++) {
    if (Number.isFinite(matrix.data[i])) continue;
    throw new RangeError(
      `Cannot make new rows: row ${Math.floor(i / matrix.columns)} has ${
        matrix.data[i]
      } in column ` +
        `${i % matrix.columns}; fill the gaps before, as data.Imputer does`,
    );
  }
  if (labels.length !== matrix.rows) {
    throw new RangeError(
      `Cannot make new rows: there are ${matrix.rows} rows and ${labels.length} labels`,
    );
  }
  const { codes, counts } = encodeLabels(labels);
  const largest = Math.max(0, ...counts);
  const values = Array.from(matrix.data);
  const all = [...labels];
  const row = (index: number) => values.slice(index * matrix.columns, (index + 1) * matrix.columns);
  counts.forEach((count, code) => {
    if (count === largest) return;
    const members = Array.from(codes.keys()).filter((i) => codes[i] === code);
    if (count < 2) {
      throw new RangeError(
        `Cannot make new rows: class ${
          JSON.stringify(labels[members[0]!])
        } has a single one, and a ` +
          "line needs two",
      );
    }
    const points = members.map(row);
    const nearest = points.map((point, i) => nearestOf(points, i, point).slice(0, neighbors));
    const random = generator([seed, code]);
    const draw = (below: number) => Math.floor(random() / 4294967296 * below);
    for (let made = count; made < largest; made++) {
      const from = draw(count);
      const near = nearest[from]!;
      const to = points[near[draw(near.length)]!]!;
      const share = random() / 4294967296;
      values.push(...points[from]!.map((value, i) => value + share * (to[i]! - value)));
      all.push(labels[members[0]!]!);
    }
  });
  return {
    rows: {
      dtype: "float32",
      shape: [all.length, matrix.columns],
      data: Float32Array.from(values),
    },
    labels: all,
  };
}

/** Numbers of the other points, the nearest first. */
function nearestOf(points: readonly number[][], self: number, point: readonly number[]): number[] {
  const distances = points.map((other) =>
    other.reduce((sum, value, i) => sum + (value - point[i]!) ** 2, 0)
  );
  return [...points.keys()].filter((i) => i !== self)
    .sort((a, b) => distances[a]! - distances[b]!);
}
