/**
 * The checkpoints of a training: going on from one, writing them, taking the best.
 *
 * @module
 */

import { DamagedFolderError } from "../../io/sealed_folder/seal.ts";
import { assignAll } from "./host_copy.ts";
import type { Learning } from "./learning.ts";
import { Saver } from "./saver.ts";
import {
  evaluatedWeights,
  type Parts,
  type Progress,
  restoreTraining,
  snapshotTraining,
} from "./snapshot.ts";
import type { Standing } from "./standing.ts";

/** Keeps checkpoints, where the options name a place for them. */
export class Keeping {
  readonly #standing: Standing;
  readonly #learning: Learning;
  readonly #saver: Saver | undefined;
  #savedStep = -1;

  /** Writes nothing yet. */
  constructor(standing: Standing, learning: Learning) {
    this.#standing = standing;
    this.#learning = learning;
    const { store, warn } = standing.options;
    this.#saver = store && new Saver(store, warn);
  }

  /** Whether a checkpoint is being written: training shall let it have its turns. */
  get busy(): boolean {
    return this.#saver?.busy ?? false;
  }

  /** Goes on from a checkpoint, if the options say so and there is one. */
  async resume(): Promise<void> {
    const standing = this.#standing;
    const { store, warn, display, resume } = standing.options;
    if (resume === false) return;
    const found = typeof resume === "number"
      ? { checkpoint: await store!.load(resume), skipped: [] }
      : await store!.latest();
    const { checkpoint, skipped } = found;
    const instead = checkpoint
      ? `an older one is used, checkpoint-${checkpoint.step}`
      : "training begins anew";
    for (const { step, reason } of skipped) {
      warn(`Cannot use checkpoint-${step}, so ${instead}: ${reason.message}`);
    }
    if (checkpoint === undefined) return;
    standing.place = await restoreTraining(checkpoint, this.#parts(standing.progress));
    this.#savedStep = checkpoint.step;
    for (const record of standing.progress.records) display.finishEpoch(record);
  }

  #parts(progress: Progress): Parts {
    const { learner, updater: { optimizer }, plan } = this.#standing.options;
    const { keepers } = this.#standing.callbacks;
    return { learner, optimizer, plan, progress, keepers, ...this.#learning.parts };
  }

  /**
   * Begins to write a checkpoint; training may go on then.
   *
   * @param score What the weights came to in an evaluation, if there was one.
   */
  async save(score: number | undefined): Promise<void> {
    const standing = this.#standing;
    const { progress, place } = standing;
    if (this.#saver === undefined) return;
    await this.#saver.settled();
    // What is spoilt must not push out what is not.
    if (!await this.#learning.isSound()) return;
    const parts = this.#parts({ ...progress, records: standing.wholeRecords });
    const seconds = place.batches === 0 ? 0 : standing.seconds;
    const content = await snapshotTraining(parts, { ...place, seconds });
    await this.#saver.save(progress.globalStep, content, score);
    this.#savedStep = progress.globalStep;
    await standing.tell("onSave");
  }

  /** Writes the last checkpoint, waits for it, and gives the model its best weights, if it shall. */
  async finish(score: number | undefined): Promise<void> {
    const { progress, options: { store, loadBest, learner, savesEnd, warn } } = this.#standing;
    if (savesEnd && this.#savedStep !== progress.globalStep) await this.save(score);
    await this.#saver?.settled();
    const best = loadBest ? await store?.bestStep() : undefined;
    if (best === undefined) return;
    try {
      assignAll(learner.weights, evaluatedWeights(await store!.load(best)));
    } catch (error) {
      if (!(error instanceof DamagedFolderError)) throw error;
      // What was learnt is still worth having.
      warn(`Cannot use the best checkpoint, so the model keeps its last weights: ${error.message}`);
    }
  }

  /** Waits for what is being written: nobody shall find a folder half way. */
  async idle(): Promise<void> {
    await this.#saver?.idle();
  }
}
