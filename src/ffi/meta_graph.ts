/**
 * What a SavedModel says about itself (`MetaGraphDef` in
 * `tensorflow/core/protobuf/meta_graph.proto`).
 *
 * @module
 */

import { readShape } from "./attr_value.ts";
import {
  fieldBytes,
  fieldInt,
  fieldText,
  messageMap,
  messageText,
  repeatedBytes,
  repeatedInts,
} from "./protobuf.ts";

/** An input or an output of a signature. */
export interface SignatureTensor {
  /** Name of the tensor in the graph, such as `"serving_default_x:0"`. */
  name: string;
  /** Number of `TF_DataType`. */
  dtype: number;
  /** Axis lengths, -1 where any length goes; null if any rank goes. */
  shape: number[] | null;
}

/** One way to call a SavedModel. */
export interface Signature {
  /** Inputs by the names that the model's author gave them, sorted by name. */
  inputs: Map<string, SignatureTensor>;
  /** Outputs by name, sorted by name. */
  outputs: Map<string, SignatureTensor>;
}

/** Names of the nodes that save and restore a graph's variables. */
export interface Saver {
  /** Placeholder for the checkpoint's path. */
  filename: string;
  /** Tensor whose computing writes the checkpoint. */
  save: string;
  /** Operation that reads it. */
  restore: string;
}

/** One graph of a SavedModel, with its signatures. */
export interface MetaGraph {
  /** Tags by which it is chosen, such as `["serve"]`. */
  tags: string[];
  /** Signatures by name, without the one that only initialises. */
  signatures: Map<string, Signature>;
  /** The encoded `GraphDef`. */
  graphDef: Uint8Array;
  /** How variables are saved; undefined if the model has none. */
  saver: Saver | undefined;
  /** By function: what it takes after its arguments. Empty for models of TensorFlow 1. */
  captures: Map<string, (Capture | undefined)[]>;
  /** Names of the trainable variables in a model of TensorFlow 1. */
  trainable: Set<string>;
}

/** A variable that a function of a SavedModel takes besides its arguments. */
export interface Capture {
  /** Name that the model's author, or Keras, gave it; not always unique. */
  name: string;
  /** Whether the author marked it as trainable. */
  trainable: boolean;
}

/** Numbers of the fields of `MetaGraphDef`. */
const Meta = {
  info: 1,
  graph: 2,
  saver: 3,
  collections: 4,
  signatures: 5,
  objects: 7,
} as const;
const INFO_TAGS = 4;

/** Signature that only runs the model's initialisers. */
const INIT_SIGNATURE = "__saved_model_init_op";

/**
 * Reads the `saved_model.pb` in `directory`.
 *
 * @returns Its graphs.
 * @throws {TypeError} If there is no such file in the folder, or it is no SavedModel.
 */
export function readSavedModelFile(directory: string): MetaGraph[] {
  const path = `${directory.replace(/[/\\]+$/, "")}/saved_model.pb`;
  let bytes: Uint8Array;
  try {
    bytes = Deno.readFileSync(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory)) {
      throw cause;
    }
    throw new TypeError(
      `There is no saved_model.pb file in the directory: ${directory}`,
      { cause },
    );
  }
  try {
    return repeatedBytes(bytes, 2).map(readMetaGraph);
  } catch (cause) {
    throw new TypeError(`Cannot load a SavedModel: ${path} is damaged`, { cause });
  }
}

/** Decodes a `MetaGraphDef`. */
export function readMetaGraph(message: Uint8Array): MetaGraph {
  const signatures = new Map<string, Signature>();
  for (const [name, signature] of messageMap(message, Meta.signatures)) {
    if (name !== INIT_SIGNATURE) signatures.set(name, readSignature(signature));
  }
  return {
    tags: repeatedBytes(fieldBytes(message, Meta.info) ?? NONE, INFO_TAGS).map(messageText),
    signatures,
    graphDef: fieldBytes(message, Meta.graph) ?? NONE,
    saver: readSaver(fieldBytes(message, Meta.saver)),
    captures: readCaptures(fieldBytes(message, Meta.objects) ?? NONE),
    trainable: trainableCollection(
      messageMap(message, Meta.collections).get("trainable_variables"),
    ),
  };
}

function readSignature(message: Uint8Array): Signature {
  const tensors = (field: number) =>
    new Map(
      [...messageMap(message, field)]
        // A protobuf map has no order; sorted by name is the one that tfjs-node gives it.
        .sort(([a], [b]) => a < b ? -1 : 1)
        .map(([name, info]): [string, SignatureTensor] => [name, {
          name: fieldText(info, 1),
          dtype: fieldInt(info, 2),
          shape: readShape(fieldBytes(info, 3)),
        }]),
    );
  return { inputs: tensors(1), outputs: tensors(2) };
}

function readSaver(message: Uint8Array | undefined): Saver | undefined {
  if (message === undefined || fieldText(message, 3) === "") return undefined;
  return {
    filename: fieldText(message, 1),
    save: fieldText(message, 2),
    restore: fieldText(message, 3),
  };
}

/** Reads a `SavedObjectGraph`: objects, and functions that are bound to some of them. */
function readCaptures(graph: Uint8Array): MetaGraph["captures"] {
  const variables = repeatedBytes(graph, 1).map((object): Capture | undefined => {
    const variable = fieldBytes(object, 7);
    return variable && { name: fieldText(variable, 6), trainable: fieldInt(variable, 3) !== 0 };
  });
  return new Map(
    [...messageMap(graph, 2)].map(([name, bound]) => [
      name,
      repeatedInts(bound, 2).map((id) => variables[id]),
    ]),
  );
}

/** Reads a list of encoded `VariableDef`s. */
function trainableCollection(collection: Uint8Array | undefined): Set<string> {
  const list = collection && fieldBytes(collection, 2);
  const variables = list === undefined ? [] : repeatedBytes(list, 1);
  return new Set(variables.map((variable) => fieldText(variable, 1).replace(/:0$/, "")));
}

const NONE = new Uint8Array();
