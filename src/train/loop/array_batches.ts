/**
 * Batches of a data set that lies on the device: rows are gathered inside the step.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";
import { permutation } from "../../core/permutation.ts";
import type { ArrayDataset } from "../../data/array_dataset.ts";
import * as tf from "../../engine/tf.ts";
import type { Batch, BatchSource, Feed, PassStart } from "./batches.ts";
import { faultOf } from "./faults.ts";

/** Which examples make batches, and how. */
export interface ArrayBatchesOptions {
  /** Examples per batch. */
  readonly batchSize: number;
  /** The first example. */
  readonly from: number;
  /** The one after the last. */
  readonly to: number;
  /** Mixes the examples of each pass; undefined keeps them in order. */
  readonly seed: number | undefined;
  /** Whether a last batch of fewer examples is left out. */
  readonly dropRemainder?: boolean;
  /** Weights of the examples, `[size]`; the caller's. */
  readonly weights?: tf.Tensor | undefined;
}

/** Batches of a part of a data set. */
export function arrayBatches(dataset: ArrayDataset, options: ArrayBatchesOptions): BatchSource {
  const { batchSize, from, to, seed, dropRemainder = false, weights } = options;
  const round = dropRemainder ? Math.floor : Math.ceil;
  const batches = round((to - from) / batchSize);
  const whole: Feed = {
    inputs: dataset.inputs,
    targets: dataset.targets,
    ...weights && { weights },
  };

  function rowsOf({ epoch }: PassStart): Int32Array | undefined {
    if (seed === undefined) return undefined;
    const order = permutation(to - from, [seed, epoch + 1]);
    return from === 0 ? order : order.map((row) => row + from);
  }

  function mixed(rows: Int32Array, at: number): Batch {
    const picked = tf.tensor1d(rows.subarray(at * batchSize, (at + 1) * batchSize), "int32");
    return {
      feed: { ...whole, rows: picked },
      examples: picked.size,
      behind: at + 1,
      dispose: () => picked.dispose(),
    };
  }

  function inOrder(at: number): Batch {
    const begin = from + at * batchSize;
    const examples = Math.min(batchSize, to - begin);
    const feed = Object.fromEntries(
      Object.entries(whole).map(([name, all]) =>
        [name, tf.slice(all as tf.Tensor, begin, examples)] as const
      ),
    );
    return { feed, examples, behind: at + 1, dispose: () => tf.dispose(feed) };
  }

  return {
    examples: to - from,
    batches,
    streams: false,
    open(start) {
      const rows = rowsOf(start);
      let at = placeOf(start.state);
      return {
        next() {
          if (at >= batches) return undefined;
          const batch = rows === undefined ? inOrder(at) : mixed(rows, at);
          at++;
          return batch;
        },
        close: () => Promise.resolve(),
      };
    },
    async fault(start, at) {
      const order = rowsOf(start) ?? Int32Array.from({ length: to - from }, (_, i) => from + i);
      const rows = order.subarray(at * batchSize, (at + 1) * batchSize);
      const picked = tf.tidy(() => {
        const numbers = tf.tensor1d(rows, "int32");
        return {
          inputs: tf.gather(dataset.inputs, numbers),
          targets: tf.gather(dataset.targets, numbers),
        };
      });
      try {
        return await faultOf(picked, (i) => rows[i]!);
      } finally {
        tf.dispose(picked);
      }
    },
  };
}

function placeOf(state: JsonValue | undefined): number {
  if (state === undefined) return 0;
  if (typeof state === "number" && Number.isSafeInteger(state) && state >= 0) return state;
  throw new TypeError(
    `Cannot go on with a data set in memory from ${JSON.stringify(state)}: wanted a number of ` +
      "batches; the checkpoint is of a training with other data",
  );
}
