/**
 * What is to be seen of a training while it goes on.
 *
 * @module
 */
import type { TextTarget } from "../core/text_target.ts";
import type { HistoryLike } from "../display/chart/history_view.ts";
import { notebook } from "../display/output.ts";
import { ChartDisplay } from "./chart_display.ts";
import { LinesDisplay } from "./lines_display.ts";
import type { EpochRecord, HistoryOptions } from "./history.ts";

/** What is measured. */
export interface FitPlan {
  /** How often all examples are seen; undefined where something else ends the training. */
  readonly epochs: number | undefined;
  /** Steps in an epoch; undefined where nobody knows. */
  readonly steps: number | undefined;
  /** Names of the metrics. */
  readonly metrics: readonly string[];
}

/** What an epoch has come to so far. */
export interface SoFar {
  /** Steps that are done. */
  readonly steps: number;
  /** Examples in them. */
  readonly examples: number;
  /** Mean of the loss and then of each metric over these examples. */
  readonly mean: readonly number[];
}

/** Shows a training. */
export interface FitDisplay {
  /**
   * Whether an update after so many steps of the epoch would be seen: reading what it tells costs time.
   */
  isDue(step: number): boolean;
  /** An epoch begins. */
  begin(epoch: number): void;
  /** Steps were done. */
  update(so: SoFar): void;
  /** An epoch has ended. */
  finishEpoch(record: EpochRecord): void;
  /** Leaves the place to what the user's own code writes. */
  hide(): void;
  /**
   * The training has ended; what is shown now stays.
   *
   * @returns What the history shall know of it.
   */
  finish(history: HistoryLike): HistoryOptions;
}

/** Shows nothing. */
const SILENT: FitDisplay = {
  isDue: () => false,
  begin() {},
  update() {},
  finishEpoch() {},
  hide() {},
  finish: () => ({}),
};

/**
 * Chooses how a training is shown: in a notebook as bars and a chart, elsewhere as lines of text.
 *
 * @param progress Whether at all, or where to.
 * @param plan What there is to be shown.
 */
export function fitDisplay(progress: boolean | TextTarget, plan: FitPlan): FitDisplay {
  if (progress === false) return SILENT;
  const target = progress === true ? undefined : progress;
  return target === undefined && notebook() !== undefined
    ? new ChartDisplay(plan)
    : new LinesDisplay(plan, target);
}
