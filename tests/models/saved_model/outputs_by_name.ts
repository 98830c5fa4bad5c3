/** Calling models and what was saved of them. @module */

import type * as tf from "../../../src/engine/tf.ts";

/** What a model of layers gives, by the names of its output layers. */
export function answers(model: tf.LayersModel, inputs: tf.Tensor[]): tf.NamedTensorMap {
  const result = model.apply(inputs.length === 1 ? inputs[0]! : inputs, { training: false });
  return byLayer(model, [result].flat() as tf.Tensor[]);
}

/** What a loaded model gives for inputs in the order of the model that it was saved from. */
export function outputsByName(
  loaded: tf.node.TFSavedModel,
  inputs: tf.Tensor[],
  { inputs: from }: tf.LayersModel,
): tf.NamedTensorMap {
  const given = Object.fromEntries(
    from.map(({ sourceLayer }, i) => [sourceLayer.name, inputs[i]!]),
  );
  return loaded.predict(given) as tf.NamedTensorMap;
}

/** Later outputs of one layer are numbered. */
function byLayer(model: tf.LayersModel, tensors: readonly tf.Tensor[]): tf.NamedTensorMap {
  const named: tf.NamedTensorMap = {};
  tensors.forEach((tensor, i) => {
    const { name } = model.outputs[i]!.sourceLayer;
    const before = model.outputs.slice(0, i).filter(({ sourceLayer }) => sourceLayer.name === name);
    named[before.length === 0 ? name : `${name}_${before.length}`] = tensor;
  });
  return named;
}
