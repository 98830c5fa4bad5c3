/**
 * Counts that add up.
 *
 * @module
 */

/** The state of a metric as JSON. */
export interface StreamingState {
  /** Which metric it belongs to. */
  readonly name: string;
  /** What was added up. */
  readonly counts: readonly number[];
}

/** A vector of sums in float64. */
export class CountState {
  /** The sums. */
  readonly counts: Float64Array;
  readonly #name: string;

  /** Begins with zeros. */
  constructor(name: string, size: number) {
    this.#name = name;
    this.counts = new Float64Array(size);
  }

  /** Adds counts. */
  add(counts: ArrayLike<number>): void {
    for (let i = 0; i < this.counts.length; i++) this.counts[i]! += counts[i]!;
  }

  /**
   * Adds what another metric of the same kind counted.
   *
   * @throws {TypeError} When it is of another kind.
   */
  merge({ name, counts }: StreamingState): void {
    if (name !== this.#name || counts.length !== this.counts.length) {
      throw new TypeError(
        `Cannot merge into ${this.#name} with ${this.counts.length} counts: got ${name} with ` +
          `${counts.length}`,
      );
    }
    this.add(counts);
  }

  /** The sums as JSON. */
  toJson(): StreamingState {
    return { name: this.#name, counts: [...this.counts] };
  }
}
