/**
 * Loss and metrics within the epochs.
 *
 * @module
 */

/** Points that an epoch adds, at most. */
const POINTS = 50;
/** Points that a course keeps; when there are more, neighbours become one. */
const MOST = 400;

/**
 * Means over stretches of a run, few enough to be drawn many times.
 *
 * Where a stretch ends is decided by the number of steps alone, so that the same training has the same
 * course on any machine. Long runs have longer stretches, and none when these become whole epochs.
 */
export class Course {
  /** When: 0.5 is in the middle of the first epoch, 1 at its end. */
  readonly epoch: number[] = [];
  /** Loss at these times. */
  readonly loss: number[] = [];
  /** Metrics at these times, by name. */
  readonly metrics: Record<string, number[]>;
  readonly #steps: number | undefined;
  /** Steps of a stretch. */
  #stride: number;

  /**
   * @param metrics Names of the metrics.
   * @param steps Steps of an epoch; undefined where nobody knows, and then there is no course.
   */
  constructor(metrics: readonly string[], steps: number | undefined) {
    this.metrics = Object.fromEntries(metrics.map((name) => [name, []]));
    this.#steps = steps;
    this.#stride = Math.ceil((steps ?? 0) / POINTS);
  }

  /** Whether a stretch ends after so many steps of an epoch. */
  endsAt(step: number): boolean {
    return this.#steps !== undefined && this.#stride < this.#steps && step % this.#stride === 0;
  }

  /**
   * Adds the point of a stretch that has ended.
   *
   * @param epoch When.
   * @param values The loss and then the metrics.
   */
  add(epoch: number, values: readonly number[]): void {
    this.epoch.push(epoch);
    this.#columns.forEach((column, i) => column.push(values[i] ?? NaN));
    if (this.epoch.length >= MOST) this.#halve();
  }

  get #columns(): number[][] {
    return [this.loss, ...Object.values(this.metrics)];
  }

  #halve(): void {
    this.#stride *= 2;
    const left = this.#stride < (this.#steps ?? 0) ? MOST / 2 : 0;
    for (let to = 0; to < left; to++) {
      for (const column of this.#columns) column[to] = (column[2 * to]! + column[2 * to + 1]!) / 2;
      this.epoch[to] = this.epoch[2 * to + 1]!;
    }
    for (const column of [this.epoch, ...this.#columns]) column.length = left;
  }
}
