/**
 * One training step and one evaluation step, each a function of tensors alone.
 *
 * @module
 */
import * as tf from "../engine/tf.ts";
import type { Feed } from "./loop/batches.ts";
import type { GradientWindow, Phase } from "./loop/gradient_window.ts";
import type { Learner } from "./loop/learner.ts";

/**
 * Takes a batch and the sums of those before, and returns the sums with it. The caller disposes them.
 */
export type Step = (feed: Feed, sums: tf.Tensor1D) => tf.Tensor1D;

/** A step that also learns; `phase` says whether the batch is a window of gradients by itself. */
export type TrainingStep = (feed: Feed, sums: tf.Tensor1D, phase: Phase) => tf.Tensor1D;

/** Who updates the weights. */
export interface Updater {
  /** What updates them. */
  readonly optimizer: tf.Optimizer;
  /** What stands in front of it to add gradients up and clip them, if anything does. */
  readonly front: GradientWindow | undefined;
}

/**
 * Makes the function that trains a model on one batch: forward pass, gradients, update.
 *
 * @param learner The model; its variables are those of this moment.
 * @param updater What updates them.
 * @returns The step.
 */
export function trainingStep(learner: Learner, { optimizer, front }: Updater): TrainingStep {
  const variables = [...learner.variables];
  const learn: TrainingStep = (feed, before, phase) => {
    let sums: tf.Tensor1D | undefined;
    let counted: tf.Tensor | undefined;
    (front ?? optimizer).minimize(
      () => {
        const batch = learner.batch(feed, true);
        // minimize() frees what its function makes, so the measures are kept past its end.
        sums = tf.keep(learner.measures.add(before, batch));
        const { loss, count } = batch;
        if (front && typeof count !== "number") counted = tf.keep(tf.clone(count));
        front?.expect(phase, counted ?? count);
        // Of a part of a window the gradient of the sum, to be divided by what the whole one counts.
        return (phase === "whole" ? loss : tf.mul(loss, count)) as tf.Scalar;
      },
      false,
      variables,
    );
    counted?.dispose();
    return sums!;
  };
  return (feed, before, phase) => tf.tidy(() => learn(feed, before, phase));
}

/**
 * Makes the function that measures a model on one batch, in inference mode.
 *
 * @param learner The model.
 * @returns The step.
 */
export function evaluationStep(learner: Learner): Step {
  return (feed, before) => tf.tidy(() => learner.measures.add(before, learner.batch(feed, false)));
}
