/**
 * Loss and metrics within the epochs.
 *
 * @module
 */

/** Points that a course keeps; when there are more, neighbours become one. */
const MOST = 400;

/** Means over stretches of a run, few enough to be drawn many times. */
export class Course {
  /** When: 0.5 is in the middle of the first epoch, 1 at its end. */
  readonly epoch: number[] = [];
  /** Loss at these times. */
  readonly loss: number[] = [];
  /** Metrics at these times, by name. */
  readonly metrics: Record<string, number[]>;
  /** Points that one kept point stands for. */
  #each = 1;
  #waiting: { epoch: number; values: number[] }[] = [];

  /** @param metrics Names of the metrics. */
  constructor(metrics: readonly string[]) {
    this.metrics = Object.fromEntries(metrics.map((name) => [name, []]));
  }

  /**
   * Adds a point after all before it.
   *
   * @param epoch When.
   * @param values The loss and then the metrics.
   */
  add(epoch: number, values: readonly number[]): void {
    this.#waiting.push({ epoch, values: [...values] });
    if (this.#waiting.length < this.#each) return;
    const mean = (i: number) =>
      this.#waiting.reduce((sum, { values }) => sum + (values[i] ?? NaN), 0) / this.#waiting.length;
    this.epoch.push(this.#waiting.at(-1)!.epoch);
    this.#columns.forEach((column, i) => column.push(mean(i)));
    this.#waiting = [];
    if (this.epoch.length >= MOST) this.#halve();
  }

  get #columns(): number[][] {
    return [this.loss, ...Object.values(this.metrics)];
  }

  #halve(): void {
    this.#each *= 2;
    for (let to = 0; to < MOST / 2; to++) {
      for (const column of this.#columns) column[to] = (column[2 * to]! + column[2 * to + 1]!) / 2;
      this.epoch[to] = this.epoch[2 * to + 1]!;
    }
    for (const column of [this.epoch, ...this.#columns]) column.length = MOST / 2;
  }
}
