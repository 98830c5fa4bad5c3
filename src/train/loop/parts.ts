/**
 * Which examples train, and which validate.
 *
 * @module
 */

import { ArrayDataset } from "../../data/array_dataset.ts";
import type { Dataset } from "../../data/dataset/dataset.ts";
import { checkPositiveInteger } from "../checks.ts";
import type { FitOptions } from "../fit.ts";

/** A part of a data set in memory. */
export interface Part {
  /** The first example. */
  readonly from: number;
  /** The one after the last. */
  readonly to: number;
}

/** Which examples train, and which validate. */
export function partsOf(
  dataset: ArrayDataset | Dataset<unknown>,
  { validationSplit = 0, validationData }: FitOptions,
): {
  training?: Part;
  validation?: { dataset: ArrayDataset | Dataset<unknown>; range?: Part };
} {
  if (validationData !== undefined) {
    if (validationSplit === 0) return { validation: { dataset: validationData } };
    throw new TypeError("Cannot fit: give validationSplit or validationData, not both");
  }
  if (!(dataset instanceof ArrayDataset)) {
    if (validationSplit === 0) return {};
    throw new TypeError(
      "Cannot fit: validationSplit takes the last examples of a data set in memory; split() this one " +
        "and pass a part as validationData",
    );
  }
  checkPositiveInteger(dataset.size, "Cannot fit: the data set's size");
  const size = trainingSize(dataset.size, validationSplit);
  const training = { from: 0, to: size };
  if (size === dataset.size) return { training };
  return { training, validation: { dataset, range: { from: size, to: dataset.size } } };
}

/** How many examples at the front of a data set train, given the share that validates. */
function trainingSize(size: number, validationSplit: number): number {
  if (!(validationSplit >= 0 && validationSplit < 1)) {
    throw new RangeError(
      "Cannot fit: validationSplit must be at least 0 and less than 1, " +
        `current value is ${validationSplit}`,
    );
  }
  const count = Math.floor(size * (1 - validationSplit));
  if (count < 1 || (validationSplit > 0 && count === size)) {
    throw new RangeError(
      `Cannot fit: a validationSplit of ${validationSplit} leaves ${count} of ${size} examples to ` +
        `train and ${
          size - count
        } to validate, and both need one: give more examples or another split`,
    );
  }
  return count;
}
