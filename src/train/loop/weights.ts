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
import type { Part } from "./parts.ts";
import { isTrainable } from "./trainable.ts";

/**
 * What the examples of each class count, and each example.
 *
 * @param options What was told, and which part of a data set in memory trains.
 * @throws {RangeError} When a weight has no meaning, or is of no class or example.
 */
export async function weightsOf(
  model: AnyModel,
  dataset: ArrayDataset | Dataset<unknown>,
  { classWeight, sampleWeight, part }: Pick<FitOptions, "classWeight" | "sampleWeight"> & {
    readonly part: Part | undefined;
  },
): Promise<
  { classWeights: tf.Tensor1D | undefined; weights: tf.Tensor1D | undefined } & Disposable
> {
  const classWeights = classWeight && await classTable(model, dataset, { classWeight, part });
  if (sampleWeight && !(dataset instanceof ArrayDataset && sampleWeight.length === dataset.size)) {
    throw new RangeError(
      "Cannot fit: sampleWeight must have one number for each example of a data set in memory" +
        (dataset instanceof ArrayDataset
          ? `, which are ${dataset.size}, current length is ${sampleWeight.length}`
          : "; give the examples of others `weights`"),
    );
  }
  if (sampleWeight) {
    const at = Array.from(sampleWeight).findIndex((weight) => !isWeight(weight));
    if (at >= 0) {
      throw new RangeError(
        `Cannot fit: sampleWeight must be numbers of 0 or more, and number ${at} is ${
          sampleWeight[at]
        }`,
      );
    }
  }
  const weights = sampleWeight && tf.tensor1d(Float32Array.from(sampleWeight));
  return { classWeights, weights, [Symbol.dispose]: () => tf.dispose([classWeights, weights]) };
}

async function classTable(
  model: AnyModel,
  dataset: ArrayDataset | Dataset<unknown>,
  { classWeight, part }: {
    readonly classWeight: NonNullable<FitOptions["classWeight"]>;
    readonly part: Part | undefined;
  },
): Promise<tf.Tensor1D> {
  const outputs = isTrainable(model) ? undefined : model.outputs[0]?.shape.at(-1);
  if (!outputs) {
    throw new TypeError(
      "Cannot fit: classWeight needs a model of layers with one output per class, or one for yes and " +
        "no; weigh the examples of others",
    );
  }
  // One output tells two classes, 0 and 1.
  const classes = Math.max(2, outputs);
  if (classWeight !== "balanced") {
    const [bad] = Object.entries(classWeight).filter(([, weight]) => !isWeight(weight));
    if (bad !== undefined) {
      throw new RangeError(
        `Cannot fit: classWeight must be numbers of 0 or more, and that of class ${bad[0]} is ${
          bad[1]
        }`,
      );
    }
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
  const all = await dataset.targets.data() as Int32Array;
  const labels = all.slice(part?.from, part?.to);
  const missing = Array.from({ length: classes }, (_, i) => i).find((i) => !labels.includes(i));
  if (missing !== undefined) {
    throw new RangeError(
      `Cannot fit: class ${missing} has no examples, so classWeight "balanced" cannot weigh it; give ` +
        "weights by class",
    );
  }
  return tf.tensor1d(balancedClassWeights(labels, classes));
}

function isWeight(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
