/**
 * One layer of tfjs, made of Keras' configuration.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { gruClasses } from "./gru.ts";
import {
  isObject,
  type JsonObject,
  KerasFileError,
  listOf,
  objectOf,
  shown,
  textOf,
} from "./keras_error.ts";
import { innerLayers, isModel } from "./inner_layers.ts";
import { LAYERS, type OptionKind } from "./layer_table.ts";
import { activationFromKeras, type KerasVersion, partFromKeras, type TfjsConfig } from "./parts.ts";
import { camelCase } from "./words.ts";

type Layer = tf.layers.Layer;

/** What layers of a file have in common. */
export interface KerasSource {
  /** Keras 2 and 3 use some words for different things. */
  readonly version: KerasVersion;
  /** Makes a model that stands in the place of a layer. */
  readonly makeModel: (entry: JsonObject) => tf.LayersModel;
  /** Told of each layer that is made. */
  readonly onLayer: (layer: Layer) => void;
  /** Told what is carried over in another way. */
  readonly onNotice: (notice: string) => void;
}

/** Class names that stand for models. */
export const MODELS: readonly string[] = ["Sequential", "Functional", "Model"];

/** Options that every layer may have. */
const COMMON = ["name", "trainable", "dtype", "batch_input_shape", "batch_shape", "input_shape"];

/** The layer that an entry of Keras' configuration describes. */
export function layerFromKeras(entry: JsonObject, source: KerasSource): Layer {
  const className = textOf(entry.class_name, "A layer's class");
  refuseCode(className, entry);
  if (MODELS.includes(className)) return source.makeModel(entry);
  const config = objectOf(entry.config, `The configuration of ${className}`);
  const name = `${className} "${String(config.name ?? "")}"`;
  const made = make(className, tfjsConfig(className, config, { name, source }), name);
  source.onLayer(made);
  if (config.trainable === false) made.trainable = false;
  if (typeof config.name === "string") realNames.set(made, config.name);
  // What it draws is replaced by the file's weights.
  made.setFastWeightInitDuringBuild(true);
  return made;
}

/** Names that tfjs does not take for those of variables; layers get them back when they are built. */
const realNames = new WeakMap<Layer, string>();

function safeName(name: string): string {
  const safe = name.replace(/[^-A-Za-z0-9._/]/g, "_");
  return /^[A-Za-z0-9]/.test(safe) ? safe : `layer${safe}`;
}

/** Gives a layer that is built its own name, and those inside it theirs. */
export function restoreName(layer: Layer): void {
  const name = realNames.get(layer);
  if (name !== undefined) layer.name = name;
  if (!isModel(layer)) { for (const inner of innerLayers(layer)) restoreName(inner.layer); }
}

function refuseCode(className: string, entry: JsonObject): void {
  const { module, config } = entry;
  const place = `"${isObject(config) ? String(config.name ?? "") : ""}"`;
  if (className === "Lambda" || className === "__lambda__") {
    throw new KerasFileError(
      `${className} ${place} holds Python code, which is never run; build the model without it`,
    );
  }
  if (typeof module === "string" && /^keras(\.src)?\.ops\b/.test(module)) {
    throw new KerasFileError(
      `${place} is the operation ${module}.${className}, written as x + y or keras.ops in Python; ` +
        "tfjs has layers only, such as Add",
    );
  }
}

interface Place {
  /** The layer, for errors. */
  readonly name: string;
  readonly source: KerasSource;
}

/** A configuration in tfjs' words; each option is known or refused. */
function tfjsConfig(className: string, config: JsonObject, place: Place): TfjsConfig {
  const common = commonConfig(config, place);
  if (className === "InputLayer") return { ...common, ...inputConfig(config, place) };
  if (WRAPPERS[className] !== undefined) {
    return { ...common, ...wrapperConfig(className, config, place) };
  }
  const known = LAYERS[className];
  if (known === undefined) return { ...common, ...customConfig(className, config, place) };
  const names = new Map(Object.entries(known.renamed ?? {}).map(([old, now]) => [now, old]));
  const result = common;
  for (const [key, value] of Object.entries(config)) {
    if (COMMON.includes(key) || value === null) continue;
    const option = names.get(key) ?? key;
    const kind = known.options[option];
    if (kind === undefined) throw unknownOption(place, key, value);
    const converted = optionFromKeras(kind, value, { what: `${place.name}: ${key}`, key, place });
    if (converted !== undefined) result[camelCase(option)] = converted;
  }
  return result;
}

