/**
 * Checks that what training gets is a model and a data set.
 *
 * @module
 */
import { ArrayDataset } from "../data/array_dataset.ts";
import { Dataset } from "../data/dataset/dataset.ts";
import * as tf from "../engine/tf.ts";
import { isTrainable } from "./loop/trainable.ts";

/**
 * Refuses anything else than a model and a data set, which notebooks without types let through.
 *
 * @param verb Begins the sentence.
 * @throws {TypeError} With what came, and how to make what is wanted.
 */
export function requireArguments(verb: string, model: unknown, dataset: unknown): void {
  requireModel(verb, model);
  if (dataset instanceof ArrayDataset || dataset instanceof Dataset) return;
  throw new TypeError(
    `${verb}: wanted a data set, got ${
      nameOf(dataset)
    }; new data.ArrayDataset(inputs, targets) makes ` +
      "one of two tensors, data.from(examples) one of an array",
  );
}

/** Refuses anything else than a model. */
export function requireModel(verb: string, model: unknown): void {
  if (model instanceof tf.LayersModel || isTrainable(model)) return;
  throw new TypeError(
    `${verb}: wanted a model of tf.sequential or tf.model, or an object of variables and a loss, got ` +
      nameOf(model),
  );
}

/** Refuses anything else than a tensor. */
export function requireTensor(verb: string, value: unknown): void {
  if (value instanceof tf.Tensor) return;
  throw new TypeError(
    `${verb}: wanted a tensor, got ${nameOf(value)}; tf.tensor(values) makes one of numbers`,
  );
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (value instanceof tf.Tensor) return `a tensor [${value.shape.join(", ")}]`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return typeof value === "object"
    ? `an object ${value.constructor?.name ?? ""}`
    : `a ${typeof value}`;
}
