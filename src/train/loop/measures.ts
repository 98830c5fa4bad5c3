/**
 * What is measured batch by batch, as sums that stay on the device.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";

/** A measure of a whole data set that is a function of sums over its batches. */
export interface SummedMeasure {
  /** How many numbers are summed up. */
  readonly size: number;
  /** The measure. */
  result(sums: readonly number[], examples: number): number;
}

/** What a batch has come to. */
export interface BatchSums {
  /** Mean loss, a scalar. */
  readonly loss: tf.Tensor;
  /** Over how many it is the mean. */
  readonly count: tf.Tensor | number;
  /** Examples in the batch. */
  readonly examples: number;
  /** What is added for each measure, of as many numbers as it says. */
  readonly sums: readonly tf.Tensor[];
}

/** Numbers ahead of the measures: whether all was well so far, steps until then, and three sums. */
const HEAD = 5;
const [WELL, STEPS, LOSS, COUNT, EXAMPLES] = [0, 1, 2, 3, 4] as const;

/** Loss and metrics over what was added up. */
export interface Measured {
  /** Mean loss. */
  readonly loss: number;
  /** Metrics by name. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** The order in which sums stand in one vector. */
export class Measures {
  readonly #measures: readonly (readonly [name: string, SummedMeasure])[];

  /** Measures by name. */
  constructor(measures: Readonly<Record<string, SummedMeasure>>) {
    this.#measures = Object.entries(measures);
  }

  /** Names of the measures besides the loss. */
  get names(): string[] {
    return this.#measures.map(([name]) => name);
  }

  /** Length of the vector. */
  get length(): number {
    return this.#measures.reduce((length, [, { size }]) => length + size, HEAD);
  }

  /** The vector before the first batch, the caller's. */
  zero(): tf.Tensor1D {
    const zeros = new Float32Array(this.length);
    zeros[WELL] = 1;
    return tf.tensor1d(zeros);
  }

  /** The vector after another batch. */
  add(before: tf.Tensor1D, { loss, count, examples, sums }: BatchSums): tf.Tensor1D {
    const well = tf.slice(before, [WELL], [1]);
    const stays = tf.mul(well, tf.cast(tf.isFinite(loss), "float32"));
    const rows = sums.map((sum) => tf.reshape(tf.cast(sum, "float32"), [sum.size]));
    const row = (value: tf.Tensor | number) =>
      typeof value === "number" ? tf.tensor1d([value]) : tf.reshape(tf.cast(value, "float32"), [1]);
    const more = tf.concat([
      tf.sub(stays, well),
      stays,
      row(tf.mul(loss, count)),
      row(count),
      row(examples),
      ...rows,
    ] as tf.Tensor1D[]);
    return tf.add<tf.Tensor1D>(before, more);
  }

  /** Loss and metrics of the sums. */
  read(values: ArrayLike<number>): Measured {
    const metrics: Record<string, number> = {};
    let at = HEAD;
    for (const [name, { size, result }] of this.#measures) {
      const sums = Array.from({ length: size }, (_, i) => values[at + i]!);
      metrics[name] = result(sums, values[EXAMPLES]!);
      at += size;
    }
    return { loss: values[LOSS]! / values[COUNT]!, metrics };
  }

  /** Examples in the sums. */
  examples(values: ArrayLike<number>): number {
    return values[EXAMPLES]!;
  }

  /** Steps before the first whose loss was no finite number; undefined if all were. */
  stepsUntilBad(values: ArrayLike<number>): number | undefined {
    return values[WELL] === 1 ? undefined : values[STEPS]!;
  }
}

/** Steps after which what 32 bits have added up goes over to 64. */
const FLUSH_AFTER = 512;

/** Sums of a run: of the last steps on the device, of those before on the host. */
export class Tally implements Disposable {
  /** The order of the sums. */
  readonly measures: Measures;
  #device: tf.Tensor1D;
  readonly #host: Float64Array<ArrayBuffer>;
  #steps = 0;
  #flushed = 0;

  /** Begins at zero. */
  constructor(measures: Measures) {
    this.measures = measures;
    this.#device = measures.zero();
    this.#host = new Float64Array(measures.length);
  }

  /** The sums that the next step shall add to. */
  get sums(): tf.Tensor1D {
    return this.#device;
  }

  /** Steps so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Takes the sums after another step; true when {@linkcode Tally.flush} shall follow. */
  take(sums: tf.Tensor1D): boolean {
    this.#device.dispose();
    this.#device = sums;
    this.#steps++;
    return this.#steps - this.#flushed >= FLUSH_AFTER;
  }

  /** All sums so far; waits for the device. */
  values(): Float64Array {
    // A read that waits on another thread takes as long as a small step.
    const last = this.#device.dataSync();
    return this.#host.map((sum, i) => i <= STEPS ? last[i]! : sum + last[i]!);
  }

  /**
   * Brings the sums to the host. It must depend on the number of steps alone, and not on time, so that
   * runs repeat to the last bit.
   */
  flush(): void {
    this.#host.set(this.values());
    this.#flushed = this.#steps;
    this.#device.dispose();
    this.#device = this.measures.zero();
  }

  /** The step, from 1, whose loss was the first that was no finite number. */
  firstBad(values: ArrayLike<number>): number | undefined {
    const until = this.measures.stepsUntilBad(values);
    return until === undefined ? undefined : this.#flushed + until + 1;
  }

  /** All that decides how it goes on, for a checkpoint. */
  async snapshot(): Promise<{ steps: number; flushed: number; sums: number[]; host: number[] }> {
    const sums = Array.from(await this.#device.data());
    return { steps: this.#steps, flushed: this.#flushed, sums, host: Array.from(this.#host) };
  }

  /** Goes on from a snapshot. */
  restore(
    { steps, flushed, sums, host }: {
      readonly steps: number;
      readonly flushed: number;
      readonly sums: ArrayLike<number>;
      readonly host: ArrayLike<number>;
    },
  ): void {
    this.#steps = steps;
    this.#flushed = flushed;
    this.#host.set(Array.from(host));
    this.#device.dispose();
    this.#device = tf.tensor1d(Float32Array.from(sums));
  }

  /** Frees what is on the device. */
  [Symbol.dispose](): void {
    this.#device.dispose();
  }
}
