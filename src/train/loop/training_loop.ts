/**
 * The loop under `fit` and `Trainer`.
 *
 * @module
 */

import type { JsonValue } from "../../core/json_value.ts";
import type * as tf from "../../engine/tf.ts";
import type { JitFunction } from "../../jit/mod.ts";
import type { CheckpointStore } from "../checkpoint/checkpoint_store.ts";
import { compiledStep, type CompileOptions } from "../compiled_step.ts";
import type { FitDisplay } from "../fit_display.ts";
import type { EpochRecord } from "../history.ts";
import { Optimizer } from "../../optim/optimizers/optimizer.ts";
import { Pause } from "../pause.ts";
import {
  evaluationStep,
  type Step,
  type TrainingStep,
  trainingStep,
  type Updater,
} from "../step.ts";
import { Ahead } from "./ahead.ts";
import type { Batch, BatchSource } from "./batches.ts";
import {
  type Best,
  Callbacks,
  type EventName,
  type LogRecord,
  type TrainCallback,
  type TrainControl,
  type TrainEvent,
} from "./events.ts";
import { flow, type FlowRules, newControl } from "./flow.ts";
import type { Phase } from "./gradient_window.ts";
import type { Learner } from "./learner.ts";
import { type Measured, Tally } from "./measures.ts";
import { measureAll } from "./measuring.ts";
import { NonFiniteLossError } from "./non_finite_loss.ts";
import { assignAll } from "./host_copy.ts";
import { currentRateOf } from "./optimizer_state.ts";
import { Saver } from "./saver.ts";
import {
  type Parts,
  type Place,
  type Progress,
  restoreTraining,
  snapshotTraining,
  weightNames,
} from "./snapshot.ts";

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
  /** Whether the best checkpoint's weights are the model's in the end. */
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

/** One training. */
export class TrainingLoop implements Disposable {
  readonly #options: TrainingOptions;
  readonly #callbacks: Callbacks;
  readonly #flow: TrainCallback;
  readonly #control: TrainControl = newControl();
  readonly #step: ReturnType<typeof compiledStep<Parameters<TrainingStep>, tf.Tensor1D>>;
  readonly #measure: Step & Disposable;
  #tally: Tally;
  readonly #saver: Saver | undefined;
  // One for all epochs: short ones would never be due each for itself.
  readonly #pause = new Pause(100);
  readonly #writingPause = new Pause(5);
  readonly #progress: Progress;
  #place: Place = { epoch: 0, batches: 0, position: undefined, seconds: 0 };
  #begun = 0;
  #started = 0;
  #firstStep = 0;
  #evaluated: Measured | undefined;
  /** The score of the weights of this step. */
  #score: { readonly step: number; readonly value: number } | undefined;
  #savedStep = -1;
  #stopped = false;
  /** Whether training has ended with batches of the epoch to go. */
  #isPartial = false;

