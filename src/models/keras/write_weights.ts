/**
 * Weights of a model as Keras' files hold them.
 *
 * @module
 */

import type { NdArray } from "../../core/nd_array.ts";
import type * as tf from "../../engine/tf.ts";
import type { H5Attribute, H5Group } from "../../io/h5/h5_group.ts";
import { weightValue } from "./assign_weight.ts";
import { LAYERS } from "./layer_table.ts";
import { legacyWeights, weightGroups, weightNames } from "./layer_weights.ts";
import type { StateArray } from "./optimizer_state.ts";

/** A group that is still filled. */
interface OpenGroup {
  readonly attributes: Record<string, H5Attribute>;
  readonly children: Record<string, OpenGroup | NdArray>;
}

function openGroup(): OpenGroup {
  return { attributes: {}, children: {} };
}

/** The group at a path, made where it is missing. */
function groupAt(root: OpenGroup, path: readonly string[]): OpenGroup {
  return path.reduce(
    (group, name) => (group.children[name] ??= openGroup()) as OpenGroup,
    root,
  );
}

/** The root of Keras 3's file, with what the optimizer remembers, if it is given. */
export async function keras3Weights(
  model: tf.LayersModel,
  state: readonly Required<StateArray>[] = [],
): Promise<H5Group> {
  const root = openGroup();
  state.forEach(({ array }, i) => {
    groupAt(root, ["optimizer", "vars"]).children[i] = array;
  });
  for (const { path, layer, weights } of weightGroups(model)) {
    const place = path === "" ? [] : path.split("/");
    const vars = groupAt(root, [...place, "vars"]);
    vars.attributes.name = layer.name;
    for (const [i, { variable }] of weights.entries()) {
      vars.children[i] = await weightValue(variable);
    }
    const { dropout = 0, recurrentDropout = 0 } = layer as {
      dropout?: number;
      recurrentDropout?: number;
    };
    if (LAYERS[layer.getClassName()]?.seeds || dropout > 0 || recurrentDropout > 0) {
      // Keras wants the state of the layer's random numbers, which tfjs does not have.
      groupAt(root, [...place, "seed_generator", "vars"]).children[0] = {
        dtype: "uint32",
        shape: [2],
        data: new Uint32Array(2),
      };
    }
  }
  return root;
}

/** HDF5 keeps attributes of up to 64 KiB beside a group; Keras cuts lists at this length. */
const ATTRIBUTE_BYTES = 64512;

/** The group of weights in a file of Keras 2, with lists of names. */
export async function legacyWeightsGroup(model: tf.LayersModel): Promise<H5Group> {
  const root = openGroup();
  const names = model.layers.map(({ name }) => name);
  setTexts(root, "layer_names", names);
  root.attributes.backend = "tensorflow";
  root.attributes.keras_version = KERAS_VERSION;
  for (const layer of model.layers) {
    const group = groupAt(root, [layer.name]);
    const paths = weightNames(layer);
    const weights = legacyWeights(layer).map(({ variable }) => ({
      variable,
      name: `${paths.get(variable)!}:0`,
    }));
    setTexts(group, "weight_names", weights.map(({ name }) => name));
    for (const { name, variable } of weights) {
      const path = name.split("/");
      groupAt(group, path.slice(0, -1)).children[path.at(-1)!] = await weightValue(variable);
    }
  }
  return root;
}

/** What the optimizer remembers, in a file of Keras 2: a list of names, and arrays by these. */
export function legacyStateGroup(state: readonly Required<StateArray>[]): H5Group {
  const root = openGroup();
  const paths = state.map(({ name, array }, i) => {
    const path = name.split("/");
    const group = groupAt(root, path.slice(0, -1));
    const free = path.at(-1)! in group.children ? `${path.at(-1)}_${i}` : path.at(-1)!;
    group.children[free] = array;
    return [...path.slice(0, -1), free].join("/");
  });
  setTexts(root, "weight_names", paths);
  return root;
}

/** The first version of Keras that all of this can be read by. */
export const KERAS_VERSION = "2.15.0";

function setTexts(group: OpenGroup, name: string, texts: readonly string[]): void {
  const encoder = new TextEncoder();
  const parts: string[][] = [[]];
  let bytes = 0;
  for (const text of texts) {
    // 16 bytes for each text's place.
    const length = encoder.encode(text).length + 16;
    if (bytes + length > ATTRIBUTE_BYTES) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)!.push(text);
    bytes += length;
  }
  if (parts.length === 1) group.attributes[name] = texts;
  else parts.forEach((part, i) => group.attributes[`${name}${i}`] = part);
}
