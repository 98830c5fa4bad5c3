/**
 * Data sets.
 *
 * @module
 */

import { requireOptions } from "../../core/require_options.ts";
import {
  BATCH_OPTIONS,
  type BatchOptions,
  MAP_OPTIONS,
  type MapOptions,
  SHUFFLE_OPTIONS,
  type ShuffleOptions,
  SPLIT_OPTIONS,
  type SplitOptions,
} from "./dataset_options.ts";
import { batch } from "./operators/batch.ts";
import { cache } from "./operators/cache.ts";
import { concat } from "./operators/concat.ts";
import { distinct } from "./operators/distinct.ts";
import { filter } from "./operators/filter.ts";
import { interleave } from "./operators/interleave.ts";
import { map, type MapFunction } from "./operators/map.ts";
import { prefetch } from "./operators/prefetch.ts";
import { repeat } from "./operators/repeat.ts";
import { shard } from "./operators/shard.ts";
import { shuffle } from "./operators/shuffle.ts";
import { skip } from "./operators/skip.ts";
import { split } from "./operators/split.ts";
import { take } from "./operators/take.ts";
import { flatMap } from "./operators/unbatch.ts";
import { type Sources, zip } from "./operators/zip.ts";
import { type DatasetIterator, isSelectable, type Source, type Start } from "./source.ts";
import { stack, type Stacked } from "./stack.ts";
import { unstack } from "./unstack.ts";
import { mapInWorkers } from "../workers/map_in_workers.ts";
import type { WorkerFunction } from "../workers/worker_function.ts";

/** A data set of batches knows how many elements each has. */
const batchSizes = new WeakMap<Source<unknown>, number>();

/**
 * Elements one after the other, made when they are asked for: read, changed, mixed and put together by
 * operators that return new data sets.
 *
 * Each iteration can tell its place and be taken up there again (`iterate`), so that a training run
 * goes on with the very element it was stopped at. What is random depends on seeds and the epoch alone.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const squares = data.from([1, 2, 3, 4, 5]).map((x) => ({ inputs: [x], targets: x * x }));
 * const batches = await squares.shuffle({ seed: 1 }).batch(2).toArray();
 * assertEquals(batches.map(({ inputs }) => inputs.shape), [[2, 1], [2, 1], [1, 1]]);
 * ```
 */
export class Dataset<T> implements AsyncIterable<T> {
  readonly #source: Source<T>;

  /**
   * Makes a data set; `data.from` and the readers do it for the usual sources.
   *
   * @param source What the elements come out of.
   */
  constructor(source: Source<T>) {
    this.#source = source;
  }

  /** How many elements; undefined where only reading all of them tells. */
  get size(): number | undefined {
    return this.#source.size;
  }

  /**
   * Elements per batch, for what `batch` returns and what is made of its batches one by one; undefined
   * for single elements.
   */
  get batchSize(): number | undefined {
    return batchSizes.get(this.#source);
  }

  /** A data set of this one's elements, or of what became of each: batches stay batches. */
  #alike<U>(source: Source<U>): Dataset<U> {
    const size = this.batchSize;
    if (size !== undefined) batchSizes.set(source, size);
    return new Dataset(source);
  }