  /** Compiles nothing yet: that is done with the first batch. */
  constructor(options: TrainingOptions) {
    this.#options = options;
    const { learner, updater, jit, seed, callbacks, store } = options;
    this.#callbacks = new Callbacks(callbacks);
    this.#flow = flow(options.flow);
    this.#step = compiledStep(
      trainingStep(learner, updater),
      jit && { name: "training_step", seed, ...jit === true ? {} : jit },
    );
    this.#measure = compiledStep(evaluationStep(learner), jit);
    this.#tally = new Tally(learner.measures);
    this.#saver = store && new Saver(store, options.warn);
    this.#progress = {
      globalStep: 0,
      records: [],
      logHistory: [],
      best: undefined,
      unlogged: new Float64Array(learner.measures.length),
    };
  }

  /** Trains to the end. */
  async run(): Promise<TrainingOutcome> {
    const { epochs, display, resume } = this.#options;
    if (resume !== false) await this.#resume();
    this.#started = performance.now();
    this.#firstStep = this.#progress.globalStep;
    await this.#tell("onInitEnd");
    await this.#tell("onTrainBegin");
    while (this.#place.epoch < epochs && !this.#isOver()) {
      display.begin(this.#place.epoch + 1);
      if (await this.#epoch() === "stopped") break;
    }
    await this.#finish();
    const { records, logHistory, globalStep, best } = this.#progress;
    return { records, stopped: this.#stopped, logHistory, globalStep, best };
  }

  /** The epochs that are done, also of a run that has failed. */
  get records(): readonly EpochRecord[] {
    return this.#progress.records;
  }

  #isOver(): boolean {
    const { maxSteps } = this.#options.flow;
    return this.#control.shouldTrainingStop ||
      (maxSteps !== undefined && this.#progress.globalStep >= maxSteps);
  }

  async #resume(): Promise<void> {
    const { store, warn, display, resume } = this.#options;
    const found = typeof resume === "number"
      ? { checkpoint: await store!.load(resume), skipped: [] }
      : await store!.latest();
    for (const { step, reason } of found.skipped) {
      warn(`Cannot use checkpoint-${step}, so an older one is used: ${reason.message}`);
    }
    if (found.checkpoint === undefined) return;
    this.#place = await restoreTraining(found.checkpoint, this.#parts());
    this.#savedStep = found.checkpoint.step;
    this.#evaluated = this.#place.evaluated;
    for (const record of this.#progress.records) display.finishEpoch(record);
  }

  #parts() {
    const { learner, updater, plan } = this.#options;
    const progress = this.#progress;
    return {
      learner,
      optimizer: updater.optimizer,
      plan,
      tally: this.#tally,
      progress: this.#isPartial
        ? { ...progress, records: progress.records.slice(0, -1) }
        : progress,
      keepers: this.#callbacks.keepers,
      step: this.#step as Parts["step"],
    };
  }

  async #epoch(): Promise<"done" | "stopped"> {
    const { source } = this.#options;
    this.#begun = performance.now() - this.#place.seconds * 1000;
    this.#control.shouldEpochStop = false;
    await this.#tell("onEpochBegin");
    const ahead = new Ahead(source.open({ epoch: this.#place.epoch, state: this.#place.position }));
    try {
      if (!await this.#useBatches(ahead)) return "stopped";
      this.#isPartial = this.#control.shouldTrainingStop && !await this.#isUsedUp(ahead);
    } finally {
      await ahead.close();
    }
    if (this.#place.batches === 0) {
      throw new RangeError(
        `Cannot train: the data set has no examples in epoch ${this.#place.epoch + 1}`,
      );
    }
    await this.#endEpoch();
    return "done";
  }

  /** Uses the batches of a pass up; false when the signal ended it. */
  async #useBatches(ahead: Ahead): Promise<boolean> {
    const { accumulate, signal } = this.#options;
    let inWindow = 0;
    for (;;) {
      const next = ahead.take();
      const batch = next instanceof Promise ? await next : next;
      if (batch === undefined) return true;
      try {
        if (inWindow === 0 && signal?.aborted) {
          this.#stopped = true;
          return false;
        }
        inWindow++;
        const closes = inWindow === accumulate || await this.#isLast(ahead);
        if (inWindow === 1) await this.#tellIfWanted("onStepBegin");
        if (closes) await this.#tellIfWanted("onPreOptimizerStep");
        const phase: Phase = accumulate === 1 ? "whole" : closes ? "close" : "add";
        await this.#use(batch, phase, ahead);
        this.#place = { ...this.#place, batches: this.#place.batches + 1, position: batch.behind };
        if (closes) {
          inWindow = 0;
          await this.#endStep();
          if (this.#control.shouldEpochStop || this.#control.shouldTrainingStop) return true;
        } else await this.#tellIfWanted("onSubstepEnd");
      } finally {
        batch.dispose();
      }
      // Reading waits for the device: only for what will be seen.
      if (this.#options.display.isDue(this.#place.batches)) await this.#show();
      if (this.#pause.due) await this.#pause.take();
      else if (this.#saver?.busy && this.#writingPause.due) await this.#writingPause.take();
    }
  }

  /** Whether the batch under way is the last of its epoch, in which a window ends at any length. */
  async #isLast(ahead: Ahead): Promise<boolean> {
    const { accumulate, source: { batches } } = this.#options;
    if (accumulate === 1) return false;
    return batches === undefined ? await ahead.isEmpty() : this.#place.batches + 1 === batches;
  }

  /** Whether all batches of the epoch are done. */
  async #isUsedUp(ahead: Ahead): Promise<boolean> {
    const { source: { batches } } = this.#options;
    return batches === undefined ? await ahead.isEmpty() : this.#place.batches >= batches;
  }

  async #use(batch: Batch, phase: Phase, ahead: Ahead): Promise<void> {
    const tally = this.#tally;
    const { run } = this.#step as {
      run?: JitFunction<Parameters<TrainingStep>, tf.Tensor1D>["run"];
    };
    let sums: tf.Tensor1D;
    if (this.#options.source.streams && run !== undefined) {
      const stepping = run([batch.feed, tally.sums, phase]);
      // Made while the step runs on another thread.
      ahead.prepare();
      sums = await stepping;
    } else sums = this.#step(batch.feed, tally.sums, phase);
    if (!tally.take(sums)) return;
    tally.flush();
    await this.#requireFinite(tally.values());
  }

  async #endStep(): Promise<void> {
    await this.#tellIfWanted("onOptimizerStep");
    this.#progress.globalStep++;
    this.#flow.onStepEnd!(this.#event());
    await this.#tellIfWanted("onStepEnd");
    await this.#act();
  }

  /** Does what the control asks for, in the order of Hugging Face. */
  async #act(): Promise<void> {
    const control = this.#control;
    if (control.shouldLog) {
      control.shouldLog = false;
      await this.#log(await this.#trained());
    }
    if (control.shouldEvaluate) {
      control.shouldEvaluate = false;
      await this.#evaluate();
    }
    if (control.shouldSave) {
      control.shouldSave = false;
      await this.#save();
    }
  }

  async #endEpoch(): Promise<void> {
    const { measures } = this.#options.learner;
    const values = await this.#show();
    await this.#tell("onEpochEnd");
    this.#flow.onEpochEnd!(this.#event());
    const save = this.#control.shouldSave;
    this.#control.shouldSave = false;
    await this.#act();
    const trained = measures.read(values);
    const record: EpochRecord = {
      epoch: this.#place.epoch + 1,
      loss: trained.loss,
      metrics: trained.metrics,
      valLoss: this.#evaluated?.loss,
      valMetrics: this.#evaluated?.metrics ?? {},
      seconds: (performance.now() - this.#begun) / 1000,
    };
    this.#progress.records.push(record);
    this.#options.display.finishEpoch(record);
    // What ends in the middle of an epoch can go on there.
    if (!this.#isPartial) this.#nextEpoch(values);
    await this.#callbacks.tell("onEpochRecord", { ...this.#event(), record });
    if (this.#options.onEpoch) {
      this.#options.display.hide();
      this.#options.onEpoch(record);
    }
    this.#control.shouldSave ||= save;
    await this.#act();
  }

  /** What was not logged of the epoch is to be logged in the next. */
  #nextEpoch(values: Float64Array): void {
    const { learner } = this.#options;
    this.#progress.unlogged.forEach((before, i, all) => all[i] = before - values[i]!);
    this.#tally[Symbol.dispose]();
    this.#tally = new Tally(learner.measures);
    this.#evaluated = undefined;
    this.#place = { epoch: this.#place.epoch + 1, batches: 0, position: undefined, seconds: 0 };
  }

  /** The sums of the epoch, shown. */
  async #show(): Promise<Float64Array> {
    const { learner: { measures }, display } = this.#options;
    const values = this.#tally.values();
    await this.#requireFinite(values);
    const { loss, metrics } = measures.read(values);
    const mean = [loss, ...Object.values(metrics)];
    const examples = measures.examples(values);
    display.update({ steps: this.#place.batches, examples, mean });
    return values;
  }

  /** Loss and metrics since the last log. */
  async #trained(): Promise<Record<string, number>> {
    const { learner: { measures }, updater: { optimizer } } = this.#options;
    const values = this.#tally.values();
    await this.#requireFinite(values);
    const { unlogged } = this.#progress;
    const { loss, metrics } = measures.read(values.map((value, i) => value - unlogged[i]!));
    unlogged.set(values);
    const rate = currentRateOf(optimizer);
    return { loss, ...metrics, ...rate !== undefined && { learningRate: rate } };
  }

  async #log(values: Readonly<Record<string, number>>): Promise<void> {
    const { globalStep: step } = this.#progress;
    const log: LogRecord = { step, epoch: this.#epochsDone, values };
    this.#progress.logHistory.push(log);
    for (const tracker of this.#options.trackers) tracker.log(values, step);
    await this.#callbacks.tell("onLog", { ...this.#event(), log });
  }

  /** How long this run took, and how fast it was. */
  async #logEnd(): Promise<void> {
    const seconds = (performance.now() - this.#started) / 1000;
    const steps = this.#progress.globalStep - this.#firstStep;
    await this.#log({ trainRuntime: seconds, trainStepsPerSecond: steps / seconds });
  }

  async #evaluate(): Promise<void> {
    const { validation, learner, updater: { optimizer }, best } = this.#options;
    if (validation === undefined) return;
    using _averages = optimizer instanceof Optimizer && optimizer.hasAverages
      ? optimizer.useAverages()
      : undefined;
    const wants = this.#callbacks.wants("onPredictionStep");
    const measured = await measureAll(validation, {
      step: this.#measure,
      measures: learner.measures,
      // Not ended by the signal: a trained epoch is worth its record, and validation is short.
      signal: undefined,
      onBatch: wants ? () => this.#tell("onPredictionStep") : undefined,
    });
    if (measured === undefined) {
      throw new RangeError("Cannot validate: the validation data have no examples");
    }
    this.#evaluated = measured;
    if (best) this.#noteBest(best.score(measured), best.greaterIsBetter);
    await this.#log(
      prefixed(this.#options.evalPrefix, { loss: measured.loss, ...measured.metrics }),
    );
    await this.#callbacks.tell("onEvaluate", { ...this.#event(), measured });
  }

  #noteBest(score: number, greaterIsBetter: boolean): void {
    const { globalStep: step, best } = this.#progress;
    this.#score = { step, value: score };
    const better = best === undefined ||
      (greaterIsBetter ? score > best.score : score < best.score);
    if (better && !Number.isNaN(score)) this.#progress.best = { score, step };
  }

  async #save(): Promise<void> {
    const { globalStep } = this.#progress;
    if (this.#saver === undefined) return;
    const score = this.#score?.step === globalStep ? this.#score.value : undefined;
    await this.#saver.settled();
    const content = await snapshotTraining(this.#parts(), {
      ...this.#place,
      seconds: this.#place.batches === 0 ? 0 : (performance.now() - this.#begun) / 1000,
      evaluated: this.#evaluated,
    });
    await this.#saver.save(globalStep, content, score);
    this.#savedStep = globalStep;
    await this.#tell("onSave");
  }

  async #finish(): Promise<void> {
    const { store, loadBest, learner } = this.#options;
    const unsaved = this.#savedStep !== this.#progress.globalStep;
    if (this.#saver && this.#options.savesEnd && unsaved) await this.#save();
    await this.#saver?.settled();
    const best = loadBest ? await store?.bestStep() : undefined;
    if (best !== undefined) {
      const { arrays, state } = await store!.load(best);
      assignAll(learner.weights, { names: weightNames(state), arrays: arrays.model! });
    }
    if (this.#options.logsEnd) await this.#logEnd();
    await this.#tell("onTrainEnd");
  }

  async #requireFinite(values: Float64Array): Promise<void> {
    const { onNaN, source } = this.#options;
    if (onNaN === "ignore") return;
    const batch = this.#tally.firstBad(values);
    if (batch === undefined) return;
    if (onNaN === "stop") {
      this.#control.shouldTrainingStop = true;
      this.#stopped = true;
      return;
    }
    const { epoch } = this.#place;
    const fault = await source.fault({ epoch }, batch - 1);
    throw new NonFiniteLossError({ epoch: epoch + 1, batch, fault });
  }

  get #epochsDone(): number {
    const { epoch, batches } = this.#place;
    const all = this.#options.source.batches;
    return epoch + (all === undefined ? 0 : batches / all);
  }

  #event(): TrainEvent {
    const { model, updater: { optimizer }, learner, flow, epochs } = this.#options;
    const { globalStep, logHistory, best, records } = this.#progress;
    return {
      state: {
        epoch: this.#epochsDone,
        globalStep,
        maxSteps: flow.maxSteps,
        numTrainEpochs: epochs,
        logHistory,
        best,
        records,
      },
      control: this.#control,
      model,
      optimizer,
      weights: learner.weights,
    };
  }

  async #tell(name: PlainEvent): Promise<void> {
    await this.#callbacks.tell(name, this.#event());
  }

  #tellIfWanted(name: PlainEvent): Promise<void> | undefined {
    return this.#callbacks.wants(name) ? this.#tell(name) : undefined;
  }

  /** Frees what was compiled, and the sums. */
  [Symbol.dispose](): void {
    this.#step[Symbol.dispose]();
    this.#measure[Symbol.dispose]();
    this.#tally[Symbol.dispose]();
  }
}

/** Events that tell no more than where training is. */
type PlainEvent = Exclude<EventName, "onEvaluate" | "onLog" | "onEpochRecord">;

/** `loss` becomes `valLoss`. */
function prefixed(
  prefix: string,
  values: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      `${prefix}${name.slice(0, 1).toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  );
}
