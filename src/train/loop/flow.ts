/**
 * When a training logs, evaluates and saves.
 *
 * @module
 */

import type { TrainCallback, TrainControl } from "./events.ts";

/** Every so many updates, at the end of each epoch, or never. */
export type Cadence = number | "epoch" | undefined;

/** When something is done. */
export interface FlowRules {
  /** When numbers are logged. */
  readonly log: Cadence;
  /** Whether the first update is logged, too. */
  readonly logFirst?: boolean;
  /** When the validation data are measured. */
  readonly evaluate: Cadence;
  /** When checkpoints are written. */
  readonly save: Cadence;
  /** Updates in all. */
  readonly maxSteps: number | undefined;
}

/** Sets the control's flags before other callbacks see them, as Hugging Face's DefaultFlowCallback. */
export function flow(
  { log, logFirst = false, evaluate, save, maxSteps }: FlowRules,
): TrainCallback {
  const due = (cadence: Cadence, step: number) =>
    typeof cadence === "number" && step % cadence === 0;
  return {
    onStepEnd({ control, state: { globalStep } }) {
      if (due(log, globalStep) || (logFirst && globalStep === 1)) control.shouldLog = true;
      if (due(evaluate, globalStep)) control.shouldEvaluate = true;
      if (due(save, globalStep)) control.shouldSave = true;
      if (maxSteps === undefined || globalStep < maxSteps) return;
      control.shouldTrainingStop = true;
      if (typeof evaluate === "number") control.shouldEvaluate = true;
      if (typeof save === "number") control.shouldSave = true;
    },
    onEpochEnd({ control }) {
      if (log === "epoch") control.shouldLog = true;
      if (evaluate === "epoch") control.shouldEvaluate = true;
      if (save === "epoch") control.shouldSave = true;
    },
  };
}

/** Nothing is asked for. */
export function newControl(): TrainControl {
  return {
    shouldTrainingStop: false,
    shouldEpochStop: false,
    shouldSave: false,
    shouldEvaluate: false,
    shouldLog: false,
  };
}
