/**
 * What updates a model.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import type { BatchMeasure } from "../objective.ts";
import type { AnyModel } from "./assemble.ts";
import { type ClipOptions, GradientWindow } from "./gradient_window.ts";
import type { Learner } from "./learner.ts";
import { isTrainable } from "./trainable.ts";

/** The optimizer to train with; a model that is not compiled yet is compiled with it. */
export function chooseOptimizer(
  model: AnyModel,
  loss: BatchMeasure | undefined,
  { given, made }: {
    readonly given: tf.Optimizer | undefined;
    readonly made: tf.Optimizer | undefined;
  },
): { optimizer: tf.Optimizer } & Disposable {
  const kept = (optimizer: tf.Optimizer) => ({ optimizer, [Symbol.dispose]: () => {} });
  const own = (optimizer: tf.Optimizer) => ({
    optimizer,
    [Symbol.dispose]: () => optimizer.dispose(),
  });
  if (isTrainable(model)) {
    return given ? kept(given) : own(made ?? tf.train.adam(1e-3));
  }
  if (made !== undefined && given === undefined) return own(made);
  // A compiled model stays as it is: compiled anew it would lose its metrics and no longer free the
  // optimizer that it made from a name.
  if ((model.optimizer as tf.Optimizer | undefined) === undefined) {
    // A model frees an optimizer that it was given by name: "adam" is Adam with tfjs's defaults.
    model.compile({ optimizer: given ?? "adam", loss: loss! });
  }
  return kept(given ?? model.optimizer);
}

/** What stands in front of the optimizer, if gradients are added up or clipped. */
export function frontOf(
  optimizer: tf.Optimizer,
  { clipNorm, globalClipNorm, clipValue }: ClipOptions,
  { learner, accumulate }: { readonly learner: Learner; readonly accumulate: number },
): ({ readonly optimizer: GradientWindow } & Disposable) | undefined {
  const clip = {
    ...clipNorm !== undefined && { clipNorm },
    ...globalClipNorm !== undefined && { globalClipNorm },
    ...clipValue !== undefined && { clipValue },
  };
  if (accumulate === 1 && Object.keys(clip).length === 0) return undefined;
  const variables = accumulate > 1 ? learner.variables : [];
  const made = new GradientWindow(optimizer, { clip, variables });
  return { optimizer: made, [Symbol.dispose]: () => made.dispose() };
}
