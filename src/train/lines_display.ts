/**
 * A training as lines: bars that are drawn over in a terminal, lines that are added in a log.
 *
 * @module
 */
import type { TextTarget } from "../core/text_target.ts";
import type { HistoryLike } from "../display/chart/history_view.ts";
import { ProgressBar } from "../display/live/progress_bar.ts";
import { CLOCK, type Clock } from "../display/live/throttle.ts";
import { STDERR } from "../display/output.ts";
import { describeEpoch, describeSoFar, epochLabel } from "./describe_epoch.ts";
import type { FitDisplay, FitPlan, SoFar } from "./fit_display.ts";
import type { EpochRecord, HistoryOptions } from "./history.ts";

/** Columns below which an epoch's results get a line of their own. */
const WIDE = 120;
/** Epochs that get a line each; of more, at most one in so many milliseconds. */
const FEW = 20;
const EPOCH_AFTER = 500;
/** Milliseconds between two updates. */
const UPDATE_AFTER = 200;

/** A line for each epoch, with how far it is, the time left, and what it has come to. */
export class LinesDisplay implements FitDisplay {
  readonly #plan: FitPlan;
  readonly #target: TextTarget;
  readonly #clock: Clock;
  readonly #all: ProgressBar | undefined;
  #epoch: ProgressBar | undefined;
  /** The last epoch, where its line was left out. */
  #leftOut: EpochRecord | undefined;
  #finishedAt = -Infinity;
  #updatedAt = -Infinity;

  /**
   * Shows nothing before the first epoch.
   *
   * @param plan What is trained.
   * @param target Where the lines go; stderr unless told.
   * @param clock The machine's unless told.
   */
  constructor(plan: FitPlan, target: TextTarget = STDERR, clock: Clock = CLOCK) {
    this.#plan = plan;
    this.#target = target;
    this.#clock = clock;
    // In a log the lines of the epochs say as much.
    if (!target.terminal || plan.epochs === 1) return;
    this.#all = this.#bar("Training", { total: plan.epochs, unit: "epochs" });
  }

  isDue(): boolean {
    return this.#clock.now() - this.#updatedAt >= UPDATE_AFTER;
  }

  begin(epoch: number): void {
    const label = epochLabel(epoch, this.#plan);
    this.#epoch = this.#bar(label, { total: this.#plan.steps, unit: "steps" });
  }

  update({ steps, mean }: SoFar): void {
    this.#updatedAt = this.#clock.now();
    this.#epoch?.update(steps, describeSoFar(mean, this.#plan.metrics));
  }

  finishEpoch(record: EpochRecord): void {
    const now = this.#clock.now();
    const { epochs = Infinity } = this.#plan;
    const keep = epochs <= FEW || record.epoch === epochs ||
      now - this.#finishedAt >= EPOCH_AFTER;
    if (keep) this.#finishedAt = now;
    this.#leftOut = keep ? undefined : record;
    if (this.#plan.steps !== undefined) this.#epoch?.update(this.#plan.steps);
    const results = describeEpoch(record);
    const narrow = this.#target.terminal && this.#target.columns < WIDE;
    this.#epoch?.finish(narrow ? "" : results, keep);
    if (narrow && keep) this.#epoch?.print(`  ${results}`);
    this.#epoch = undefined;
    this.#all?.update(record.epoch);
  }

  hide(): void {
    this.#all?.hide();
  }

  finish({ failure }: HistoryLike): HistoryOptions {
    this.#epoch?.finish(failure === undefined ? "stopped" : "failed", true);
    this.#all?.finish("", false);
    // What ended before its time has come to this.
    if (this.#leftOut === undefined) return {};
    const label = epochLabel(this.#leftOut.epoch, this.#plan);
    this.#target.write(`${label} · ${describeEpoch(this.#leftOut)}\n`);
    return {};
  }

  #bar(label: string, options: { total: number | undefined; unit: string }): ProgressBar {
    const pace = { clock: this.#clock, share: 0.015 };
    const bar = new ProgressBar({ label, ...options, target: this.#target, pace });
    // Where it begins: the rate counts from here.
    bar.update(0);
    return bar;
  }
}
