/**
 * Models of tfjs, made of Keras' configurations.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import {
  isObject,
  type JsonObject,
  KerasFileError,
  listOf,
  objectOf,
  shown,
  textOf,
} from "./keras_error.ts";
import { type KerasSource, layerFromKeras, MODELS, restoreName } from "./layer_from_keras.ts";
import { isInput, isModel } from "./inner_layers.ts";
import { weightGroups } from "./layer_weights.ts";
import type { KerasVersion } from "./parts.ts";

type Layer = tf.layers.Layer;

/** Models in models, at most. */
const MAX_DEPTH = 32;

/**
 * The model that a configuration describes; its weights are zeros.
 *
 * @throws {KerasFileError} When it has what tfjs does not have.
 */
export function modelFromKeras(
  entry: unknown,
  { version, onNotice }: { version: KerasVersion; onNotice: (notice: string) => void },
): tf.LayersModel {
  let depth = 0;
  const made: Layer[] = [];
  const source: KerasSource = {
    version,
    onNotice,
    onLayer: (layer) => made.push(layer),
    makeModel(entry) {
      if (++depth > MAX_DEPTH) {
        throw new KerasFileError(`Models are nested deeper than ${MAX_DEPTH}`);
      }
      const model = entry.class_name === "Sequential"
        ? sequential(entry, source)
        : functional(entry, source);
      depth--;
      return model;
    },
  };
  const top = objectOf(entry, "The model's configuration");
  const className = textOf(top.class_name, "The model's class");
  if (!MODELS.includes(className)) {
    throw new KerasFileError(
      `The model is of the class "${className}", whose layers are called by Python code; only ` +
        "Sequential and Functional models can be read",
    );
  }
  try {
    return source.makeModel(top);
  } catch (error) {
    for (const layer of made) disposeWeights(layer);
    throw error;
  }
}

/** Layers of a model that was not finished are not its own yet. */
function disposeWeights(layer: Layer): void {
  for (const { weights } of weightGroups(layer)) {
    for (const { variable } of weights) if (!variable.isDisposed) variable.dispose();
  }
}

function sequential({ config }: JsonObject, source: KerasSource): tf.Sequential {
  // Keras 1 and 2.0 wrote the layers alone.
  const options = Array.isArray(config)
    ? { layers: config as unknown[] }
    : objectOf(config, "A Sequential's configuration");
  const entries = listOf(options.layers, "The layers of a Sequential").map((one) =>
    objectOf(one, "A layer of a Sequential")
  );
  const name = "name" in options && typeof options.name === "string" ? options.name : undefined;
  const model = tf.sequential(name === undefined ? {} : { name });
  const first = entries[0];
  const shape = "build_input_shape" in options ? options.build_input_shape : undefined;
  for (const entry of entries) {
    const given = entry === first && entry.class_name !== "InputLayer" && shape !== undefined
      ? withShape(entry, shape)
      : entry;
    add(model, layerFromKeras(given, source));
  }
  if (entries.length > 0 && model.outputs === undefined) {
    throw new KerasFileError(
      `The Sequential "${
        name ?? ""
      }" does not say what shape it takes: build it before it is saved`,
    );
  }
  setTrainable(model, options);
  return model;
}

