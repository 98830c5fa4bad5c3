/**
 * Metrics whose state is a vector of counts that batches add to.
 *
 * @module
 */
import * as tf from "../../engine/tf.ts";
import { CountState, type StreamingState } from "./count_state.ts";

/** What belongs to a batch besides targets and outputs. */
export interface StreamingOptions {
  /** How much each example counts, `[batch]`; all 1 unless told. */
  readonly sampleWeights?: tf.Tensor;
}

/**
 * A metric that is computed over batches exactly as over all examples at once: each batch adds a vector
 * of counts, and the result is computed from the sum. F1 or AUC are no means over batches; this is how
 * they come out right.
 *
 * `counts` is a pure function of tensors, which a compiled step may contain: a trainer adds the vectors on
 * the device and calls `result(sum)` at the end of an epoch. `update`, `result()` and `reset` do the same
 * with a state kept here, in float64. Counts in float32 on the device are exact up to 16,777,216.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { metrics, tf } from "tensaur";
 *
 * await tf.ready();
 * const f1 = new metrics.F1Score({ classes: 2 });
 * const batches = [[[1, 0, 1], [0.9, 0.2, 0.3]], [[1, 0], [0.8, 0.7]]] as const;
 * for (const [targets, scores] of batches) {
 *   tf.tidy(() => f1.update(tf.tensor1d([...targets], "int32"), tf.tensor1d([...scores])));
 * }
 * assertEquals(f1.result(), 2 / 3);
 * // The same as a trainer does it, without the state in the metric:
 * const sum = tf.tidy(() => {
 *   const parts = batches.map(([targets, scores]) =>
 *     f1.counts(tf.tensor1d([...targets], "int32"), tf.tensor1d([...scores]))
 *   );
 *   return tf.addN(parts).dataSync();
 * });
 * assertEquals(f1.result(sum), 2 / 3);
 * ```
 */
export abstract class StreamingMetric<R = number> {
  /** What it is called in histories and charts. */
  abstract readonly name: string;
  /** How many counts make its state. */
  abstract readonly stateSize: number;
  #kept: CountState | undefined;

  /**
   * What one batch adds to the state: a pure function that may be compiled.
   *
   * @param targets What is true, `[batch, …]`.
   * @param outputs What the model answered, `[batch, …]`.
   * @param options Weights of the examples.
   * @returns float32 `[stateSize]`; the caller's.
   * @throws {TypeError} When shapes or dtypes do not fit.
   */
  abstract counts(
    targets: tf.Tensor,
    outputs: tf.Tensor,
    options?: StreamingOptions,
  ): tf.Tensor1D;

  /** The result of counts that were added up; `result` calls it. */
  protected abstract compute(counts: ArrayLike<number>): R;

  /**
   * The result.
   *
   * @param counts Counts added up elsewhere; those of `update` unless told.
   * @returns NaN where nothing was counted.
   * @throws {RangeError} When there are more or fewer counts than `stateSize`, or a class number was
   *   out of range.
   */
  result(counts: ArrayLike<number> = this.#state.counts): R {
    if (counts.length !== this.stateSize) {
      throw new RangeError(
        `Cannot compute ${this.name}: wanted ${this.stateSize} counts, got ${counts.length}`,
      );
    }
    return this.compute(counts);
  }

  /** Adds a batch; it reads the counts, which waits for the device. */
  update(targets: tf.Tensor, outputs: tf.Tensor, options: StreamingOptions = {}): void {
    this.#state.add(tf.tidy(() => this.counts(targets, outputs, options).dataSync()));
  }

  /** Adds what another metric of the same kind counted, on another machine say. */
  merge(other: StreamingState | StreamingMetric<R>): void {
    this.#state.merge(other instanceof StreamingMetric ? other.state() : other);
  }

  /** What was counted, as JSON; `merge` into a fresh one takes it up. */
  state(): StreamingState {
    return this.#state.toJson();
  }

  /** Begins anew. */
  reset(): void {
    this.#kept = undefined;
  }

  get #state(): CountState {
    return this.#kept ??= new CountState(this.name, this.stateSize);
  }
}
