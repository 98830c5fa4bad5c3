/**
 * Layers of tfjs in Keras 3's configuration.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import { type HoldingLayer, isModel, kerasClass } from "./inner_layers.ts";
import { type JsonObject, KerasFileError, shown } from "./keras_error.ts";
import { LAYERS, type OptionKind } from "./layer_table.ts";
import { activationToKeras, partToKeras } from "./parts.ts";
import { camelCase, snakeCase } from "./words.ts";

type Layer = tf.layers.Layer;

/** An entry of Keras' configuration. */
export interface KerasEntry {
  readonly module: string;
  readonly class_name: string;
  readonly config: JsonObject;
  readonly registered_name: string | null;
}

/** Makes the entry of a model that stands in the place of a layer. */
export type ModelWriter = (model: tf.LayersModel) => KerasEntry;

/** The entry of one layer. */
export function layerToKeras(layer: Layer, writeModel: ModelWriter): KerasEntry {
  if (isModel(layer)) return writeModel(layer);
  const name = layer.name;
  if (/[/\0]/.test(name)) {
    throw new KerasFileError(`Layer "${name}" has a slash in its name, which Keras does not take`);
  }
  const config = {
    name,
    // Some layers without weights do not take it in Keras 3.
    ...!layer.trainable && { trainable: false },
    dtype: "float32",
    ...optionsOf(layer, writeModel),
  };
  return { module: "keras.layers", class_name: kerasClass(layer), config, registered_name: null };
}

/** The entry of an input. */
export function inputToKeras(name: string, tensor: tf.SymbolicTensor): KerasEntry {
  const config = {
    batch_shape: tensor.shape,
    dtype: tensor.dtype,
    sparse: false,
    name,
  };
  return { module: "keras.layers", class_name: "InputLayer", config, registered_name: null };
}

function optionsOf(layer: Layer, writeModel: ModelWriter): JsonObject {
  const wrapped = wrapperOptions(layer, writeModel);
  if (wrapped !== undefined) return wrapped;
  const className = kerasClass(layer);
  const known = LAYERS[className];
  const what = `${className} "${layer.name}"`;
  if (known === undefined || known.gone) {
    throw new KerasFileError(`${what} is of a class that Keras 3 does not have`);
  }
  const config = layer.getConfig() as Record<string, unknown>;
  // tfjs writes down the regularizer in its place.
  if (className === "DepthwiseConv2D") delete config.depthwiseConstraint;
  const result: Record<string, unknown> = {};
  for (const [option, kind] of Object.entries(known.options)) {
    // tfjs leaves some out, which the layer has all the same.
    const value = config[camelCase(option)] ??
      (layer as unknown as Record<string, unknown>)[camelCase(option)];
    if (typeof kind === "object" || value === undefined) continue;
    const place = `${what}: ${option}`;
    result[known.renamed?.[option] ?? option] = optionToKeras(kind, value, place);
  }
  const { activityRegularizer } = config;
  if (activityRegularizer !== undefined && activityRegularizer !== null) {
    throw new KerasFileError(`${what} has an activityRegularizer, which is not written`);
  }
  return result;
}

function optionToKeras(kind: Exclude<OptionKind, object>, value: unknown, what: string): unknown {
  if (kind === "activation") return activationToKeras(value, what);
  if (kind === "initializer" || kind === "regularizer" || kind === "constraint") {
    return partToKeras(value, kind, what);
  }
  if (value === null || value === undefined) return null;
  if (kind === "word" || kind === "padding") {
    if (typeof value === "string") return snakeCase(value);
    throw new KerasFileError(`${what} is ${shown(value)}, which Keras does not have`);
  }
  return value;
}

interface Recurrent {
  readonly returnSequences: boolean;
  readonly returnState: boolean;
  readonly goBackwards: boolean;
  readonly stateful: boolean;
  readonly unroll: boolean;
}

function wrapperOptions(layer: Layer, writeModel: ModelWriter): JsonObject | undefined {
  const { forwardLayer, backwardLayer, layer: inner, cell, cells } = layer as HoldingLayer;
  const write = (one: Layer) => layerToKeras(one, writeModel);
  if (forwardLayer !== undefined && backwardLayer !== undefined) {
    const { mergeMode } = layer as unknown as { mergeMode: string | null };
    return {
      merge_mode: mergeMode,
      layer: write(forwardLayer),
      backward_layer: write(backwardLayer),
    };
  }
  if (cells !== undefined) return { cells: cells.map(write) };
  if (inner !== undefined) return { layer: write(inner) };
  if (cell === undefined || layer.getClassName() !== "RNN") return undefined;
  const { returnSequences, returnState, goBackwards, stateful, unroll } =
    layer as unknown as Recurrent;
  return {
    cell: write(cell),
    return_sequences: returnSequences,
    return_state: returnState,
    go_backwards: goBackwards,
    stateful,
    unroll,
  };
}
