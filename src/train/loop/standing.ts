/**
 * Where a training stands, and who is told of it.
 *
 * @module
 */

import type { EpochRecord } from "../history.ts";
import { Callbacks, type EventName, type TrainControl, type TrainEvent } from "./events.ts";
import { newControl } from "./flow.ts";
import type { Place, Progress } from "./snapshot.ts";
import type { TrainingOptions } from "./training_options.ts";

/** Events that tell no more than where training is. */
export type PlainEvent = Exclude<EventName, "onEvaluate" | "onLog" | "onEpochRecord">;

/** How far a training is: what the parts of the loop have in common. */
export class Standing {
  /** All that the training was told. */
  readonly options: TrainingOptions;
  /** Who takes part in it. */
  readonly callbacks: Callbacks;
  /** What it does next. */
  readonly control: TrainControl = newControl();
  /** What it has come to. */
  readonly progress: Progress;
  /** Where in its data it is. */
  place: Place = { epoch: 0, batches: 0, position: undefined, seconds: 0 };
  /** Whether it was ended from outside. */
  stopped = false;
  /** Whether it has ended with batches of the epoch to go. */
  isPartial = false;
  #begun = 0;
  /** Batches of a pass: where the data do not tell, as many as the last whole one had. */
  #batches: number | undefined;

  /** Nothing has been trained yet. */
  constructor(options: TrainingOptions) {
    this.options = options;
    this.callbacks = new Callbacks(options.callbacks);
    this.#batches = options.source.batches;
    this.progress = {
      globalStep: 0,
      records: [],
      logHistory: [],
      best: undefined,
      unlogged: new Float64Array(options.learner.measures.length),
    };
  }

  /** Whether no further update shall be made. */
  get isOver(): boolean {
    const { epochs, flow: { maxSteps } } = this.options;
    return this.place.epoch >= epochs || this.control.shouldTrainingStop ||
      (maxSteps !== undefined && this.progress.globalStep >= maxSteps);
  }

  /** The epoch under way begins, or goes on after what it has taken already. */
  beginEpoch(): void {
    this.#begun = performance.now() - this.place.seconds * 1000;
    this.control.shouldEpochStop = false;
  }

  /** What the epoch under way has taken. */
  get seconds(): number {
    return (performance.now() - this.#begun) / 1000;
  }

  /** All batches of the epoch have been used. */
  endPass(): void {
    this.#batches = this.place.batches;
  }

  /** The epoch under way is done. */
  nextEpoch(): void {
    this.place = { epoch: this.place.epoch + 1, batches: 0, position: undefined, seconds: 0 };
  }

  /** Epochs that are done with all their batches. */
  get wholeRecords(): EpochRecord[] {
    const { records } = this.progress;
    return this.isPartial ? records.slice(0, -1) : records;
  }

  /** Epochs so far, with what is done of the one under way. */
  get epochsDone(): number {
    const { epoch, batches } = this.place;
    return epoch + (this.#batches === undefined ? 0 : Math.min(1, batches / this.#batches));
  }

  /** What callbacks are told. */
  event(): TrainEvent {
    const { model, updater: { optimizer }, learner, flow, epochs } = this.options;
    const { globalStep, logHistory, best, records } = this.progress;
    return {
      state: {
        epoch: this.epochsDone,
        globalStep,
        maxSteps: flow.maxSteps,
        numTrainEpochs: epochs,
        logHistory,
        best,
        records,
      },
      control: this.control,
      model,
      optimizer,
      weights: learner.weights,
    };
  }

  /** Tells all callbacks. */
  async tell(name: PlainEvent): Promise<void> {
    await this.callbacks.tell(name, this.event());
  }

  /** The same, at no cost where nobody wants to know. */
  tellIfWanted(name: PlainEvent): Promise<void> | undefined {
    return this.callbacks.wants(name) ? this.tell(name) : undefined;
  }
}
