/**
 * Batches of a data set that is read while it is trained on.
 *
 * @module
 */

import { isNdArray, type NdArray } from "../../core/nd_array.ts";
import type { Dataset } from "../../data/dataset/dataset.ts";
import type { StackDTypes } from "../../data/dataset/stack.ts";
import { toTensors } from "../../data/dataset/to_tensors.ts";
import * as tf from "../../engine/tf.ts";
import type { Batch, BatchSource, Feed } from "./batches.ts";
import { faultOf, requireFiniteArray } from "./faults.ts";

/** How elements become batches. */
export interface DatasetBatchesOptions {
  /** Whether its elements are batches. */
  readonly batched: boolean;
  /** Examples per batch, where the data set is not of batches already. */
  readonly batchSize: number;
  /** Mixes the examples of each pass where they are single and can be reached by number. */
  readonly seed: number | undefined;
  /** Whether a last batch of fewer examples is left out, where batches are made here. */
  readonly dropRemainder?: boolean;
  /** int32 for those plain numbers that are classes. */
  readonly dtypes?: StackDTypes;
  /** How many classes targets may name; undefined where they name none. */
  readonly classes?: number | undefined;
  /** Whether values that are no finite numbers are refused. */
  readonly finite?: boolean;
}

/** Batches of a data set: its own, or made here of its examples. */
export function datasetBatches(
  dataset: Dataset<unknown>,
  options: DatasetBatchesOptions,
): BatchSource {
  const { batchSize, seed, dropRemainder = false, dtypes, classes, finite = false } = options;
  const single = !options.batched;
  const mixed = single && seed !== undefined && dataset.selectable
    ? dataset.shuffle({ seed })
    : dataset;
  const batches: Dataset<unknown> = single
    ? mixed.batch(batchSize, { dropRemainder, ...dtypes && { dtypes } })
    : dataset;
  return {
    examples: single ? dataset.size : undefined,
    batches: batches.size,
    streams: true,
    open(start) {
      const iterator = batches.iterate(start);
      let number = 0;
      return {
        async next() {
          const result = await iterator.next();
          if (result.done) return undefined;
          const behind = iterator.state();
          return batchOf(result.value, { behind, classes, finite, where: `batch ${++number}` });
        },
        close: () => iterator.close(),
      };
    },
    async fault(start, at) {
      const iterator = batches.iterate({ epoch: start.epoch });
      try {
        for (let i = 0; i < at; i++) if ((await iterator.next()).done) return undefined;
        const result = await iterator.next();
        if (result.done) return undefined;
        const batch = batchOf(result.value, {
          behind: null,
          classes: undefined,
          finite: false,
          where: "batch",
        });
        try {
          return await faultOf(batch.feed);
        } finally {
          batch.dispose();
        }
      } finally {
        await iterator.close();
      }
    },
  };
}

function batchOf(
  value: unknown,
  { behind, classes, finite, where }: {
    readonly behind: Batch["behind"];
    readonly classes: number | undefined;
    readonly finite: boolean;
    readonly where: string;
  },
): Batch {
  if (typeof value !== "object" || value === null || Array.isArray(value) || isNdArray(value)) {
    throw new TypeError(
      `Cannot train on ${where}: wanted examples { inputs, targets } or batches of them, got ` +
        (Array.isArray(value) ? "an array" : isNdArray(value) ? value.dtype : `a ${typeof value}`),
    );
  }
  const examples = lengthOf(value, where);
  if (finite) {
    for (const { path, array } of columnsOf(value, "")) {
      if (array) requireFiniteArray(array, path, where);
    }
  }
  if (classes !== undefined) checkClasses((value as { targets?: unknown }).targets, classes, where);
  const feed = toTensors(value) as Feed;
  return { feed, examples, behind, dispose: () => tf.dispose(feed as tf.TensorContainerObject) };
}

/** How many examples a batch has; all its columns must agree. */
function lengthOf(batch: object, where: string): number {
  const lengths = columnsOf(batch, "");
  const [first] = lengths;
  if (first === undefined || lengths.some(({ length }) => length === 0)) {
    throw new RangeError(
      `Cannot train on ${where}: it has no examples; leave out batches that a filter has emptied`,
    );
  }
  const odd = lengths.find(({ length }) => length !== first.length);
  if (odd !== undefined) {
    throw new RangeError(
      `Cannot train on ${where}: "${first.path}" has ${first.length} examples and "${odd.path}" ` +
        `has ${odd.length}, and each example needs both`,
    );
  }
  return first.length;
}

/** The arrays of a batch, and how many examples each has. */
function columnsOf(
  part: unknown,
  path: string,
): { path: string; length: number; array?: NdArray }[] {
  if (isNdArray(part)) return [{ path, length: part.shape[0] ?? 1, array: part }];
  if (Array.isArray(part)) return [{ path, length: part.length }];
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([name, inner]) =>
    columnsOf(inner, path === "" ? name : `${path}.${name}`)
  );
}

function checkClasses(targets: unknown, classes: number, where: string): void {
  if (!isNdArray(targets) || targets.dtype.startsWith("float")) return;
  const { data } = targets as NdArray;
  for (let i = 0; i < data.length; i++) {
    const label = Number(data[i]);
    if (label >= 0 && label < classes) continue;
    throw new RangeError(
      `Cannot train on ${where}: targets[${i}] is class ${label}, and the model has the classes ` +
        `from 0 to ${classes - 1}`,
    );
  }
}
