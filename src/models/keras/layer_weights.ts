/**
 * Which weights a model has, in Keras' order and under Keras' names.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import { innerLayers } from "./inner_layers.ts";

type Layer = tf.layers.Layer;

/** One weight of a layer. */
export interface LayerWeight {
  /** The layer that it belongs to, innermost. */
  readonly layer: Layer;
  /** What it is to the layer: `kernel`, `bias`, … */
  readonly name: string;
  /** Its value. */
  readonly variable: tf.Variable;
  /** Whether it is trained unless frozen, as the means of batch normalization are not. */
  readonly trainable: boolean;
}

/** A layer that has weights of its own, or could have. */
export interface WeightGroup {
  /** Where Keras 3 keeps them. */
  readonly path: string;
  readonly layer: Layer;
  readonly weights: readonly LayerWeight[];
}

interface LayerVariable {
  readonly originalName: string;
  read(): tf.Tensor;
}

/** What tfjs keeps in a layer. */
interface WithVariables {
  readonly _trainableWeights?: readonly LayerVariable[];
  readonly _nonTrainableWeights?: readonly LayerVariable[];
}

/** The weights that belong to a layer itself, not to one inside it. */
function ownWeights(layer: Layer): LayerWeight[] {
  const { _trainableWeights = [], _nonTrainableWeights = [] } = layer as unknown as WithVariables;
  const weight = (trainable: boolean) => (one: LayerVariable): LayerWeight => ({
    layer,
    name: one.originalName.split("/").at(-1)!,
    variable: one.read() as tf.Variable,
    trainable,
  });
  return [
    ..._trainableWeights.map(weight(true)),
    ..._nonTrainableWeights.map(weight(false)),
  ];
}

/** All groups of weights of a model, each layer once, in the order in which Keras goes through them. */
export function weightGroups(model: Layer): WeightGroup[] {
  const seen = new Set<Layer>();
  const walk = (layer: Layer, path: string): WeightGroup[] => {
    if (seen.has(layer)) return [];
    seen.add(layer);
    const inner = innerLayers(layer);
    const below = inner.flatMap((one) =>
      walk(one.layer, path === "" ? one.path : `${path}/${one.path}`)
    );
    return [{ path, layer, weights: inner.length > 0 ? [] : ownWeights(layer) }, ...below];
  };
  return walk(model, "");
}

/** The weights of a layer of a model, in the order of Keras 2's files: those that are trained first. */
export function legacyWeights(layer: Layer): LayerWeight[] {
  const all = markedWeights(layer);
  const pick = (wanted: boolean) =>
    all.filter(({ trained }) => trained === wanted).map(({ weight }) => weight);
  return [...pick(true), ...pick(false)];
}

/** The weights that training changes, in the order in which Keras' optimizers remember them. */
export function trainedWeights(model: Layer): { variable: tf.Variable; name: string }[] {
  const names = new Map(innerLayers(model).flatMap(({ layer }) => [...weightNames(layer)]));
  return markedWeights(model).filter(({ trained }) => trained).map(({ weight: { variable } }) => ({
    variable,
    name: names.get(variable)!,
  }));
}

function markedWeights(layer: Layer): { weight: LayerWeight; trained: boolean }[] {
  const all: { weight: LayerWeight; trained: boolean }[] = [];
  const seen = new Set<Layer>();
  const walk = (layer: Layer, trained: boolean) => {
    if (seen.has(layer)) return;
    seen.add(layer);
    const goesOn = trained && layer.trainable;
    const inner = innerLayers(layer);
    for (const one of inner) walk(one.layer, goesOn);
    if (inner.length > 0) return;
    for (const weight of ownWeights(layer)) {
      all.push({ weight, trained: goesOn && weight.trainable });
    }
  };
  walk(layer, true);
  return all;
}

/** Names for the weights of a layer that tell them apart, such as `forward_lstm/kernel`. */
export function weightNames(layer: Layer): Map<LayerWeight["variable"], string> {
  const names = new Map<tf.Variable, string>();
  const walk = (layer: Layer, path: string) => {
    const inner = innerLayers(layer);
    for (const one of inner) walk(one.layer, `${path}/${one.layer.name}`);
    if (inner.length > 0) return;
    for (const { name, variable } of ownWeights(layer)) names.set(variable, `${path}/${name}`);
  };
  walk(layer, layer.name);
  return names;
}
