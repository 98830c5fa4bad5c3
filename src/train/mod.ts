/**
 * Training, evaluation and prediction.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data, tf, train } from "tensaur";
 *
 * await tf.ready();
 * using points = new data.ArrayDataset(tf.zeros([8, 1]), tf.zeros([8], "int32"));
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [1] })] });
 * const history = await train.fit(model, points, { epochs: 2, progress: false });
 * assertEquals(history.epoch, [1, 2]);
 * model.dispose();
 * ```
 *
 * @module
 */
export { earlyStopping, type EarlyStoppingOptions } from "./callbacks/early_stopping.ts";
export { learningRateScheduler } from "./callbacks/learning_rate_scheduler.ts";
export {
  reduceLrOnPlateau,
  type ReduceLrOnPlateauOptions,
} from "./callbacks/reduce_lr_on_plateau.ts";
export type { Checkpoint, CheckpointContent } from "./checkpoint/checkpoint.ts";
export {
  CheckpointStore,
  type CheckpointStoreOptions,
  type LatestCheckpoint,
  type SkippedCheckpoint,
} from "./checkpoint/checkpoint_store.ts";
export { checkpointed, checkpointLayer } from "./checkpointed.ts";
export type { CompileOptions } from "./compiled_step.ts";
export { evaluate, type EvaluateOptions, type Evaluation } from "./evaluate.ts";
export { fit, type FitCheckpoints, type FitOptions } from "./fit.ts";
export { fitCallbacks, type FitCallbacksOptions } from "./fit_callbacks.ts";
export { type EpochRecord, History, type HistoryOptions } from "./history.ts";
export type { AnyModel } from "./loop/assemble.ts";
export type {
  Best,
  CallbackSnapshot,
  EvaluateEvent,
  LogEvent,
  LogRecord,
  RecordEvent,
  TrainCallback,
  TrainControl,
  TrainEvent,
  TrainState,
} from "./loop/events.ts";
export type { ClipOptions } from "./loop/gradient_window.ts";
export type { Measured } from "./loop/measures.ts";
export { NonFiniteLossError } from "./loop/non_finite_loss.ts";
export { CheckpointError } from "./loop/saver.ts";
export type { CountedMetric, Metric, Metrics } from "./loop/summed.ts";
export type { LossMode, LossSum, Trainable } from "./loop/trainable.ts";
export type { Tracker } from "./loop/training_options.ts";
export type { BatchMeasure, ObjectiveOptions } from "./objective.ts";
export { predict, type PredictOptions } from "./predict.ts";
export * as gradients from "../optim/gradients/mod.ts";
export * as optimizers from "../optim/optimizers/mod.ts";
export * from "../optim/optimizers/mod.ts";
export type { Schedule, ScheduleConfig, ScheduleJson } from "../optim/schedules/mod.ts";
export * as schedules from "../optim/schedules/mod.ts";
export { Trainer, type TrainerOptions, type TrainOutput } from "./trainer/trainer.ts";
export type { FullArguments, Strategy, TrainingArguments } from "./trainer/training_arguments.ts";
export type { SchedulerType } from "./trainer/scheduler.ts";
export {
  crossValidate,
  type CrossValidateOptions,
  CrossValidation,
  type FoldResult,
} from "./search/cross_validate.ts";
export { findLr, type FindLrOptions, LrFinding } from "./search/find_lr.ts";
export type { Measurement } from "./search/halving.ts";
export { search, type SearchOptions, type TrialRun } from "./search/search.ts";
export { SearchResult, type Trial } from "./search/search_result.ts";
export type { Choice, Params, Range, Space } from "./search/space.ts";
