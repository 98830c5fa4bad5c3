/**
 * Passes over the data: batches, and windows of them that make one update.
 *
 * @module
 */

import { Pause } from "../pause.ts";
import { Ahead } from "./ahead.ts";
import type { Phase } from "./gradient_window.ts";
import type { Learning } from "./learning.ts";
import type { Standing } from "./standing.ts";

/** What ended a pass: all batches were used, a callback's control asked for it, or the signal. */
export type PassEnd = "usedUp" | "asked" | "aborted";

/** What is done around updates. */
export interface PassRules {
  /** Counts an update, and does what is due after it. */
  readonly endStep: () => Promise<void>;
  /** Whether a checkpoint is being written. */
  readonly isWriting: () => boolean;
}

/** Learns from the data, one pass after the other. */
export class Passes {
  readonly #standing: Standing;
  readonly #learning: Learning;
  readonly #rules: PassRules;
  // One for all epochs: short ones would never be due each for itself.
  readonly #pause = new Pause(100);
  readonly #writingPause = new Pause(5);

  /** Reads nothing yet. */
  constructor(standing: Standing, learning: Learning, rules: PassRules) {
    this.#standing = standing;
    this.#learning = learning;
    this.#rules = rules;
  }

  /**
   * Makes the rest of the pass that the training is in.
   *
   * @throws {RangeError} When there are no batches in it.
   */
  async run(): Promise<PassEnd> {
    const standing = this.#standing;
    const { epoch, position: state } = standing.place;
    const ahead = new Ahead(standing.options.source.open({ epoch, state }));
    try {
      const end = await this.#use(ahead);
      if (end === "aborted") return end;
      if (standing.place.batches === 0) {
        throw new RangeError(
          `Cannot train: the data set has no examples in epoch ${epoch + 1}`,
        );
      }
      return end === "usedUp" || await this.#isEmpty(ahead) ? "usedUp" : "asked";
    } finally {
      await ahead.close();
    }
  }

  async #use(ahead: Ahead): Promise<PassEnd> {
    const standing = this.#standing;
    const { accumulate, signal, display } = standing.options;
    let inWindow = 0;
    for (;;) {
      const next = ahead.take();
      const batch = next instanceof Promise ? await next : next;
      if (batch === undefined) return "usedUp";
      try {
        // Only between windows: what a part of one has come to is in no checkpoint.
        if (inWindow === 0 && signal?.aborted) return "aborted";
        inWindow++;
        const closes = inWindow === accumulate || await this.#isLast(ahead);
        if (inWindow === 1) await standing.tellIfWanted("onStepBegin");
        if (closes) await standing.tellIfWanted("onPreOptimizerStep");
        const phase: Phase = accumulate === 1 ? "whole" : closes ? "close" : "add";
        await this.#learning.use(batch, phase, ahead);
        const { place, control } = standing;
        standing.place = { ...place, batches: place.batches + 1, position: batch.behind };
        if (closes) {
          inWindow = 0;
          await this.#rules.endStep();
          if (control.shouldEpochStop || control.shouldTrainingStop) return "asked";
        } else await standing.tellIfWanted("onSubstepEnd");
      } finally {
        batch.dispose();
      }
      // Reading waits for the device: only for what will be seen.
      if (display.isDue(standing.place.batches)) await this.#learning.show();
      if (this.#pause.due) await this.#pause.take();
      else if (this.#rules.isWriting() && this.#writingPause.due) await this.#writingPause.take();
    }
  }

  /** Whether the batch under way is the last of its pass, in which a window ends at any length. */
  async #isLast(ahead: Ahead): Promise<boolean> {
    const { options: { accumulate, source: { batches } }, place } = this.#standing;
    if (accumulate === 1) return false;
    return batches === undefined ? await ahead.isEmpty() : place.batches + 1 === batches;
  }

  /** Whether no batch is left of the pass. */
  async #isEmpty(ahead: Ahead): Promise<boolean> {
    const { options: { source: { batches } }, place } = this.#standing;
    return batches === undefined ? await ahead.isEmpty() : place.batches >= batches;
  }
}
