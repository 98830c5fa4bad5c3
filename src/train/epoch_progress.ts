/**
 * The line that follows an epoch.
 *
 * @module
 */
import { Progress } from "../core/progress.ts";
import type { TextTarget } from "../io/standard_stream.ts";
import type { Evaluation } from "./evaluate.ts";
import type { EpochRecord } from "./history.ts";

/** Columns below which an epoch's results get a line of their own. */
const WIDE = 120;

/** What the line is about and where it goes. */
export interface EpochProgressOptions {
  /** Stands in front. */
  readonly label: string;
  /** Steps in the epoch. */
  readonly steps: number;
  /** Where the text goes; undefined for nowhere. */
  readonly target: TextTarget | undefined;
  /** Clock in milliseconds. */
  readonly now?: () => number;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}

function measures(prefix: string, loss: number, metrics: Readonly<Record<string, number>>) {
  const others = Object.entries(metrics).map(([name, value]) =>
    `${prefix}${name} ${name === "accuracy" ? percent(value) : value.toPrecision(4)}`
  );
  return [`${prefix}loss ${loss.toFixed(4)}`, ...others];
}

/**
 * Puts an epoch's results into words.
 *
 * @param record The epoch.
 * @returns Losses and metrics of both parts on one line.
 */
export function describeEpoch(record: EpochRecord): string {
  return [
    ...measures("", record.loss, record.metrics),
    ...(record.valLoss === undefined ? [] : measures("val ", record.valLoss, record.valMetrics)),
  ].join(" · ");
}

/** Shows how far an epoch is, the time left, and what it has come to. */
export class EpochProgress {
  #progress: Progress;
  #target: TextTarget | undefined;

  /** @param options What it is about and where it goes. */
  constructor(options: EpochProgressOptions) {
    const { label, steps, target, now } = options;
    this.#target = target;
    this.#progress = new Progress({
      label,
      total: steps,
      unit: "steps",
      ...target,
      ...(now && { now }),
    });
    // Where it begins: the rate counts from here.
    this.#progress.update(0);
  }

  /**
   * @param done Steps done.
   * @param so Loss and metrics so far.
   */
  update(done: number, so: Evaluation): void {
    // Short, so that a bar fits beside it in 80 columns.
    const accuracy = Number.isNaN(so.accuracy) ? "" : ` acc ${so.accuracy.toFixed(3)}`;
    this.#progress.update(done, `loss ${so.loss.toFixed(3)}${accuracy}`);
  }

  /** @param record What the epoch has come to. */
  finish(record: EpochRecord): void {
    const results = describeEpoch(record);
    const narrow = this.#target !== undefined && this.#target.terminal &&
      this.#target.columns < WIDE;
    this.#progress.finish(narrow ? "" : results);
    if (narrow) this.#target?.write(`  ${results}\n`);
  }

  /** Ends the line of an epoch that was not finished; after finish() it does nothing. */
  [Symbol.dispose](): void {
    this.#progress.finish("stopped");
  }
}