function unknownOption({ name }: Place, key: string, value: unknown): KerasFileError {
  return new KerasFileError(`${name} has ${key} = ${shown(value)}, which tfjs does not have`);
}

function optionFromKeras(
  kind: OptionKind,
  value: unknown,
  { what, key, place }: { what: string; key: string; place: Place },
): tf.serialization.ConfigDictValue | undefined {
  if (typeof kind === "object") {
    if (kind.only.includes(value)) return undefined;
    // How long texts are follows from the data; Keras 3 has dropped it.
    if (key === "input_length") return undefined;
    throw unknownOption(place, key, value);
  }
  if (kind === "value") return plain(value, what);
  if (kind === "padding" && value !== "same" && value !== "valid") {
    throw unknownOption(place, key, value);
  }
  if (kind === "word" || kind === "padding") return camelCase(textOf(value, what));
  if (kind === "activation") return activationFromKeras(value, what, place.source.version);
  return partFromKeras(value, kind, what);
}

/** Numbers, booleans and lists of them; a seed may be a generator's state, which is not needed. */
function plain(value: unknown, what: string): tf.serialization.ConfigDictValue | undefined {
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((one) => plain(one, what) ?? null);
  if (isObject(value) && what.endsWith(": seed")) return undefined;
  if (value === null) return null;
  throw new KerasFileError(`${what} is ${shown(value)}, which tfjs does not have`);
}

function commonConfig(config: JsonObject, place: Place): TfjsConfig {
  const result: TfjsConfig = {};
  if (typeof config.name === "string") result.name = safeName(config.name);
  // That of an input is the data's own.
  if (!place.name.startsWith("InputLayer ")) checkDtype(config.dtype, place);
  const shape = config.batch_input_shape ?? config.batch_shape;
  if (Array.isArray(shape)) result.batchInputShape = shape.map((length) => length as number | null);
  return result;
}

const INPUT_DTYPES: Readonly<Record<string, tf.DataType>> = {
  float16: "float32",
  bfloat16: "float32",
  float32: "float32",
  float64: "float32",
  int8: "int32",
  int16: "int32",
  int32: "int32",
  int64: "int32",
  uint8: "int32",
  uint16: "int32",
  bool: "bool",
};

/** Weights and arithmetic are float32; a policy that only computes in less is told of. */
function checkDtype(dtype: unknown, { name, source }: Place): void {
  const policy = isObject(dtype) && isObject(dtype.config) ? dtype.config.name : dtype;
  if (policy === undefined || policy === null || policy === "float32") return;
  if (policy === "mixed_float16" || policy === "mixed_bfloat16") {
    source.onNotice(`${name} computes in float32 instead of ${policy}`);
    return;
  }
  throw new KerasFileError(`${name} is of dtype ${shown(dtype)}; tfjs' layers are float32`);
}

function inputConfig(config: JsonObject, place: Place): TfjsConfig {
  for (const key of ["sparse", "ragged", "optional"]) {
    if (config[key] === true) throw unknownOption(place, key, true);
  }
  const shape = config.batch_shape ?? config.batch_input_shape;
  const lengths = listOf(shape, `${place.name}: batch_shape`);
  if (!lengths.every((length) => length === null || Number.isSafeInteger(length))) {
    throw new KerasFileError(`${place.name} has batch_shape = ${shown(shape)}`);
  }
  const dtype = INPUT_DTYPES[String(config.dtype ?? "float32")];
  if (dtype === undefined) throw unknownOption(place, "dtype", config.dtype);
  return { batchInputShape: lengths as number[], dtype };
}

/** Layers around layers, with their options. */
const WRAPPERS: Readonly<Record<string, readonly string[]>> = {
  Bidirectional: ["layer", "backward_layer", "merge_mode"],
  TimeDistributed: ["layer"],
  RNN: [
    "cell",
    "return_sequences",
    "return_state",
    "go_backwards",
    "stateful",
    "unroll",
    "time_major",
    "zero_output_for_mask",
  ],
  StackedRNNCells: ["cells"],
};

