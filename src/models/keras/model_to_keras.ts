/**
 * Models of tfjs in Keras 3's configuration.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import { isInput, isSequential } from "./inner_layers.ts";
import { type JsonObject, KerasFileError } from "./keras_error.ts";
import { inputToKeras, type KerasEntry, layerToKeras } from "./layer_to_keras.ts";

/** The configuration of a whole model. */
export function modelToKeras(model: tf.LayersModel): KerasEntry {
  if (model.outputs === undefined || model.outputs.length === 0) {
    throw new KerasFileError(
      `The model "${model.name}" has no layers, or does not know what shape it takes: give its first ` +
        "layer an inputShape",
    );
  }
  return isSequential(model) ? sequential(model) : functional(model);
}

function sequential(model: tf.LayersModel): KerasEntry {
  const input = model.inputs[0]!;
  const layers = [
    inputToKeras(input.sourceLayer.name, input),
    ...model.layers.filter((layer) => !isInput(layer)).map((layer) =>
      layerToKeras(layer, modelToKeras)
    ),
  ];
  const config = { name: model.name, trainable: model.trainable, dtype: "float32", layers };
  return {
    module: "keras",
    class_name: "Sequential",
    config: { ...config, build_input_shape: input.shape },
    registered_name: null,
  };
}

/** A result of a call. */
type Place = readonly [layer: string, call: number, tensor: number];

/** What tfjs keeps of a model's calls; its own getConfig leaves states out, with a warning. */
interface WithNodes {
  /** Calls that belong to the model, as `<layer>_ib-<call>`; a layer may be called elsewhere as well. */
  readonly containerNodes: ReadonlySet<string>;
  readonly inputLayers: readonly tf.layers.Layer[];
  readonly inputLayersNodeIndices: readonly number[];
  readonly inputLayersTensorIndices: readonly number[];
  readonly outputLayers: readonly tf.layers.Layer[];
  readonly outputLayersNodeIndices: readonly number[];
  readonly outputLayersTensorIndices: readonly number[];
}

interface CallNode {
  readonly inboundLayers: readonly tf.layers.Layer[];
  readonly nodeIndices: readonly number[];
  readonly tensorIndices: readonly number[];
  readonly inputTensors: readonly tf.SymbolicTensor[];
}

function functional(model: tf.LayersModel): KerasEntry {
  const nodes = model as unknown as WithNodes;
  /** Calls of a layer within this model, by their index in the layer. */
  const callsOf = new Map(model.layers.map((layer) => [layer, ownCalls(layer, nodes)]));
  const place = (layer: tf.layers.Layer, call: number, tensor: number): Place => [
    layer.name,
    callsOf.get(layer)!.indexOf(call),
    tensor,
  ];
  const layers = model.layers.map((layer) => {
    const entry = isInput(layer)
      ? inputToKeras(layer.name, layer.output as tf.SymbolicTensor)
      : layerToKeras(layer, modelToKeras);
    const calls = isInput(layer) ? [] : callsOf.get(layer)!.map((call) => {
      const { inboundLayers, nodeIndices, tensorIndices, inputTensors } = callNode(layer, call);
      return inboundLayers.map((one, i) => ({
        place: place(one, nodeIndices[i]!, tensorIndices[i]!),
        tensor: inputTensors[i]!,
      }));
    });
    return {
      ...entry,
      name: layer.name,
      inbound_nodes: calls.map((call) => callToKeras(layer, call)),
    };
  });
  return {
    module: "keras.src.models.functional",
    class_name: "Functional",
    config: {
      name: model.name,
      trainable: model.trainable,
      layers,
      input_layers: nodes.inputLayers.map((layer, i) =>
        place(layer, nodes.inputLayersNodeIndices[i]!, nodes.inputLayersTensorIndices[i]!)
      ),
      output_layers: nodes.outputLayers.map((layer, i) =>
        place(layer, nodes.outputLayersNodeIndices[i]!, nodes.outputLayersTensorIndices[i]!)
      ),
    },
    registered_name: "Functional",
  };
}

function callNode(layer: tf.layers.Layer, call: number): CallNode {
  return layer.inboundNodes[call] as unknown as CallNode;
}

/** A model's first call is the one that made it, which is inside of it. */
function ownCalls(layer: tf.layers.Layer, { containerNodes }: WithNodes): number[] {
  const names = [...containerNodes];
  return layer.inboundNodes.map((_, call) => call).filter((call) =>
    names.includes(`${layer.name}_ib-${call}`) &&
    (isInput(layer) || callNode(layer, call).inboundLayers.length > 0)
  );
}

interface Input {
  readonly place: Place;
  readonly tensor: tf.SymbolicTensor;
}

function callToKeras(layer: tf.layers.Layer, inputs: readonly Input[]): JsonObject {
  const tensors = inputs.map(({ place, tensor: { shape, dtype } }) => ({
    class_name: "__keras_tensor__",
    config: { shape, dtype, keras_history: place },
  }));
  const [first, ...states] = tensors;
  if ("cell" in layer || "forwardLayer" in layer) {
    return { args: [first], kwargs: states.length === 0 ? {} : { initial_state: states } };
  }
  return { args: [tensors.length === 1 ? first : tensors], kwargs: {} };
}
