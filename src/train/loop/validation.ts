/**
 * The model measured while it is trained.
 *
 * @module
 */

import { Optimizer } from "../../optim/optimizers/optimizer.ts";
import { compiledStep } from "../compiled_step.ts";
import { evaluationStep, type Step } from "../step.ts";
import type { Logbook } from "./logbook.ts";
import type { Measured } from "./measures.ts";
import { measureAll } from "./measuring.ts";
import type { Standing } from "./standing.ts";

/** Measures the validation data, and knows which evaluation was the best. */
export class Validation implements Disposable {
  readonly #standing: Standing;
  readonly #logbook: Logbook;
  readonly #step: Step & Disposable;
  /** The score of the weights of a step. */
  #score: { readonly step: number; readonly value: number } | undefined;

  /** Compiles nothing yet: that is done with the first batch. */
  constructor(standing: Standing, logbook: Logbook) {
    this.#standing = standing;
    this.#logbook = logbook;
    const { learner, jit } = standing.options;
    this.#step = compiledStep(evaluationStep(learner), jit);
  }

  /** The score of the weights as they are; undefined where they were not measured. */
  get score(): number | undefined {
    return this.#score?.step === this.#standing.progress.globalStep ? this.#score.value : undefined;
  }

  /** Measures the validation data, where there are some; with the averages of the weights, if kept. */
  async evaluate(): Promise<void> {
    const standing = this.#standing;
    const { validation, learner, updater: { optimizer }, evalPrefix } = standing.options;
    if (validation === undefined) return;
    using _averages = optimizer instanceof Optimizer && optimizer.hasAverages
      ? optimizer.useAverages()
      : undefined;
    const wants = standing.callbacks.wants("onPredictionStep");
    const measured = await measureAll(validation, {
      step: this.#step,
      measures: learner.measures,
      // Not ended by the signal: a trained epoch is worth its record, and validation is short.
      signal: undefined,
      onBatch: wants ? () => standing.tell("onPredictionStep") : undefined,
    });
    if (measured === undefined) {
      throw new RangeError("Cannot validate: the validation data have no examples");
    }
    standing.place = { ...standing.place, evaluated: measured };
    this.#noteBest(measured);
    await this.#logbook.log(prefixed(evalPrefix, { loss: measured.loss, ...measured.metrics }));
    await standing.callbacks.tell("onEvaluate", { ...standing.event(), measured });
  }

  #noteBest(measured: Measured): void {
    const { progress, options: { best: rule } } = this.#standing;
    if (rule === undefined) return;
    const score = rule.score(measured);
    const { globalStep: step, best } = progress;
    this.#score = { step, value: score };
    const better = best === undefined ||
      (rule.greaterIsBetter ? score > best.score : score < best.score);
    if (!better || Number.isNaN(score)) return;
    progress.best = { score, step };
    // It may come between two checkpoints.
    if (this.#standing.options.savesBest) this.#standing.control.shouldSave = true;
  }

  /** Frees what was compiled. */
  [Symbol.dispose](): void {
    this.#step[Symbol.dispose]();
  }
}

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
