/**
 * Layers in layers: those of a model, and those that wrappers and recurrent layers are made of.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import { GRU_NAMES } from "./gru.ts";
import { groupName } from "./words.ts";

type Layer = tf.layers.Layer;

/** What tfjs keeps in layers that hold others. */
export interface HoldingLayer {
  /** Of a model. */
  readonly layers?: readonly Layer[];
  /** Of `Bidirectional`. */
  readonly forwardLayer?: Layer;
  readonly backwardLayer?: Layer;
  /** Of `TimeDistributed`. */
  readonly layer?: Layer;
  /** Of recurrent layers. */
  readonly cell?: Layer;
  /** Of `StackedRNNCells`. */
  readonly cells?: readonly Layer[];
}

/** A layer inside another one. */
export interface InnerLayer {
  /** Where Keras 3 keeps its weights, seen from the outer layer. */
  readonly path: string;
  readonly layer: Layer;
}

/** Whether a layer is a model. */
export function isModel(layer: Layer): layer is tf.LayersModel {
  return Array.isArray((layer as HoldingLayer).layers);
}

/** Whether a model is a stack. */
export function isSequential(layer: Layer): boolean {
  return layer.getClassName() === "Sequential";
}

/** Whether a layer only stands for an input. */
export function isInput(layer: Layer): boolean {
  return layer.getClassName() === "InputLayer";
}

/** The name of a layer's class in Keras. */
export function kerasClass(layer: Layer): string {
  const name = layer.getClassName();
  if (!isModel(layer)) return GRU_NAMES[name] ?? name;
  return isSequential(layer) ? "Sequential" : "Functional";
}

/** The layers right inside a layer. */
export function innerLayers(layer: Layer): InnerLayer[] {
  const holding = layer as HoldingLayer;
  if (isModel(layer)) {
    // Keras leaves the input of a stack out.
    const named = isSequential(layer) ? layer.layers.filter((one) => !isInput(one)) : layer.layers;
    return numbered("layers", named);
  }
  const { forwardLayer, backwardLayer, cell, cells } = holding;
  if (forwardLayer !== undefined && backwardLayer !== undefined) {
    return [
      { path: "forward_layer", layer: forwardLayer },
      { path: "backward_layer", layer: backwardLayer },
    ];
  }
  if (cells !== undefined) return numbered("cells", cells);
  if (cell !== undefined) return [{ path: "cell", layer: cell }];
  return holding.layer === undefined ? [] : [{ path: "layer", layer: holding.layer }];
}

/** Keras names a layer's group by its class, and numbers the next ones. */
function numbered(folder: string, layers: readonly Layer[]): InnerLayer[] {
  const counts = new Map<string, number>();
  return layers.map((layer) => {
    const name = groupName(kerasClass(layer));
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return { path: `${folder}/${name}${count === 0 ? "" : `_${count}`}`, layer };
  });
}
