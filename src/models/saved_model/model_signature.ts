/**
 * What a model of layers computes, as a signature.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import type { SavedInput, SavedSignature } from "./signature_source.ts";

/**
 * The answer of a model in inference mode.
 *
 * @param given Other shapes and dtypes for its inputs, by name.
 * @throws {TypeError} If it has no input of such a name, or a shape does not fit.
 */
export function modelSignature(
  model: tf.LayersModel,
  given: Readonly<Record<string, SavedInput>>,
): SavedSignature {
  if (!(model instanceof tf.LayersModel)) {
    throw new TypeError(
      `Cannot save ${String(model)} as a SavedModel: give a model of layers or a function`,
    );
  }
  if (model.inputs.length === 0) {
    throw new TypeError(
      `Cannot save the model ${model.name}: it does not know its inputs; give its first layer an inputShape`,
    );
  }
  const known = layerNames(model.inputs);
  const outputNames = layerNames(model.outputs);
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    throw new TypeError(
      `Cannot save the model ${model.name}: it has no input ${name}, only ${known.join(", ")}`,
    );
  }
  const inputs = model.inputs.map((input, i): [string, SavedInput] => {
    const name = known[i]!;
    const { shape = input.shape, dtype = input.dtype } = given[name] ?? {};
    const fits = shape.length === input.shape.length &&
      input.shape.every((axis, j) => axis === null || axis === shape[j]);
    if (!fits) {
      throw new TypeError(
        `Cannot save the model ${model.name}: its input ${name} has the shape ${
          JSON.stringify(input.shape)
        }, not ${JSON.stringify(shape)}`,
      );
    }
    return [name, { shape, dtype }];
  });
  return {
    inputs: Object.fromEntries(inputs),
    compute: (...tensors: tf.Tensor[]) => {
      const cast = tensors.map((tensor, i) => tf.cast(tensor, model.inputs[i]!.dtype));
      const answer = model.apply(cast.length === 1 ? cast[0]! : cast, { training: false });
      const outputs = [answer].flat() as tf.Tensor[];
      return Object.fromEntries(outputs.map((one, i) => [outputNames[i]!, one]));
    },
  };
}

/** Names of the layers that tensors come from, as TensorFlow takes them, each once. */
function layerNames(tensors: readonly tf.SymbolicTensor[]): string[] {
  const names: string[] = [];
  for (const { sourceLayer } of tensors) {
    const plain = sourceLayer.name.replaceAll(/[^\w.\-/]/g, "_").replace(/^(?![A-Za-z_.])/, "_");
    let name = plain;
    for (let i = 1; names.includes(name); i++) name = `${plain}_${i}`;
    names.push(name);
  }
  return names;
}
