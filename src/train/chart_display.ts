/**
 * A training as bars and a chart, in a notebook.
 *
 * @module
 */
import { notebookCell } from "../core/notebook_cell.ts";
import { Progress } from "../core/progress.ts";
import { type HistoryLike, HistoryView } from "../display/chart/history_view.ts";
import { BarsView } from "../display/live/bars_view.ts";
import { Live } from "../display/live/live.ts";
import { DISPLAY, type MimeBundle, type TextOptions, type View } from "../display/mime_bundle.ts";
import { describeEpoch, describeSoFar, epochLabel } from "./describe_epoch.ts";
import { Course } from "./course.ts";
import type { FitDisplay, FitPlan, SoFar } from "./fit_display.ts";
import type { EpochRecord, HistoryOptions } from "./history.ts";

const NOTHING: SoFar = { steps: 0, examples: 0, mean: [] };

/** The means over the examples that came after those of `before`. */
function since(before: SoFar, now: SoFar): number[] {
  return now.mean.map((mean, i) =>
    (mean * now.examples - (before.mean[i] ?? 0) * before.examples) /
    (now.examples - before.examples)
  );
}

/** Bars for epochs and steps, and the history so far: a drawing that is made only when it is due. */
class TrainingView implements View {
  readonly #bars: BarsView;
  readonly #history: HistoryLike;

  constructor(bars: () => readonly Progress[], history: HistoryLike) {
    this.#bars = new BarsView(bars);
    this.#history = history;
  }

  toText(options: TextOptions = {}): string {
    return this.#bars.toText(options);
  }

  [DISPLAY](): MimeBundle {
    const { records, course } = this.#history;
    const bars = this.#bars.toHtml();
    const empty = records.length === 0 && course?.loss.length === 0;
    const chart = empty ? "" : `\n${new HistoryView(this.#history).figure.toSvg()}`;
    return { "text/html": bars + chart, "text/plain": this.toText() };
  }
}

/** Shows a training in one output of the cell, in the end its history. */
export class ChartDisplay implements FitDisplay {
  readonly #plan: FitPlan;
  // A training of a thousand steps of a millisecond shall not take 2 % longer.
  readonly #live = new Live({ share: 0.015 });
  readonly #records: EpochRecord[] = [];
  readonly #course: Course;
  readonly #epochs: Progress;
  #steps: Progress;
  #epoch = 0;
  /** Where the last point of the course was set. */
  #set: SoFar = NOTHING;

  /** Shows nothing before the first epoch. */
  constructor(plan: FitPlan) {
    this.#plan = plan;
    this.#course = new Course(plan.metrics, plan.steps);
    this.#epochs = new Progress({ label: "Training", total: plan.epochs, unit: "epochs" });
    this.#epochs.update(0);
    this.#steps = this.#newSteps();
    const history = { records: this.#records, stopped: false, course: this.#course };
    const bars = () => plan.epochs !== 1 ? [this.#epochs, this.#steps] : [this.#steps];
    this.#live.update(new TrainingView(bars, history));
  }

  isDue(step: number): boolean {
    return this.#course.endsAt(step) || this.#live.due;
  }

  begin(epoch: number): void {
    this.#epoch = epoch;
    this.#set = NOTHING;
    this.#steps = this.#newSteps();
  }

  update(so: SoFar): void {
    this.#steps.update(so.steps, describeSoFar(so.mean, this.#plan.metrics));
    this.#addPoint(so);
    this.#live.update();
  }

  #addPoint(so: SoFar): void {
    const { steps } = this.#plan;
    if (steps === undefined || !this.#course.endsAt(so.steps)) return;
    // The end of an epoch is told once more.
    if (so.steps === this.#set.steps) return;
    this.#course.add(this.#epoch - 1 + so.steps / steps, since(this.#set, so));
    this.#set = so;
  }

  finishEpoch(record: EpochRecord): void {
    this.#records.push(record);
    // The metrics are in the chart, and a line that wraps is hard to read.
    this.#epochs.update(record.epoch, describeEpoch({ ...record, metrics: {}, valMetrics: {} }));
    this.#live.update();
  }

  hide(): void {}

  finish(history: HistoryLike): HistoryOptions {
    const course = this.#course.epoch.length > 0 ? this.#course : undefined;
    this.#live.finish(new HistoryView({ ...history, course }));
    return { course, shownIn: notebookCell() };
  }

  #newSteps(): Progress {
    const { epochs, steps } = this.#plan;
    const label = epochs === 1 ? "Training" : epochLabel(this.#epoch || 1, this.#plan);
    const progress = new Progress({ label, total: steps, unit: "steps" });
    progress.update(0);
    return progress;
  }
}
