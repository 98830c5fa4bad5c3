/**
 * What a training needs, and what it comes to.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";
import type { CheckpointStore } from "../checkpoint/checkpoint_store.ts";
import type { CompileOptions } from "../compiled_step.ts";
import type { FitDisplay } from "../fit_display.ts";
import type { EpochRecord } from "../history.ts";
import type { Updater } from "../step.ts";
import type { BatchSource } from "./batches.ts";
import type { Best, LogRecord, TrainCallback } from "./events.ts";
import type { FlowRules } from "./flow.ts";
import type { Learner } from "./learner.ts";
import type { Measured } from "./measures.ts";

/** Where the numbers of a run go. */
export interface Tracker {
  /** Takes the numbers of one step. */
  log(values: Readonly<Record<string, number>>, step: number): void;
  /** Ends the record. */
  close(): void;
}

/** What tells which evaluation is the best. */
export interface BestRule {
  /** The score of an evaluation. */
  score(measured: Measured): number;
  /** Whether larger scores are better. */
  readonly greaterIsBetter: boolean;
}

/** All that a training needs. */
export interface TrainingOptions {
  /** What is trained, as it was given. */
  readonly model: unknown;
  /** The same as the loop sees it. */
  readonly learner: Learner;
  /** What updates it. */
  readonly updater: Updater;
  /** What it learns. */
  readonly source: BatchSource;
  /** What it is measured on. */
  readonly validation: BatchSource | undefined;
  /** How steps are compiled. */
  readonly jit: NonNullable<CompileOptions["jit"]>;
  /** Decides random numbers of layers. */
  readonly seed: number;
  /** Passes over the data. */
  readonly epochs: number;
  /** Batches in an update. */
  readonly accumulate: number;
  /** When is logged, evaluated and saved. */
  readonly flow: FlowRules;
  /** Who is told. */
  readonly callbacks: readonly TrainCallback[];
  /** Who gets the logs. */
  readonly trackers: readonly Tracker[];
  /** What is to be seen. */
  readonly display: FitDisplay;
  /** Ends it. */
  readonly signal: AbortSignal | undefined;
  /** What a loss that is no number does. */
  readonly onNaN: "throw" | "stop" | "ignore";
  /** Which evaluation is the best. */
  readonly best: BestRule | undefined;
  /** Where checkpoints are. */
  readonly store: CheckpointStore | undefined;
  /** Whether it goes on from the newest checkpoint, or the step of the one to go on from. */
  readonly resume: boolean | number;
  /** Whether each evaluation that is better than all before is worth a checkpoint. */
  readonly savesBest: boolean;
  /** Whether the weights that the best evaluation was made with are the model's in the end. */
  readonly loadBest: boolean;
  /** What stands before the measures of evaluations in logs. */
  readonly evalPrefix: string;
  /** Whether how long it took and the mean loss are logged in the end. */
  readonly logsEnd: boolean;
  /** Whether a checkpoint is written in the end. */
  readonly savesEnd: boolean;
  /** What must be the same in a run that goes on. */
  readonly plan: Readonly<Record<string, JsonValue>>;
  /** Is told what the user should know. */
  readonly warn: (warning: string) => void;
  /** Told after each epoch. */
  readonly onEpoch: ((record: EpochRecord) => void) | undefined;
}

/** What a training has come to. */
export interface TrainingOutcome {
  /** Whole epochs. */
  readonly records: readonly EpochRecord[];
  /** Whether it was ended from outside. */
  readonly stopped: boolean;
  /** All logs. */
  readonly logHistory: readonly LogRecord[];
  /** Updates. */
  readonly globalStep: number;
  /** The best evaluation. */
  readonly best: Best | undefined;
}
