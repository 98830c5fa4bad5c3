/**
 * Weights out of Keras' files into a model.
 *
 * @module
 */

import { isNdArray, type NdArray } from "../../core/nd_array.ts";
import type * as tf from "../../engine/tf.ts";
import type { H5Group } from "../../io/h5/h5_group.ts";
import { assignWeight, WeightsMismatchError } from "./assign_weight.ts";
import { type LayerWeight, legacyWeights, weightGroups } from "./layer_weights.ts";

/** What a model of Keras 2.12 to 2.15 calls the folder of its layers in the new format. */
const OLD_FOLDER = "_layer_checkpoint_dependencies";

/** Groups that hold no weights of layers. */
const BESIDE = /(^|\/)(seed_generator|optimizer)(\/|$)/;

/**
 * Reads the file of Keras 3, where weights have numbers below their layer's path.
 *
 * @throws {WeightsMismatchError} When the file has other weights than the model.
 */
export function readKeras3Weights(model: tf.LayersModel, root: H5Group): void {
  const arrays = arraysBelow(root);
  const unused = new Set(arrays.keys());
  const todo: (() => void)[] = [];
  for (const { path, layer, weights } of weightGroups(model)) {
    weights.forEach((weight, i) => {
      const place = `${path}/vars/${i}`;
      const array = arrays.get(place);
      if (array === undefined) {
        throw new WeightsMismatchError(
          `The file has no "${place}", the ${weight.name} of layer "${layer.name}"`,
        );
      }
      unused.delete(place);
      const what = `The ${weight.name} of layer "${layer.name}" ("${place}")`;
      todo.push(() => assignWeight(weight.variable, array, what));
    });
  }
  const [unexpected] = [...unused].filter((path) => !BESIDE.test(path));
  if (unexpected !== undefined) {
    throw new WeightsMismatchError(`The file has "${unexpected}", which the model does not have`);
  }
  for (const assign of todo) assign();
}

/** All arrays by their path. */
export function arraysBelow(root: H5Group): Map<string, NdArray> {
  const arrays = new Map<string, NdArray>();
  const walk = (group: H5Group, path: string) => {
    for (const [name, child] of Object.entries(group.children)) {
      const folder = name === OLD_FOLDER ? "layers" : name;
      const place = path === "" ? folder : `${path}/${folder}`;
      if (isNdArray(child)) arrays.set(place, child);
      else walk(child, place);
    }
  };
  walk(root, "");
  return arrays;
}

/**
 * Reads the weights of Keras 2's files, where each layer has a list of names.
 *
 * @throws {WeightsMismatchError} When the file has other weights than the model.
 */
export function readLegacyWeights(model: tf.LayersModel, group: H5Group): void {
  const layers = model.layers
    .map((layer) => ({ layer, weights: legacyWeights(layer) }))
    .filter(({ weights }) => weights.length > 0);
  const saved = texts(group, "layer_names")
    .map((name) => ({ name, weights: namedArrays(childGroup(group, name), name) }))
    .filter(({ weights }) => weights.length > 0);
  if (saved.length !== layers.length) {
    throw new WeightsMismatchError(
      `The file has weights of ${saved.length} layers (${
        saved.map(({ name }) => name).slice(0, 8).join(", ")
      }), the model of ${layers.length} (${
        layers.map(({ layer }) => layer.name).slice(0, 8).join(", ")
      })`,
    );
  }
  // By name where all names are the same, else in order, as Keras does.
  const byName = new Map(saved.map((one) => [one.name, one]));
  const inOrder = layers.some(({ layer }) => !byName.has(layer.name));
  const todo = layers.flatMap(({ layer, weights }, i) => {
    const { name, weights: arrays } = inOrder ? saved[i]! : byName.get(layer.name)!;
    if (arrays.length !== weights.length) {
      throw new WeightsMismatchError(
        `Layer "${layer.name}" has ${weights.length} weights, and "${name}" in the file ${arrays.length}`,
      );
    }
    return weights.map((weight, j) => ({ weight, layer, ...arrays[j]! }));
  });
  for (const { weight, layer, name, array } of todo) {
    checkName(weight, name);
    assignWeight(weight.variable, array, `The ${weight.name} of layer "${layer.name}" ("${name}")`);
  }
}

/** Names that both know must agree: equal shapes in another order would go unnoticed. */
function checkName({ name, layer }: LayerWeight, saved: string): void {
  const theirs = saved.split("/").at(-1)!.replace(/:\d+$/, "").replace(/_\d+$/, "");
  const ours = name.replace(/_\d+$/, "");
  if (KNOWN_NAMES.has(theirs) && KNOWN_NAMES.has(ours) && !ours.endsWith(theirs)) {
    throw new WeightsMismatchError(
      `The ${ours} of layer "${layer.name}" stands where the file has "${saved}"`,
    );
  }
}

const KNOWN_NAMES = new Set(
  ("kernel bias recurrent_kernel depthwise_kernel pointwise_kernel embeddings gamma beta moving_mean " +
    "moving_variance alpha").split(" "),
);

function childGroup(group: H5Group, name: string): H5Group {
  const child = Object.hasOwn(group.children, name) ? group.children[name] : undefined;
  if (child !== undefined && !isNdArray(child)) return child;
  throw new WeightsMismatchError(`The file names the layer "${name}", but has no group for it`);
}

function namedArrays(group: H5Group, layer: string): { name: string; array: NdArray }[] {
  return listedArrays(group, `layer "${layer}"`);
}

/** Arrays by the group's list of their names. */
export function listedArrays(group: H5Group, of: string): { name: string; array: NdArray }[] {
  return texts(group, "weight_names").map((name) => {
    const array = name.split("/").reduce<H5Group | NdArray | undefined>(
      (found, part) =>
        found !== undefined && !isNdArray(found) && Object.hasOwn(found.children, part)
          ? found.children[part]
          : undefined,
      group,
    );
    if (array !== undefined && isNdArray(array)) return { name, array };
    throw new WeightsMismatchError(
      `The file names the weight "${name}" of ${of}, but does not have it`,
    );
  });
}

/** A list of texts, which Keras cuts into several where it is long. */
export function texts(group: H5Group, name: string): string[] {
  const one = (key: string): readonly string[] | undefined => {
    const value = Object.hasOwn(group.attributes, key) ? group.attributes[key] : undefined;
    if (value === undefined || typeof value === "string") return undefined;
    // What has no texts is written as no numbers.
    return isNdArray(value) ? (value.data.length === 0 ? [] : undefined) : value;
  };
  const whole = one(name);
  if (whole !== undefined) return [...whole];
  const parts: string[] = [];
  for (let i = 0;; i++) {
    const part = one(`${name}${i}`);
    if (part === undefined) break;
    parts.push(...part);
  }
  return parts;
}
