/**
 * Keras 3's configuration in the words of Keras 2, which both versions read out of `.h5` files.
 *
 * @module
 */

import { isObject, type JsonObject } from "./keras_error.ts";

/** A configuration, or a part of it, as Keras 2 writes it. */
export function legacyConfig(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(legacyConfig);
  if (!isObject(value)) return value;
  const { module: _module, registered_name: _registered, ...rest } = value;
  if (Array.isArray(rest.layers)) return { ...rest, layers: legacyLayers(rest.layers) };
  const entry = Object.fromEntries(
    Object.entries(rest).map(([key, one]) => [
      key,
      key === "inbound_nodes" ? legacyNodes(one) : legacyPart(key, one),
    ]),
  );
  if (!isObject(entry.config)) return entry;
  return { ...entry, config: legacyOptions(String(entry.class_name), entry.config) };
}

/** Keras 3 finds layers inside of layers by their module only. */
const INNER = ["layer", "backward_layer", "cell", "cells"];

function legacyPart(key: string, value: unknown): unknown {
  if (!INNER.includes(key)) return legacyConfig(value);
  if (Array.isArray(value)) return value.map((one) => legacyPart(key, one));
  if (!isObject(value)) return value;
  const { module, registered_name } = value;
  return { module, registered_name, ...legacyConfig(value) as JsonObject };
}

function legacyOptions(className: string, config: JsonObject): JsonObject {
  const { batch_shape, negative_slope, ...rest } = config;
  if (className === "InputLayer") return { batch_input_shape: batch_shape, ...rest, ragged: false };
  if (className === "LeakyReLU") return { alpha: negative_slope, ...rest };
  if (className === "Sequential") {
    const { dtype: _dtype, trainable: _trainable, ...known } = rest;
    return known;
  }
  return rest;
}

interface Tensor {
  readonly config: { readonly keras_history: readonly [string, number, number] };
}

interface Call {
  readonly args: readonly (Tensor | readonly Tensor[])[];
  readonly kwargs: { readonly initial_state?: readonly Tensor[] };
}

/** `[layer, call, tensor, arguments]` for each input of each call. */
function legacyNodes(nodes: unknown): unknown {
  return (nodes as readonly Call[]).map(({ args }) =>
    args.flat().map((tensor) => [...(tensor as Tensor).config.keras_history, {}])
  );
}

const MODELS = ["Functional", "Sequential"];

/**
 * Calls stay as Keras 3 has them where Keras 2 counts otherwise (models within models) or passes states,
 * and Keras 3 does not read what it wrote.
 */
function legacyLayers(layers: readonly unknown[]): unknown[] {
  const keeps = layers.some((layer) => {
    const { class_name, inbound_nodes } = layer as {
      class_name: string;
      inbound_nodes?: readonly Call[];
    };
    return inbound_nodes !== undefined && (MODELS.includes(class_name) ||
      inbound_nodes.some(({ kwargs }) => kwargs.initial_state !== undefined));
  });
  return layers.map((layer) => {
    const entry = legacyConfig(layer) as JsonObject;
    const { inbound_nodes } = layer as JsonObject;
    return keeps ? { ...entry, inbound_nodes } : entry;
  });
}
