/**
 * A training from options to its history: what `fit` and `Trainer` have in common.
 *
 * @module
 */

import { notebookSignal } from "../../core/notebook_signal.ts";
import { ArrayDataset } from "../../data/array_dataset.ts";
import type { Dataset } from "../../data/dataset/dataset.ts";
import * as tf from "../../engine/tf.ts";
import { checkPositiveInteger, checkSeed } from "../checks.ts";
import type { FitOptions } from "../fit.ts";
import { type FitDisplay, fitDisplay } from "../fit_display.ts";
import { History } from "../history.ts";
import { requireArguments } from "../require_arguments.ts";
import { type AnyModel, batchesOf, isBatched, learnerFor } from "./assemble.ts";
import { bestRule, requireEmpty, requireNoWatch, storeOf } from "./checkpoint_rules.ts";
import { chooseOptimizer, frontOf } from "./chosen_optimizer.ts";
import { requireFinite } from "./faults.ts";
import type { FlowRules } from "./flow.ts";
import { partedLearner } from "./parted_learner.ts";
import { partsOf } from "./parts.ts";
import { isTrainable } from "./trainable.ts";
import { TrainingLoop } from "./training_loop.ts";
import type { TrainingOptions, TrainingOutcome } from "./training_options.ts";
import { weightsOf } from "./weights.ts";

/** What `Trainer` decides otherwise than `fit`. */
export interface TrainerRules extends
  Partial<
    Pick<TrainingOptions, "best" | "store" | "loadBest" | "evalPrefix" | "logsEnd" | "savesEnd">
  > {
  /** Begins the sentences of errors. */
  readonly verb: string;
  /** When is logged, evaluated and saved, where a pass has so many updates. */
  flow?(stepsPerEpoch: number | undefined): FlowRules;
  /** Passes over the data; those of the options unless told. */
  epochs?(stepsPerEpoch: number | undefined): number;
  /** Makes the optimizer, which is freed in the end, and callbacks that belong to it. */
  optimizer?(stepsPerEpoch: number | undefined): tf.Optimizer;
  /** Examples per batch of an evaluation. */
  readonly evalBatchSize?: number;
  /** Whether a last batch of fewer examples is left out. */
  readonly dropRemainder?: boolean;
  /** A checkpoint to go on from other than the newest. */
  readonly resumeStep?: number;
}