function add(model: tf.Sequential, layer: Layer): void {
  try {
    knowLengths(layer, model.outputs?.[0]?.shape);
    model.add(layer);
    restoreName(layer);
  } catch (cause) {
    throw new KerasFileError(`Layer "${layer.name}" does not fit: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** tfjs leaves a length of -1 open as long as it does not know the number of examples. */
function knowLengths(layer: Layer, input: tf.Shape | undefined): void {
  // tfjs notes null for -1.
  const reshape = layer as Layer & { targetShape?: (number | null)[] };
  const { targetShape } = reshape;
  const lengths = input?.slice(1) ?? [null];
  if (!Array.isArray(targetShape) || lengths.includes(null)) return;
  const size = (lengths as number[]).reduce((product, length) => product * length, 1);
  const given = targetShape.filter((length) => length !== null && length !== -1) as number[];
  const known = given.reduce((product, length) => product * length, 1);
  if (targetShape.length - given.length !== 1 || size % known !== 0) return;
  reshape.targetShape = targetShape.map((length) =>
    length === null || length === -1 ? size / known : length
  );
}

function withShape(entry: JsonObject, shape: unknown): JsonObject {
  const config = objectOf(entry.config, "A layer's configuration");
  if (config.batch_input_shape !== undefined || config.batch_shape !== undefined) return entry;
  return { ...entry, config: { ...config, batch_input_shape: shape } };
}

/** A frozen model freezes its layers, as in Keras. */
function setTrainable(model: tf.LayersModel, config: object): void {
  if ("trainable" in config && config.trainable === false) model.trainable = false;
}

/** A call that waits for its inputs. */
interface Call {
  readonly layer: Layer;
  /** As the file names it. */
  readonly name: string;
  readonly index: number;
  readonly inputs: readonly Source[];
  /** Inputs that are states of a recurrent layer. */
  readonly states: readonly Source[];
}

/** One result of a call of a layer. */
type Source = readonly [layer: string, call: number, tensor: number];

function functional({ config }: JsonObject, source: KerasSource): tf.LayersModel {
  const options = objectOf(config, "A model's configuration");
  const entries = listOf(options.layers, "The layers of a model").map((one) =>
    objectOf(one, "A layer of a model")
  );
  const results = new Map<string, tf.SymbolicTensor[][]>();
  const calls: Call[] = [];
  const masks = new Set(entries.filter(isMask).map(({ name }) => String(name)));
  const layers: Layer[] = [];
  for (const entry of entries) {
    if (isMask(entry)) continue;
    const layer = layerFromKeras(entry, source);
    layers.push(layer);
    const name = typeof entry.name === "string" ? entry.name : layer.name;
    if (results.has(name)) throw new KerasFileError(`Two layers are named "${name}"`);
    const nodes = listOf(entry.inbound_nodes ?? [], `The calls of layer "${name}"`);
    const first = firstCalls(layer, nodes);
    results.set(name, first);
    nodes.forEach((node, i) =>
      calls.push(callOf(node, { layer, name, index: first.length + i, masks }))
    );
  }
  run(calls, results);
  layers.forEach(restoreName);
  const ends = (key: "input_layers" | "output_layers") =>
    endsOf(options[key], key).map((end) => resultOf(end, results));
  const inputs = ends("input_layers");
  const outputs = ends("output_layers");
  const made = {
    inputs: inputs.length === 1 ? inputs[0]! : inputs,
    outputs: outputs.length === 1 ? outputs[0]! : outputs,
    ...typeof options.name === "string" && { name: options.name },
  };
  try {
    const model = tf.model(made);
    setTrainable(model, options);
    return model;
  } catch (cause) {
    throw new KerasFileError(
      `The model "${String(options.name ?? "")}" cannot be made: ${(cause as Error).message}`,
      { cause },
    );
  }
}

/** What there is before a layer is called. */
function firstCalls(layer: Layer, nodes: readonly unknown[]): tf.SymbolicTensor[][] {
  if (isInput(layer)) return [[layer.output].flat()];
  // Keras 2 counts the making of a model as its first call.
  return isModel(layer) && Array.isArray(nodes[0]) ? [[]] : [];
}

/**
 * Keras 3 writes down how it makes the mask of padded steps, as operations; tfjs makes it by itself.
 * As an input of a layer these are refused: nothing gives it.
 */
function isMask({ class_name }: JsonObject): boolean {
  return class_name === "NotEqual" || class_name === "Any";
}

/** Runs calls whose inputs are there, until all have run. */
function run(calls: readonly Call[], results: Map<string, tf.SymbolicTensor[][]>): void {
  let waiting = calls;
  while (waiting.length > 0) {
    const left = waiting.filter((call) => {
      const own = results.get(call.name) ?? [];
      const ready = call.index === own.length &&
        [...call.inputs, ...call.states].every(([name, index]) =>
          results.get(name)?.[index] !== undefined
        );
      if (ready) own.push(apply(call, results));
      return !ready;
    });
    if (left.length === waiting.length) {
      const names = left.map(({ name }) => name).slice(0, 5).join(", ");
      throw new KerasFileError(`Layers wait for inputs that nothing gives: ${names}`);
    }
    waiting = left;
  }
}

function apply(
  { layer, inputs, states }: Call,
  results: ReadonlyMap<string, tf.SymbolicTensor[][]>,
): tf.SymbolicTensor[] {
  const given = inputs.map((input) => resultOf(input, results));
  const kwargs = states.length === 0
    ? {}
    : { initialState: states.map((state) => resultOf(state, results)) };
  try {
    if (given.length === 1) knowLengths(layer, given[0]!.shape);
    return [layer.apply(given.length === 1 ? given[0]! : given, kwargs)]
      .flat() as tf.SymbolicTensor[];
  } catch (cause) {
    throw new KerasFileError(`Layer "${layer.name}" does not fit: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function resultOf(
  [name, call, index]: Source,
  results: ReadonlyMap<string, tf.SymbolicTensor[][]>,
): tf.SymbolicTensor {
  const tensor = results.get(name)?.[call]?.[index];
  if (tensor === undefined) {
    throw new KerasFileError(`Layer "${name}" has no result ${index} of call ${call}`);
  }
  return tensor;
}

function callOf(
  node: unknown,
  { layer, name, index, masks }: {
    layer: Layer;
    name: string;
    index: number;
    masks: ReadonlySet<string>;
  },
): Call {
  const where = `The call ${index} of layer "${name}"`;
  if (Array.isArray(node)) return { layer, name, index, ...legacyInputs(node, where) };
  const { args, kwargs } = objectOf(node, where);
  const positional = listOf(args, where);
  const { initial_state, ...others } = objectOf(kwargs ?? {}, where);
  const states = sourcesIn(initial_state);
  for (const [key, value] of Object.entries(others)) {
    const sources = sourcesIn(value);
    const isMade = key === "mask" && sources.length > 0 &&
      sources.every(([name]) => masks.has(name));
    if (!isMade) refuseArgument(key, value, where);
  }
  const [first, ...rest] = positional;
  // Recurrent layers may get their states by position, others several tensors.
  const more = rest.flatMap(sourcesIn);
  if (rest.some((one) => one !== null && sourcesIn(one).length === 0)) {
    throw new KerasFileError(`${where} has an argument that is no tensor: ${shown(rest)}`);
  }
  const inputs = sourcesIn(first);
  if (inputs.length === 0) throw new KerasFileError(`${where} has no input: ${shown(first)}`);
  return "cell" in layer || "forwardLayer" in layer
    ? { layer, name, index, inputs, states: [...more, ...states] }
    : { layer, name, index, inputs: [...inputs, ...more], states };
}

/** Keras 2: a list of `[layer, call, tensor, arguments]`, or one of these alone. */
function legacyInputs(node: unknown[], where: string): { inputs: Source[]; states: Source[] } {
  const rows = typeof node[0] === "string" ? [node] : node;
  const states: Source[] = [];
  const inputs = rows.map((row): Source => {
    const [name, call, tensor, kwargs] = listOf(row, where);
    for (const [key, value] of Object.entries(isObject(kwargs) ? kwargs : {})) {
      if (key === "initial_state" && Array.isArray(value)) {
        const each = typeof value[0] === "string" ? [value] : value;
        states.push(...each.map((one) => sourceOf(listOf(one, where), where)));
      } else refuseArgument(key, value, where);
    }
    return sourceOf([name, call, tensor], where);
  });
  return { inputs, states };
}

function refuseArgument(key: string, value: unknown, where: string): void {
  if (value === null || value === undefined || key === "training" && value === false) return;
  throw new KerasFileError(
    `${where} has the argument ${key} = ${shown(value)}, which tfjs does not have`,
  );
}

/** The tensors in an argument. */
function sourcesIn(value: unknown): Source[] {
  if (Array.isArray(value)) return value.flatMap(sourcesIn);
  if (!isObject(value)) return [];
  if (value.class_name === "__keras_tensor__") {
    const { keras_history } = objectOf(value.config, "A tensor's configuration");
    return [sourceOf(listOf(keras_history, "A tensor's place"), "A tensor's place")];
  }
  // Keras goes through inputs by name in this order.
  return Object.keys(value).sort().flatMap((key) => sourcesIn(value[key]));
}

function sourceOf(row: readonly unknown[], where: string): Source {
  const [name, call, tensor] = row;
  if (typeof name === "string" && Number.isInteger(call) && Number.isInteger(tensor)) {
    return [name, call as number, tensor as number];
  }
  throw new KerasFileError(`${where} is ${shown(row)}, not a layer, a call and a tensor`);
}

/** Where a model begins and ends: one place, a list, or places by name. */
function endsOf(value: unknown, what: string): Source[] {
  if (isObject(value)) return Object.keys(value).sort().flatMap((key) => endsOf(value[key], what));
  const list = listOf(value, what);
  if (typeof list[0] === "string") return [sourceOf(list, what)];
  return list.flatMap((one) => endsOf(one, what));
}
