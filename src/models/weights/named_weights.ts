/**
 * Weights of a model by name: `dense/kernel`, `encoder/forward_lstm/kernel`.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import { isModel } from "../keras/inner_layers.ts";
import { type LayerWeight, legacyWeights, weightNames } from "../keras/layer_weights.ts";

/** A weight and its name. */
export interface NamedWeight extends LayerWeight {
  /** Name of the layer, and of what it is to it, with slashes between. */
  readonly path: string;
}

/**
 * All weights of a model by name, each once.
 *
 * @throws {RangeError} When two have one name.
 */
export function namedWeights(model: tf.LayersModel): Map<string, NamedWeight> {
  const found = new Map<string, NamedWeight>();
  const seen = new Set<tf.Variable>();
  const add = (layer: tf.layers.Layer, prefix: string) => {
    if (isModel(layer)) {
      const place = layer === model ? "" : `${prefix}${layer.name}/`;
      for (const inner of layer.layers) add(inner, place);
      return;
    }
    const names = weightNames(layer);
    for (const weight of legacyWeights(layer)) {
      if (seen.has(weight.variable)) continue;
      seen.add(weight.variable);
      const path = prefix + names.get(weight.variable)!;
      if (found.has(path)) {
        throw new RangeError(
          `Cannot tell the weights of the model "${model.name}" apart: two are named "${path}"; give ` +
            "their layers names of their own",
        );
      }
      found.set(path, { ...weight, path });
    }
  };
  add(model, "");
  return found;
}