/** Trains a model. */
export async function trainModel(
  model: AnyModel,
  dataset: ArrayDataset | Dataset<unknown>,
  options: FitOptions,
  rules: TrainerRules,
): Promise<{ history: History; outcome: TrainingOutcome }> {
  const { verb } = rules;
  requireArguments(verb, model, dataset);
  const { batchSize = 32, seed = 0, shuffle = true, onNaN = "throw" } = options;
  const { signal = notebookSignal(), gradientAccumulationSteps: accumulate = 1 } = options;
  const { labelSmoothing = 0, callbacks = [], trackers = [], checkpoints } = options;
  const { jit = true, replicas = 1, progress = true, resume = false } = options;
  checkPositiveInteger(options.epochs ?? 1, `${verb}: epochs`);
  checkPositiveInteger(batchSize, `${verb}: batchSize`);
  checkPositiveInteger(accumulate, `${verb}: gradientAccumulationSteps`);
  checkPositiveInteger(replicas, `${verb}: replicas`);
  checkSeed(seed, `${verb}: seed`);
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new RangeError(
      `${verb}: labelSmoothing must be at least 0 and less than 1, current value is ${labelSmoothing}`,
    );
  }
  const store = rules.store ?? storeOf(checkpoints, resume, verb);
  if (!resume) await requireEmpty(store, verb);
  const parts = partsOf(dataset, options);
  using weights = await weightsOf(model, dataset, { ...options, part: parts.training });
  const lossRules = { classWeights: weights.classWeights, labelSmoothing };
  const known = await learnerFor(model, dataset, { ...options, ...lossRules });
  const { classes, batched } = known;
  const learner = partedLearner(known.learner, replicas);
  const finite = onNaN === "throw" && !isTrainable(model);
  if (finite && dataset instanceof ArrayDataset) {
    await requireFinite({ inputs: dataset.inputs, targets: dataset.targets });
  }
  const source = batchesOf(dataset, {
    batchSize,
    classes,
    batched,
    finite,
    dropRemainder: rules.dropRemainder ?? false,
    seed: shuffle ? seed : undefined,
    weights: weights.weights,
    ...parts.training && { range: parts.training },
  });
  const validation = parts.validation && batchesOf(parts.validation.dataset, {
    classes,
    seed: undefined,
    batchSize: rules.evalBatchSize ?? Math.max(batchSize, 256),
    batched: await isBatched(model, parts.validation.dataset),
    // The part of a data set has its part of the weights, as in Keras.
    ...parts.validation.range && { range: parts.validation.range, weights: weights.weights },
  });
  const stepsPerEpoch = source.batches && Math.ceil(source.batches / accumulate);
  const epochs = rules.epochs?.(stepsPerEpoch) ?? options.epochs ?? 1;
  const made = rules.optimizer?.(stepsPerEpoch);
  using chosen = chooseOptimizer(model, known.loss, { given: options.optimizer, made });
  const { optimizer } = chosen;
  if (typeof optimizer?.minimize !== "function") {
    throw new TypeError(
      `${verb}: wanted an optimizer such as train.adamW() or tf.train.adam(), got ` +
        Deno.inspect(optimizer, { depth: 0 }).slice(0, 100),
    );
  }
  using front = frontOf(optimizer, options, { learner, accumulate });
  const flow = rules.flow?.(stepsPerEpoch) ?? {
    log: options.loggingSteps ?? (trackers.length > 0 ? "epoch" : undefined),
    evaluate: validation && "epoch",
    save: checkpoints && (checkpoints.everySteps ??
      (checkpoints.everyEpoch === false ? undefined : "epoch")),
    maxSteps: undefined,
  };
  if (validation === undefined || flow.evaluate === undefined) {
    requireNoWatch(verb, { callbacks, best: checkpoints?.best });
  }
  const display = fitDisplay(progress, {
    epochs: epochs === Number.MAX_SAFE_INTEGER ? undefined : epochs,
    steps: source.batches,
    metrics: learner.measures.names,
  });
  const warnings: string[] = [];
  using loop = new TrainingLoop({
    model,
    learner,
    updater: { optimizer, front: front?.optimizer },
    source,
    validation,
    jit,
    seed,
    epochs,
    accumulate,
    flow,
    callbacks,
    trackers,
    display,
    signal,
    onNaN,
    best: rules.best ?? bestRule(checkpoints?.best),
    store,
    resume: rules.resumeStep ?? resume,
    savesBest: rules.loadBest ?? checkpoints?.best !== undefined,
    loadBest: rules.loadBest ?? false,
    evalPrefix: rules.evalPrefix ?? "val",
    logsEnd: rules.logsEnd ?? false,
    savesEnd: rules.savesEnd ?? true,
    plan: {
      examples: source.examples ?? null,
      batchSize,
      gradientAccumulationSteps: accumulate,
      shuffle,
      seed,
      optimizer: optimizer.getClassName(),
      ...replicas > 1 && { replicas },
    },
    warn(warning) {
      warnings.push(warning);
      display.hide();
      tf.backend_util.warn(warning);
    },
    onEpoch: options.onEpoch,
  });
  return await shown(loop, display, warnings);
}

/** Runs a training; the display is ended in any case. */
async function shown(
  loop: TrainingLoop,
  display: FitDisplay,
  warnings: readonly string[],
): Promise<{ history: History; outcome: TrainingOutcome }> {
  try {
    const outcome = await loop.run();
    const { records, stopped } = outcome;
    const shown = display.finish({ records, stopped });
    return { history: new History(records, stopped, { ...shown, warnings }), outcome };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    display.finish({ records: loop.records, stopped: false, failure });
    throw error;
  }
}
