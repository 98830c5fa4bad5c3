/**
 * What examples count.
 *
 * @module
 */

import { ArrayDataset } from "../../data/array_dataset.ts";
import type { Dataset } from "../../data/dataset/dataset.ts";
import { balancedClassWeights } from "../../data/sampling/resample.ts";
import * as tf from "../../engine/tf.ts";
import type { FitOptions } from "../fit.ts";
import type { AnyModel } from "./assemble.ts";
import { isTrainable } from "./trainable.ts";

/** What the examples of each class count, and each example. */
export async function weightsOf(
  model: AnyModel,
  dataset: ArrayDataset | Dataset<unknown>,
  { classWeight, sampleWeight }: FitOptions,
): Promise<
  { classWeights: tf.Tensor1D | undefined; weights: tf.Tensor1D | undefined } & Disposable
> {
  const classWeights = classWeight && await classTable(model, dataset, classWeight);
  if (sampleWeight && !(dataset instanceof ArrayDataset && sampleWeight.length === dataset.size)) {
    throw new RangeError(
      "Cannot fit: sampleWeight must have one number for each example of a data set in memory" +
        (dataset instanceof ArrayDataset
          ? `, which are ${dataset.size}, current length is ${sampleWeight.length}`
          : "; give the examples of others `weights`"),
    );
  }
  const weights = sampleWeight && tf.tensor1d(Float32Array.from(sampleWeight));
  return { classWeights, weights, [Symbol.dispose]: () => tf.dispose([classWeights, weights]) };
}

async function classTable(
  model: AnyModel,
  dataset: ArrayDataset | Dataset<unknown>,
  classWeight: NonNullable<FitOptions["classWeight"]>,
): Promise<tf.Tensor1D> {
  const classes = isTrainable(model) ? undefined : model.outputs[0]?.shape.at(-1);
  if (!classes) {
    throw new TypeError(
      "Cannot fit: classWeight needs a model of layers with one output per class; weigh the examples " +
        "of others",
    );
  }
  if (classWeight !== "balanced") {
    const odd = Object.keys(classWeight).find((key) =>
      !(Number(key) >= 0 && Number(key) < classes)
    );
    if (odd !== undefined) {
      throw new RangeError(
        `Cannot fit: classWeight names class ${odd}, and the model has the classes from 0 to ` +
          `${classes - 1}`,
      );
    }
    return tf.tensor1d(Array.from({ length: classes }, (_, i) => classWeight[i] ?? 1));
  }
  if (!(dataset instanceof ArrayDataset) || dataset.targets.dtype !== "int32") {
    throw new TypeError(
      'Cannot fit: classWeight "balanced" needs a data set in memory with class numbers; give ' +
        "weights by class, as data.balancedClassWeights computes them",
    );
  }
  const labels = await dataset.targets.data() as Int32Array;
  const missing = Array.from({ length: classes }, (_, i) => i).find((i) => !labels.includes(i));
  if (missing !== undefined) {
    throw new RangeError(
      `Cannot fit: class ${missing} has no examples, so classWeight "balanced" cannot weigh it; give ` +
        "weights by class",
    );
  }
  return tf.tensor1d(balancedClassWeights(labels, classes));
}