function wrapperConfig(className: string, config: JsonObject, place: Place): TfjsConfig {
  const { source } = place;
  for (const [key, value] of Object.entries(config)) {
    if (COMMON.includes(key) || value === null) continue;
    if (!WRAPPERS[className]!.includes(key)) throw unknownOption(place, key, value);
  }
  const inner = (value: unknown, what: string) =>
    layerFromKeras(objectOf(value, `${place.name}: ${what}`), source);
  const asConfig = (layer: unknown) => layer as tf.serialization.ConfigDictValue;
  if (className === "StackedRNNCells") {
    const cells = listOf(config.cells, `${place.name}: cells`);
    return { cells: asConfig(cells.map((cell) => inner(cell, "cells"))) };
  }
  if (className === "TimeDistributed") return { layer: asConfig(inner(config.layer, "layer")) };
  if (className === "Bidirectional") {
    return { ...bidirectional(config, place), layer: asConfig(inner(forward(config), "layer")) };
  }
  const flag = (key: string) => config[key] === true;
  if (flag("time_major")) throw unknownOption(place, "time_major", true);
  return {
    cell: asConfig(inner(config.cell, "cell")),
    returnSequences: flag("return_sequences"),
    returnState: flag("return_state"),
    goBackwards: flag("go_backwards"),
    stateful: flag("stateful"),
    unroll: flag("unroll"),
  };
}

/** tfjs puts "forward_" before the name again. */
function forward(config: JsonObject): unknown {
  const { layer } = config;
  if (!isObject(layer) || !isObject(layer.config)) return layer;
  const name = String(layer.config.name ?? "").replace(/^forward_/, "");
  return { ...layer, config: { ...layer.config, name } };
}

/** tfjs makes the layer that goes backwards of the other one: both must say the same. */
function bidirectional(
  { layer, backward_layer, merge_mode }: JsonObject,
  place: Place,
): TfjsConfig {
  if (isObject(backward_layer) && isObject(layer)) {
    const settings = ({ config, class_name }: JsonObject) => {
      const { name: _name, go_backwards: _direction, dtype: _dtype, ...rest } = objectOf(
        config,
        `${place.name}: layer`,
      );
      return JSON.stringify(withoutIdentities({ class_name, rest }));
    };
    if (settings(layer) !== settings(backward_layer)) {
      throw new KerasFileError(
        `${place.name} has a backward_layer that differs from its layer; tfjs makes one of the other`,
      );
    }
  }
  return { mergeMode: merge_mode === undefined ? "concat" : merge_mode as string | null };
}

/** Keras numbers objects by their place in memory. */
function withoutIdentities(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIdentities);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).filter(([key]) => key !== "shared_object_id").map((
      [key, one],
    ) => [key, withoutIdentities(one)]),
  );
}

/** A class of the caller's own, registered with tfjs, gets its options as they are. */
function customConfig(className: string, config: JsonObject, { name }: Place): TfjsConfig {
  if (registered(className) === undefined) {
    throw new KerasFileError(
      `${name} is of a class that tfjs does not have; register one of that name with ` +
        "tf.serialization.registerClass, or build the model without it",
    );
  }
  const own = Object.entries(config).filter(([key]) => !COMMON.includes(key));
  return Object.fromEntries(own.map(([key, value]) => [camelCase(key), value])) as TfjsConfig;
}

/** Keras' two forms of the GRU are two classes here. */
function tfjsName(className: string, { resetAfter }: TfjsConfig): string {
  if (!/^GRU(Cell)?$/.test(className) || resetAfter !== true) return className;
  gruClasses();
  return `tensaur>${className}`;
}

type LayerClass = tf.serialization.SerializableConstructor<Layer>;

function registered(
  className: string,
): [LayerClass, tf.serialization.FromConfigMethod<Layer>] | undefined {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  if (!Object.hasOwn(classNameMap, className)) return undefined;
  return classNameMap[className] as unknown as [
    LayerClass,
    tf.serialization.FromConfigMethod<Layer>,
  ];
}

function make(kerasName: string, config: TfjsConfig, name: string): Layer {
  const className = tfjsName(kerasName, config);
  const [make, fromConfig] = registered(className) ?? [];
  if (make === undefined || fromConfig === undefined) {
    throw new KerasFileError(`${name} is of a class that tfjs does not have`);
  }
  try {
    // Layers inside have been made already, which their own fromConfig would do again.
    return className in WRAPPERS ? new make(config) : fromConfig(make, config);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new KerasFileError(`${name} cannot be made: ${reason}`, { cause });
  }
}
