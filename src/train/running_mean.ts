/**
 * Means over batches that stay on the device until they are asked for.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";

/** The mean of vectors, each weighted by the examples it stands for. */
export class RunningMean {
  #sums: tf.Tensor1D | undefined;
  #examples = 0;

  /**
   * Adds the mean of some examples.
   *
   * @param values Float32 `[n]`; disposed here.
   * @param examples How many examples they are the mean of.
   */
  add(values: tf.Tensor1D, examples: number): void {
    const before = this.#sums;
    this.#sums = tf.tidy(() => {
      const weighted = tf.mul<tf.Tensor1D>(values, examples);
      return before === undefined ? weighted : tf.add<tf.Tensor1D>(before, weighted);
    });
    before?.dispose();
    values.dispose();
    this.#examples += examples;
  }

  /** How many examples were added. */
  get examples(): number {
    return this.#examples;
  }

  /** Reads the mean so far, waiting for the device; NaN only where a value was. */
  async read(): Promise<number[]> {
    const sums = this.#sums === undefined ? [] : await this.#sums.data();
    return Array.from(sums, (sum) => sum / this.#examples);
  }

  /** Frees the sums. */
  [Symbol.dispose](): void {
    this.#sums?.dispose();
    this.#sums = undefined;
  }
}
