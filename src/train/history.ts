/**
 * What a training run reports.
 *
 * @module
 */

import { notebookCell } from "../core/notebook_cell.ts";
import { type CourseLike, HistoryView } from "../display/chart/history_view.ts";
import { DISPLAY, type Displayable, type MimeBundle } from "../display/mime_bundle.ts";

/** One epoch of a run. */
export interface EpochRecord {
  /** From 1. */
  readonly epoch: number;
  /** Mean loss over the epoch's batches, while the weights change, with the penalties of layers. */
  readonly loss: number;
  /** Metrics over the epoch's batches, by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** Loss on the validation part after the epoch, with the penalties of layers; undefined without one. */
  readonly valLoss: number | undefined;
  /** Metrics on the validation part after the epoch; empty without one. */
  readonly valMetrics: Readonly<Record<string, number>>;
  /** Time the epoch took, validation included. */
  readonly seconds: number;
}

/** What a history knows besides its epochs. */
export interface HistoryOptions {
  /** Loss and metrics within the epochs, where they were watched. */
  readonly course?: CourseLike | undefined;
  /** The run of a cell whose output has the chart already, as `notebookCell()` numbers them. */
  readonly shownIn?: number | undefined;
  /** What the user should know of the run. */
  readonly warnings?: readonly string[];
}

/** Each whole epoch of a run, as records and as columns; in a notebook a chart. */
export class History implements Displayable {
  /** One record per whole epoch. */
  readonly records: readonly EpochRecord[];
  /** Whether a signal ended the run before its last epoch. */
  readonly stopped: boolean;
  /** Loss and metrics within the epochs; undefined where nobody watched. */
  readonly course: CourseLike | undefined;
  /** What went wrong and did not end the run, such as a checkpoint that could not be written. */
  readonly warnings: readonly string[];
  readonly #shownIn: number | undefined;

  /**
   * Makes a history.
   *
   * @param records One per whole epoch.
   * @param stopped Whether a signal ended the run early.
   * @param options What is known besides.
   */
  constructor(records: readonly EpochRecord[], stopped: boolean, options: HistoryOptions = {}) {
    this.records = records;
    this.stopped = stopped;
    this.course = options.course;
    this.warnings = options.warnings ?? [];
    this.#shownIn = options.shownIn;
  }

  /**
   * The history as a chart; at the end of the cell that trained, where the chart is in the output
   * already, as a table.
   */
  [DISPLAY](): MimeBundle {
    const view = new HistoryView(this);
    const shown = this.#shownIn !== undefined && this.#shownIn === notebookCell();
    return shown && this.records.length > 0
      ? { ...view.table[DISPLAY](), "text/plain": view.toText() }
      : view[DISPLAY]();
  }

  /** Epoch numbers, from 1. */
  get epoch(): number[] {
    return this.records.map(({ epoch }) => epoch);
  }

  /** Training loss per epoch. */
  get loss(): number[] {
    return this.records.map(({ loss }) => loss);
  }

  /** Training accuracy per epoch; empty when it was not measured. */
  get accuracy(): number[] {
    return this.metric("accuracy");
  }

  /** Validation loss per epoch; empty without a validation part. */
  get valLoss(): number[] {
    return this.records.flatMap(({ valLoss }) => valLoss === undefined ? [] : [valLoss]);
  }

  /** Validation accuracy per epoch; empty when it was not measured. */
  get valAccuracy(): number[] {
    return this.valMetric("accuracy");
  }

  /** Seconds per epoch. */
  get seconds(): number[] {
    return this.records.map(({ seconds }) => seconds);
  }

  /**
   * A training metric per epoch.
   *
   * @param name The metric's name.
   * @returns One value per epoch; empty when it was not measured.
   */
  metric(name: string): number[] {
    return this.records.flatMap(({ metrics }) => metrics[name] ?? []);
  }

  /**
   * A validation metric per epoch.
   *
   * @param name The metric's name.
   * @returns One value per epoch; empty when it was not measured.
   */
  valMetric(name: string): number[] {
    return this.records.flatMap(({ valMetrics }) => valMetrics[name] ?? []);
  }
}