  /** Whether elements can be reached by number: such data sets are mixed and split as a whole. */
  get selectable(): boolean {
    return isSelectable(this.#source);
  }

  /**
   * Begins an iteration that can tell its place.
   *
   * @param start The epoch, from 0, and the place to go on at; the beginning of epoch 0 unless told.
   * @returns `next()`, `state()` and `close()`.
   */
  iterate(start: Partial<Start> = {}): DatasetIterator<T> {
    return this.#source.open({ epoch: 0, ...start });
  }

  /** Iterates over the elements of epoch 0. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    const iterator = this.iterate();
    try {
      for (let result = await iterator.next(); !result.done; result = await iterator.next()) {
        yield result.value;
      }
    } finally {
      await iterator.close();
    }
  }

  /** All elements in memory. */
  async toArray(): Promise<T[]> {
    return await Array.fromAsync(this);
  }

  /**
   * Changes each element.
   *
   * @param change Gets the element, its number and the epoch; may wait. For work on other threads: a
   *   function named by its module.
   * @param options How many are under way at a time, and how many threads work.
   * @throws {TypeError} When threads shall do what is no function of a module.
   */
  map<U>(change: MapFunction<T, U> | WorkerFunction, options: MapOptions = {}): Dataset<U> {
    requireOptions("Cannot map", options, MAP_OPTIONS);
    const { parallel, workers = 0 } = options;
    if (parallel !== undefined) requireCount("map", "parallel", parallel, 1);
    requireCount("map", "workers", workers, 0);
    if (typeof change === "object") {
      return this.#alike(mapInWorkers<T, U>(this.#source, change, { workers, parallel }));
    }
    if (workers > 0) {
      throw new TypeError(
        "Cannot map in workers: functions of a program cannot go to other threads; give " +
          "{ module, name, options } of one that a module exports",
      );
    }
    return this.#alike(map(this.#source, change, parallel ?? 1));
  }

  /**
   * Keeps some elements.
   *
   * @param keep Says true to them; may wait.
   */
  filter(keep: (element: T) => boolean | Promise<boolean>): Dataset<T> {
    return this.#alike(filter(this.#source, keep));
  }

  /**
   * Leaves out elements that were there before, compared by value: lists, objects and arrays by what
   * they hold. The keys of all elements stay in memory.
   *
   * @param key What two elements must have in common to be the same; all of them unless told.
   */
  distinct(key: (element: T) => unknown = (element) => element): Dataset<T> {
    return this.#alike(distinct(this.#source, key));
  }

  /**
   * Mixes the elements, anew in each epoch.
   *
   * What is picked of mixed elements (by `take`, `skip`, `shard`, `select`, `split` or `cache`) is picked
   * from the order of the first epoch and keeps that order, so that parts have no element in common in
   * any epoch; `shuffle` a part to mix it anew in each. Streams are mixed as they come: of them `take`
   * and `skip` get others in each epoch.
   *
   * @param options Seed, and the buffer for streams. Shuffle before what is expensive: to go on from a
   *   place in a mixed stream, what lies before is read again.
   */
  shuffle(options: ShuffleOptions = {}): Dataset<T> {
    requireOptions("Cannot shuffle", options, SHUFFLE_OPTIONS);
    const { bufferSize = 1_000, seed = 0 } = options;
    requireCount("shuffle", "bufferSize", bufferSize, 1);
    requireCount("shuffle", "seed", seed, Number.MIN_SAFE_INTEGER);
    return this.#alike(shuffle(this.#source, { bufferSize, seed }));
  }

  /**
   * Puts elements together into batches: numbers and arrays get a leading axis, texts become lists,
   * objects are put together field by field.
   *
   * @param size Elements per batch.
   * @param options Whether a smaller last one is left out, and types of plain numbers.
   */
  batch(size: number, options: BatchOptions = {}): Dataset<Stacked<T>> {
    requireOptions("Cannot batch", options, BATCH_OPTIONS);
    const { dropRemainder = false, dtypes } = options;
    requireCount("batch", "size", size, 1);
    const groups = batch(this.#source, { size, dropRemainder });
    const source = map(groups, (group) => stack(group, dtypes), 1);
    const stacked = { ...source, select: undefined };
    batchSizes.set(stacked, size);
    return new Dataset(stacked);
  }

  /** Takes batches apart again into elements without the leading axis. */
  unbatch(): Dataset<unknown> {
    return new Dataset(flatMap(this.#source, unstack));
  }

  /**
   * Passes over the elements again; what is random differs from pass to pass.
   *
   * @param count How often; for ever unless told.
   */
  repeat(count?: number): Dataset<T> {
    if (count !== undefined) requireCount("repeat", "count", count, 0);
    return this.#alike(repeat(this.#source, count));
  }

  /**
   * Ends after the first elements.
   *
   * @param count How many.
   */
  take(count: number): Dataset<T> {
    requireCount("take", "count", count, 0);
    return this.#alike(take(this.#source, count));
  }

  /**
   * Leaves out the first elements.
   *
   * @param count How many.
   */
  skip(count: number): Dataset<T> {
    requireCount("skip", "count", count, 0);
    return this.#alike(skip(this.#source, count));
  }

  /**
   * Takes every n-th element, for several that share the work.
   *
   * @param count How many share it.
   * @param index Which of them this is, from 0.
   */
  shard(count: number, index: number): Dataset<T> {
    requireCount("shard", "count", count, 1);
    requireCount("shard", "index", index, 0);
    if (index >= count) {
      throw new RangeError(
        `Cannot shard: index must be less than ${count}, current value is ${index}`,
      );
    }
    return this.#alike(shard(this.#source, count, index));
  }

  /**
   * Puts other data sets behind this one.
   *
   * @param others Of the same kind of elements.
   */
  concat(...others: readonly Dataset<T>[]): Dataset<T> {
    return this.#alike(concat([this.#source, ...others.map((other) => other.#source)]));
  }

  /**
   * Takes elements of this data set and of others in turn, until all have ended.
   *
   * @param others Of the same kind of elements.
   */
  interleave(...others: readonly Dataset<T>[]): Dataset<T> {
    return this.#alike(interleave([this.#source, ...others.map((other) => other.#source)], 1));
  }

  /** Keeps elements in memory, so that later epochs read none twice. */
  cache(): Dataset<T> {
    return this.#alike(cache(this.#source));
  }

  /**
   * Reads elements before they are asked for, while the caller works.
   *
   * @param count How many; 2 unless told.
   */
  prefetch(count = 2): Dataset<T> {
    requireCount("prefetch", "count", count, 1);
    return this.#alike(prefetch(this.#source, count));
  }

  /**
   * Takes elements by their numbers, such as those of a fold.
   *
   * @param indices Numbers of elements, in the order wanted.
   * @throws {TypeError} When the elements cannot be reached by number.
   * @throws {RangeError} When there is no element of a number.
   */
  select(indices: ArrayLike<number>): Dataset<T> {
    const source = this.#source;
    if (!isSelectable(source)) {
      throw new TypeError(
        "Cannot select: the elements of a stream cannot be reached by number; toArray() reads all, " +
          "and data.from takes them",
      );
    }
    const { size } = source;
    const odd = Array.from(indices).find((i) => !(Number.isInteger(i) && i >= 0 && i < size));
    if (odd !== undefined) {
      throw new RangeError(`Cannot select element ${odd}: there are ${size}, counted from 0`);
    }
    return this.#alike(source.select(Int32Array.from(indices)));
  }

  /**
   * Splits into parts without an element in common.
   *
   * @param shares Share of each part, such as `[0.8, 0.2]`; what they leave goes to no part.
   * @param options The seed that decides which elements go where.
   * @throws {TypeError} When the elements cannot be reached by number: split the files, or the array.
   * @throws {RangeError} When shares are not from 0 to 1 in all.
   */
  split(shares: readonly number[], options: SplitOptions = {}): Dataset<T>[] {
    requireOptions("Cannot split", options, SPLIT_OPTIONS);
    if (!Array.isArray(shares)) {
      throw new TypeError(
        `Cannot split: wanted the share of each part, such as [0.8, 0.2], got ${String(shares)}`,
      );
    }
    const source = this.#source;
    if (!isSelectable(source)) {
      throw new TypeError(
        "Cannot split: the elements of a stream cannot be reached by number; split what it is read " +
          "from, or take() and skip()",
      );
    }
    const sum = shares.reduce((sum, share) => sum + share, 0);
    if (!shares.every((share) => share >= 0) || !(sum <= 1 + 1e-9)) {
      throw new RangeError(
        `Cannot split: shares must be 0 or more and at most 1 in all, current are [${
          shares.join(", ")
        }]`,
      );
    }
    let before = 0;
    const sizes = shares.map((share) => {
      const from = Math.round(before * source.size);
      before += share;
      return Math.round(before * source.size) - from;
    });
    return split(source, { sizes, seed: options.seed }).map((part) => this.#alike(part));
  }

  /**
   * Puts data sets side by side: elements are objects with one element of each.
   *
   * @param datasets By name; the shortest ends it.
   */
  static zip<T extends Readonly<Record<string, unknown>>>(
    datasets: { readonly [K in keyof T]: Dataset<T[K]> },
  ): Dataset<T> {
    const sources = Object.entries<Dataset<unknown>>(datasets)
      .map(([name, dataset]) => [name, dataset.#source]);
    const together = zip(Object.fromEntries(sources) as Sources<T>);
    const sizes = Object.values<Dataset<unknown>>(datasets).map(({ batchSize }) => batchSize);
    const [size] = sizes;
    if (size !== undefined && !sizes.includes(undefined)) batchSizes.set(together, size);
    return new Dataset(together);
  }
}

function requireCount(operator: string, name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(
    `Cannot ${operator}: ${name} must be a whole number${least > 0 ? ` from ${least} on` : ""}, ` +
      `current value is ${value}`,
  );
}
