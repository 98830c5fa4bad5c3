/**
 * The loop under `fit` and `Trainer`.
 *
 * @module
 */

import type { EpochRecord } from "../history.ts";
import type { TrainCallback } from "./events.ts";
import { flow } from "./flow.ts";
import { Keeping } from "./keeping.ts";
import { Learning } from "./learning.ts";
import { Logbook } from "./logbook.ts";
import { Passes } from "./passes.ts";
import { Standing } from "./standing.ts";
import type { TrainingOptions, TrainingOutcome } from "./training_options.ts";
import { Validation } from "./validation.ts";

/** One training: epochs, and what is done after updates and epochs, in the order of Hugging Face. */
export class TrainingLoop implements Disposable {
  readonly #standing: Standing;
  readonly #flow: TrainCallback;
  readonly #learning: Learning;
  readonly #logbook: Logbook;
  readonly #validation: Validation;
  readonly #keeping: Keeping;
  readonly #passes: Passes;

  /** Compiles nothing yet: that is done with the first batch. */
  constructor(options: TrainingOptions) {
    const standing = new Standing(options);
    this.#standing = standing;
    this.#flow = flow(options.flow);
    this.#learning = new Learning(standing);
    this.#logbook = new Logbook(standing);
    this.#validation = new Validation(standing, this.#logbook);
    this.#keeping = new Keeping(standing, this.#learning);
    this.#passes = new Passes(standing, this.#learning, {
      endStep: () => this.#endStep(),
      isWriting: () => this.#keeping.busy,
    });
  }

  /** The epochs that are done, also of a run that has failed. */
  get records(): readonly EpochRecord[] {
    return this.#standing.progress.records;
  }

  /** Trains to the end. */
  async run(): Promise<TrainingOutcome> {
    try {
      await this.#train();
    } finally {
      await this.#keeping.idle();
    }
    const { stopped, progress } = this.#standing;
    const { records, logHistory, globalStep, best } = progress;
    return { records, stopped, logHistory, globalStep, best };
  }

  async #train(): Promise<void> {
    const standing = this.#standing;
    const { signal, display, logsEnd } = standing.options;
    await this.#keeping.resume();
    this.#logbook.begin();
    await standing.tell("onInitEnd");
    await standing.tell("onTrainBegin");
    while (!standing.isOver && !standing.stopped) {
      if (signal?.aborted) standing.stopped = true;
      else {
        display.begin(standing.place.epoch + 1);
        await this.#epoch();
      }
    }
    await this.#keeping.finish(this.#validation.score);
    if (logsEnd) await this.#logbook.end();
    await standing.tell("onTrainEnd");
  }

  async #epoch(): Promise<void> {
    const standing = this.#standing;
    standing.beginEpoch();
    await standing.tell("onEpochBegin");
    const end = await this.#passes.run();
    if (end === "aborted") {
      standing.stopped = true;
      return;
    }
    if (end === "usedUp") standing.endPass();
    standing.isPartial = end === "asked" && standing.control.shouldTrainingStop;
    await this.#endEpoch();
  }

  async #endStep(): Promise<void> {
    const standing = this.#standing;
    await standing.tellIfWanted("onOptimizerStep");
    standing.progress.globalStep++;
    this.#flow.onStepEnd!(standing.event());
    await standing.tellIfWanted("onStepEnd");
    await this.#measure();
    await this.#save();
  }

  async #endEpoch(): Promise<void> {
    const standing = this.#standing;
    const { options: { learner: { measures }, display, onEpoch }, place } = standing;
    const values = await this.#learning.show();
    await standing.tell("onEpochEnd");
    this.#flow.onEpochEnd!(standing.event());
    await this.#measure();
    const { evaluated } = standing.place;
    const record: EpochRecord = {
      epoch: place.epoch + 1,
      ...measures.read(values),
      valLoss: evaluated?.loss,
      valMetrics: evaluated?.metrics ?? {},
      seconds: standing.seconds,
    };
    standing.progress.records.push(record);
    display.finishEpoch(record);
    // What ends in the middle of an epoch can go on there.
    if (!standing.isPartial) {
      this.#learning.nextEpoch(values);
      standing.nextEpoch();
    }
    await standing.callbacks.tell("onEpochRecord", { ...standing.event(), record });
    if (onEpoch) {
      display.hide();
      onEpoch(record);
    }
    // A checkpoint is of the whole epoch, its record in it.
    await this.#measure();
    await this.#save();
  }

  /** Logs and evaluates, where the control asks for it. */
  async #measure(): Promise<void> {
    const { control } = this.#standing;
    if (control.shouldLog) {
      control.shouldLog = false;
      await this.#logbook.log(await this.#learning.sinceLog());
    }
    if (control.shouldEvaluate) {
      control.shouldEvaluate = false;
      await this.#validation.evaluate();
    }
  }

  /** Writes a checkpoint, where the control asks for it. */
  async #save(): Promise<void> {
    const { control } = this.#standing;
    if (!control.shouldSave) return;
    control.shouldSave = false;
    await this.#keeping.save(this.#validation.score);
  }

  /** Frees what was compiled, and the sums. */
  [Symbol.dispose](): void {
    this.#learning[Symbol.dispose]();
    this.#validation[Symbol.dispose]();
  }
}
