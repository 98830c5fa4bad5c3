/**
 * What happens in a training, and who is told.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";
import type { NdArray } from "../../core/nd_array.ts";
import type * as tf from "../../engine/tf.ts";
import type { EpochRecord } from "../history.ts";
import type { Measured } from "./measures.ts";

/** What a training does next; callbacks set it. */
export interface TrainControl {
  /** Ends training after this step. */
  shouldTrainingStop: boolean;
  /** Ends the epoch after this step. */
  shouldEpochStop: boolean;
  /** Writes a checkpoint after this step. */
  shouldSave: boolean;
  /** Measures the validation data after this step. */
  shouldEvaluate: boolean;
  /** Logs after this step. */
  shouldLog: boolean;
}

/** Numbers of one moment, as trackers get them. */
export interface LogRecord {
  /** Updates so far. */
  readonly step: number;
  /** Epochs so far, with what is done of the one under way. */
  readonly epoch: number;
  /** By name. */
  readonly values: Readonly<Record<string, number>>;
}

/** The best evaluation so far. */
export interface Best {
  /** Its score. */
  readonly score: number;
  /** Updates before it. */
  readonly step: number;
}

/** How far a training is. */
export interface TrainState {
  /** Epochs so far, with what is done of the one under way. */
  readonly epoch: number;
  /** Updates so far. */
  readonly globalStep: number;
  /** Updates in all; undefined where nobody knows. */
  readonly maxSteps: number | undefined;
  /** Epochs in all. */
  readonly numTrainEpochs: number;
  /** All logs. */
  readonly logHistory: readonly LogRecord[];
  /** The best evaluation, where a metric for it is named. */
  readonly best: Best | undefined;
  /** Whole epochs. */
  readonly records: readonly EpochRecord[];
}

/** What a callback is told with each event. */
export interface TrainEvent {
  /** How far training is. */
  readonly state: TrainState;
  /** What it does next. */
  readonly control: TrainControl;
  /** What is trained, as it was given. */
  readonly model: unknown;
  /** What updates it. */
  readonly optimizer: tf.Optimizer;
  /** All weights of the model. */
  readonly weights: readonly tf.Variable[];
}

/** What an evaluation has come to. */
export interface EvaluateEvent extends TrainEvent {
  /** Loss and metrics. */
  readonly measured: Measured;
}

/** An epoch with all that was measured. */
export interface RecordEvent extends TrainEvent {
  /** The epoch. */
  readonly record: EpochRecord;
}

/** Numbers that were logged. */
export interface LogEvent extends TrainEvent {
  /** The numbers. */
  readonly log: LogRecord;
}

/** What a callback wants in checkpoints. */
export interface CallbackSnapshot {
  /** Plain values. */
  readonly state: JsonValue;
  /** Arrays by name. */
  readonly arrays?: Readonly<Record<string, NdArray>>;
}

/**
 * Takes part in a training: the events of Hugging Face's `TrainerCallback`, in its order, and
 * `onEpochRecord`, which is Keras' `on_epoch_end`: after the epoch's evaluation. A step is an update; a
 * batch whose gradients are only added up is a substep. What a function returns is awaited.
 */
export interface TrainCallback {
  /** Tells callbacks apart in checkpoints; needed by those that have a snapshot. */
  readonly name?: string;
  /** Whether it watches evaluations: a training that makes none is refused then. */
  readonly needsEvaluation?: boolean;
  /** All is ready. */
  onInitEnd?: (event: TrainEvent) => unknown;
  /** Training begins or goes on. */
  onTrainBegin?: (event: TrainEvent) => unknown;
  /** Training has ended; the weights are what they stay. */
  onTrainEnd?: (event: TrainEvent) => unknown;
  /** An epoch begins or goes on. */
  onEpochBegin?: (event: TrainEvent) => unknown;
  /** All batches of an epoch have been used; it is not evaluated yet. */
  onEpochEnd?: (event: TrainEvent) => unknown;
  /** An epoch has its record. */
  onEpochRecord?: (event: RecordEvent) => unknown;
  /** The first batch of an update comes. */
  onStepBegin?: (event: TrainEvent) => unknown;
  /** A batch has been added to a window of gradients. */
  onSubstepEnd?: (event: TrainEvent) => unknown;
  /** The last batch of an update comes: its gradients and the update are one compiled step. */
  onPreOptimizerStep?: (event: TrainEvent) => unknown;
  /** The weights are updated. */
  onOptimizerStep?: (event: TrainEvent) => unknown;
  /** The update is counted; what the control says is done next. */
  onStepEnd?: (event: TrainEvent) => unknown;
  /** A batch of the validation data has been measured. */
  onPredictionStep?: (event: TrainEvent) => unknown;
  /** The validation data have been measured. */
  onEvaluate?: (event: EvaluateEvent) => unknown;
  /** A checkpoint is being written. */
  onSave?: (event: TrainEvent) => unknown;
  /** Numbers are logged. */
  onLog?: (event: LogEvent) => unknown;
  /** What it wants in checkpoints. */
  snapshot?(): CallbackSnapshot;
  /** Goes on from what `snapshot` gave. */
  restore?(snapshot: CallbackSnapshot): void;
}

/** Names of the events. */
export type EventName = Exclude<
  keyof TrainCallback,
  "name" | "needsEvaluation" | "snapshot" | "restore"
>;

/** Callbacks in their order. */
export class Callbacks {
  readonly #all: readonly TrainCallback[];
  readonly #told = new Map<EventName, readonly TrainCallback[]>();

  /** Callbacks in their order. */
  constructor(all: readonly TrainCallback[]) {
    this.#all = all;
  }

  /** Whether anybody wants to know. */
  wants(name: EventName): boolean {
    return this.#toldOf(name).length > 0;
  }

  /** Tells those who want to know, one after the other. */
  async tell<N extends EventName>(
    name: N,
    event: Parameters<NonNullable<TrainCallback[N]>>[0],
  ): Promise<void> {
    for (const callback of this.#toldOf(name)) {
      await (callback[name] as (told: typeof event) => unknown)(event);
    }
  }

  /** Those that have something in checkpoints, by name. */
  get keepers(): ReadonlyMap<string, TrainCallback> {
    const keepers = this.#all.filter((callback) => callback.snapshot !== undefined);
    const named = keepers.map((callback, i) => [`${callback.name ?? "callback"}_${i}`, callback]);
    return new Map(named as [string, TrainCallback][]);
  }

  #toldOf(name: EventName): readonly TrainCallback[] {
    const told = this.#told.get(name) ?? this.#all.filter((one) => one[name] !== undefined);
    this.#told.set(name, told);
    return told;
  }
}
