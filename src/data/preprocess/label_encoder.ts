/**
 * Categories as numbers.
 *
 * @module
 */

import type { NdArrayOf } from "../../core/nd_array.ts";

/** What a category may be. */
export type Category = string | number | boolean;

/**
 * Gives categories the numbers of their order: scikit-learn's LabelEncoder, and one-hot rows besides.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const encoder = data.LabelEncoder.fit(["dog", "cat", "dog"]);
 * assertEquals(encoder.classes, ["cat", "dog"]);
 * assertEquals([...encoder.transform(["dog", "cat"]).data], [1, 0]);
 * assertEquals([...encoder.oneHot(["dog"]).data], [0, 1]);
 * ```
 */
export class LabelEncoder<T extends Category> {
  /** The categories in order; their places are their numbers. */
  readonly classes: readonly T[];
  readonly #codes: ReadonlyMap<T, number>;

  /**
   * Makes an encoder of known categories, such as those saved with a model.
   *
   * @param classes The categories in the order of their numbers.
   */
  constructor(classes: readonly T[]) {
    this.classes = classes;
    this.#codes = new Map(classes.map((category, code) => [category, code]));
  }

  /**
   * Learns the categories.
   *
   * @param labels Categories of the training part; numbers are ordered as numbers, texts by their
   *   characters.
   * @throws {RangeError} When one is missing: NaN, null or undefined.
   */
  static fit<T extends Category>(labels: Iterable<T>): LabelEncoder<T> {
    const known = new Set(labels);
    for (const label of known) {
      if (label !== null && label !== undefined && !Number.isNaN(label)) continue;
      throw new RangeError(
        `Cannot fit an encoder: a label is missing (${label}); leave such examples out`,
      );
    }
    const classes = [...known].sort((a, b) => a < b ? -1 : a > b ? 1 : 0);
    return new LabelEncoder(classes);
  }

  /**
   * Categories as their numbers.
   *
   * @param labels Known categories.
   * @returns int32 `[labels]`.
   * @throws {RangeError} When one is not known.
   */
  transform(labels: Iterable<T>): NdArrayOf<"int32"> {
    const data = Int32Array.from(Array.from(labels, (label) => this.#code(label)));
    return { dtype: "int32", shape: [data.length], data };
  }

  /**
   * Categories as rows with a 1 at their number.
   *
   * @param labels Known categories.
   * @returns float32 `[labels, classes]`.
   * @throws {RangeError} When one is not known.
   */
  oneHot(labels: Iterable<T>): NdArrayOf<"float32"> {
    const { data: codes } = this.transform(labels);
    const columns = this.classes.length;
    const data = new Float32Array(codes.length * columns);
    codes.forEach((code, row) => data[row * columns + code] = 1);
    return { dtype: "float32", shape: [codes.length, columns], data };
  }

  /**
   * Numbers as their categories.
   *
   * @param codes Numbers of categories.
   * @throws {RangeError} When there is no category of a number.
   */
  inverseTransform(codes: ArrayLike<number>): T[] {
    return Array.from(codes, (code) => {
      const category = this.classes[code];
      if (category !== undefined) return category;
      throw new RangeError(
        `Cannot name category ${code}: there are ${this.classes.length}, counted from 0`,
      );
    });
  }

  #code(label: T): number {
    const code = this.#codes.get(label);
    if (code !== undefined) return code;
    const some = this.classes.slice(0, 10).map((category) => JSON.stringify(category)).join(", ");
    throw new RangeError(
      `Cannot encode ${JSON.stringify(label)}: the ${this.classes.length} known categories are ` +
        `${some}${this.classes.length > 10 ? " …" : ""}`,
    );
  }
}
