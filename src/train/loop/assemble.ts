/**
 * Models and data of all kinds, made ready for the loop.
 *
 * @module
 */

import { isNdArray } from "../../core/nd_array.ts";
import { ArrayDataset } from "../../data/array_dataset.ts";
import type { Dataset } from "../../data/dataset/dataset.ts";
import * as tf from "../../engine/tf.ts";
import { checkPositiveInteger } from "../checks.ts";
import { chooseObjective, type ObjectiveOptions, type Sample } from "../objective.ts";
import { arrayBatches } from "./array_batches.ts";
import type { BatchSource } from "./batches.ts";
import { datasetBatches } from "./dataset_batches.ts";
import type { Learner } from "./learner.ts";
import { layersLearner, type LossRules } from "./layers_learner.ts";
import { isTrainable, type Trainable } from "./trainable.ts";
import { trainableLearner } from "./trainable_learner.ts";

/** A model that can be trained. */
export type AnyModel = tf.LayersModel | Trainable<never>;

/** A model as the loop sees it, and what it makes of the targets. */
export interface KnownLearner {
  /** The model. */
  readonly learner: Learner;
  /** How many classes the targets name by number; undefined where they are no class numbers. */
  readonly classes: number | undefined;
  /** The loss of a model of layers; undefined for others. */
  readonly loss: ReturnType<typeof chooseObjective>["loss"] | undefined;
  /** Whether the elements of the data set are batches. */
  readonly batched: boolean;
}

/** A model made ready for data of a kind. */
export async function learnerFor(
  model: AnyModel,
  dataset: ArrayDataset | Dataset<unknown>,
  options: ObjectiveOptions & LossRules,
): Promise<KnownLearner> {
  if (isTrainable(model)) {
    const batched = !(dataset instanceof ArrayDataset) && dataset.batchSize !== undefined;
    return { learner: trainableLearner(model), classes: undefined, loss: undefined, batched };
  }
  if (dataset instanceof ArrayDataset) {
    checkPositiveInteger(dataset.size, "Cannot use the data set: its size");
    const known = { ...learnerOf(model, dataset, options), batched: false };
    if (known.classes !== undefined) await checkClasses(dataset, known.classes);
    return known;
  }
  const [element] = await dataset.take(1).toArray() as { inputs?: unknown; targets?: unknown }[];
  const batched = isBatch(element?.inputs, model) ?? dataset.batchSize !== undefined;
  const classes = classDTypes(model, options) && typeof element?.targets === "number" &&
    Number.isInteger(element.targets);
  const first = await firstBatch(dataset, { batched, classes });
  try {
    return { ...learnerOf(model, first, options), batched };
  } finally {
    tf.dispose(first as unknown as tf.TensorContainerObject);
  }
}

/** Whether the elements of a data set are batches; for a model of layers their shape tells. */
export async function isBatched(
  model: AnyModel,
  dataset: ArrayDataset | Dataset<unknown>,
): Promise<boolean> {
  if (dataset instanceof ArrayDataset) return false;
  if (isTrainable(model)) return dataset.batchSize !== undefined;
  const [element] = await dataset.take(1).toArray() as { inputs?: unknown }[];
  return isBatch(element?.inputs, model) ?? dataset.batchSize !== undefined;
}

function learnerOf(
  model: tf.LayersModel,
  sample: Sample,
  options: ObjectiveOptions & LossRules,
): Omit<KnownLearner, "batched"> {
  const objective = chooseObjective(model, sample, options);
  return {
    learner: layersLearner(model, objective, options),
    classes: objective.classes,
    loss: objective.loss,
  };
}

/** How batches are made. */
export interface BatchesOptions {
  /** Examples per batch. */
  readonly batchSize: number;
  /** Mixes examples; undefined keeps their order. */
  readonly seed: number | undefined;
  /** How many classes targets may name. */
  readonly classes: number | undefined;
  /** Whether the elements of a data set that is read are batches. */
  readonly batched: boolean;
  /** The first and the one after the last, of a data set in memory. */
  readonly range?: { readonly from: number; readonly to: number };
  /** Weights of examples, of a data set in memory. */
  readonly weights?: tf.Tensor | undefined;
  /** Whether values that are no finite numbers are refused where they are read. */
  readonly finite?: boolean;
  /** Whether a last batch of fewer examples is left out. */
  readonly dropRemainder?: boolean;
}

/** The batches of a data set of either kind. */
export function batchesOf(
  dataset: ArrayDataset | Dataset<unknown>,
  { range, weights, ...options }: BatchesOptions,
): BatchSource {
  if (dataset instanceof ArrayDataset) {
    return arrayBatches(dataset, { from: 0, to: dataset.size, ...range, weights, ...options });
  }
  const dtypes = options.classes === undefined ? {} : { dtypes: { targets: "int32" as const } };
  return datasetBatches(dataset, { ...options, ...dtypes });
}

/** Plain whole numbers are classes where nobody names a loss and the model answers with scores. */
function classDTypes(model: tf.LayersModel, { loss }: ObjectiveOptions): boolean {
  const scores = model.outputs[0]?.shape;
  return loss === undefined && scores?.length === 2 && (scores[1] ?? 0) > 1;
}

/** Whether inputs have an axis of examples already; undefined where their shape does not tell. */
function isBatch(inputs: unknown, model: tf.LayersModel): boolean | undefined {
  const rank = model.inputs[0]?.shape.length;
  if (!isNdArray(inputs) || rank === undefined) return undefined;
  return inputs.shape.length === rank ? true : inputs.shape.length === rank - 1 ? false : undefined;
}

/** The first batch of a data set, or its first example as one. */
async function firstBatch(
  dataset: Dataset<unknown>,
  { batched, classes }: { readonly batched: boolean; readonly classes: boolean },
): Promise<Sample> {
  const source = datasetBatches(dataset.take(1), {
    batchSize: 1,
    batched,
    seed: undefined,
    ...classes && { dtypes: { targets: "int32" } },
  });
  const pass = source.open({ epoch: 0 });
  try {
    const batch = await pass.next();
    if (batch === undefined) {
      throw new RangeError("Cannot use the data set: it has no examples");
    }
    const { inputs, targets } = batch.feed as unknown as Partial<Sample>;
    if (inputs instanceof tf.Tensor && targets instanceof tf.Tensor) {
      return batch.feed as unknown as Sample;
    }
    batch.dispose();
    throw new TypeError(
      "Cannot use the data set: a model of layers takes examples { inputs, targets }, each an array " +
        `or a number, and these have ${Object.keys(batch.feed).join(", ") || "nothing"}`,
    );
  } finally {
    await pass.close();
  }
}

/** Refuses class numbers that the model has no output for. */
async function checkClasses({ targets }: ArrayDataset, classes: number): Promise<void> {
  const bad = tf.tidy(() => {
    const odd = tf.logicalOr(tf.less(targets, 0), tf.greaterEqual(targets, classes));
    const first = tf.argMax(tf.cast(tf.reshape(odd, [odd.size]), "int32"), 0);
    return tf.stack([tf.cast(tf.any(odd), "int32"), tf.cast(first, "int32")]);
  });
  const [any, at] = await bad.data();
  bad.dispose();
  if (!any) return;
  const label = tf.tidy(() => tf.gather(tf.reshape(targets, [targets.size]), [at!]).dataSync()[0]);
  throw new RangeError(
    `Cannot use the data set: targets[${at}] is class ${label}, and the model has the classes from ` +
      `0 to ${classes - 1}`,
  );
}
