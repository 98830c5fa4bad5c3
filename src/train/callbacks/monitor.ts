/**
 * Names of measures that are watched.
 *
 * @module
 */

import type { Measured } from "../loop/measures.ts";

/** A measure that is watched. */
export interface Monitor {
  /** Of the validation data or the training data. */
  readonly part: "training" | "validation";
  /** `"loss"` or a metric's name. */
  readonly measure: string;
  /** Whether larger is better. */
  readonly greaterIsBetter: boolean;
}

/** Measures that are better when they are smaller: as in Keras, all others than these are larger. */
const SMALLER = /loss|error|mse|mae|mape|perplexity|brier|divergence/i;

/**
 * Understands a measure's name: `"valLoss"`, Keras' `"val_loss"` and Hugging Face's `"eval_loss"` are
 * the same; `"loss"` is that of training.
 *
 * @param name The name.
 * @param greaterIsBetter Unless told, accuracies and the like are, losses and errors are not.
 */
export function monitored(name: string, greaterIsBetter?: boolean): Monitor {
  const [, rest] = name.match(/^(?:val_?|eval_)(?=[A-Z]|(?<=_).)(.+)$/) ?? [];
  const measure = rest === undefined ? name : rest.slice(0, 1).toLowerCase() + rest.slice(1);
  return {
    part: rest === undefined ? "training" : "validation",
    measure,
    greaterIsBetter: greaterIsBetter ?? !SMALLER.test(measure),
  };
}

/**
 * The measure that is watched.
 *
 * @throws {RangeError} When it was not measured.
 */
export function scoreOf({ measure, part }: Monitor, { loss, metrics }: Measured): number {
  const score = measure === "loss" ? loss : metrics[measure];
  if (score !== undefined) return score;
  throw new RangeError(
    `Cannot watch "${measure}" of the ${part} data: measured are loss` +
      Object.keys(metrics).map((name) => `, ${name}`).join(""),
  );
}
