/**
 * Functions and variables as a TensorFlow SavedModel.
 *
 * @module
 */

import type { TensorflowBackend } from "../../engine/backend.ts";
import { BACKEND } from "../../engine/info.ts";
import { isTracing } from "../../engine/op_context.ts";
import * as tf from "../../engine/tf.ts";
import { tfjsDType } from "../../engine/tfjs_dtype.ts";
import { Graph } from "../../ffi/graph.ts";
import { MessageWriter } from "../../ffi/protobuf.ts";
import { encodeEntry, encodeShape } from "./encode.ts";
import {
  addCalls,
  addSaver,
  addVariables,
  INIT,
  NodeNames,
  type PlacedSignature,
  Saver,
} from "./model_graph.ts";
import { objectGraphs } from "./object_graph.ts";
import { stripDefaults } from "./strip_defaults.ts";
import { type SignatureSource, traceSignature } from "./traced_signature.ts";
import { saveVariables } from "./variables_file.ts";

/** A variable that is saved. */
export interface SavedVariable {
  /** Name for people, unique in the model. */
  readonly name: string;
  readonly variable: tf.Variable;
  readonly trainable: boolean;
}

/** What becomes a SavedModel. */
export interface SavedModelSource {
  readonly signatures: readonly SignatureSource[];
  /** Variables with a name of their own; others that the signatures use are added. */
  readonly variables: readonly SavedVariable[];
}

/** A SavedModel that is not on the disk yet. */
export interface SavedModelParts {
  /** The file `saved_model.pb`. */
  readonly file: Uint8Array<ArrayBuffer>;
  /** Writes `variables.index` and `variables.data-00000-of-00001` into a folder that is there. */
  saveVariables(folder: string): Promise<void>;
}

/** Numbers of the fields of `MetaGraphDef`. */
const Meta = { info: 1, graph: 2, saver: 3, signatures: 5, objects: 7 } as const;
/** Version 2 of checkpoints, in `saver.proto`. */
const CHECKPOINT_V2 = 2;
/** TensorFlow reads no longer message. */
const LONGEST = 2 ** 31 - 1;
const PREDICT = "tensorflow/serving/predict";
const INIT_SIGNATURE = "__saved_model_init_op";

/**
 * Makes a SavedModel.
 *
 * @throws {Error} If the engine is not tensorflow.
 * @throws {TypeError} If a function cannot be traced, or not for axes without a length.
 * @throws {RangeError} If the graph with its constants has 2 GB or more.
 */
export function savedModel({ signatures, variables }: SavedModelSource): SavedModelParts {
  const backend = savingBackend();
  const traced = signatures.map((source, i) => {
    try {
      return traceSignature(backend, source, `tensaur_${source.names[0]}_${i}`);
    } catch (cause) {
      if (!(cause instanceof TypeError || cause instanceof RangeError)) throw cause;
      const message = `Cannot save the signature ${source.names[0]}: ${cause.message}`;
      throw new (cause instanceof TypeError ? TypeError : RangeError)(message, { cause });
    }
  });
  const all = allVariables(variables, traced.flatMap((one) => one.variables));
  const names = new NodeNames();
  const described = all.map(({ name, trainable, variable }) => {
    const { dtype, shape } = variable;
    return { name: names.unique(name), trainable, dtype: tfjsDType(dtype), shape };
  });
  const placed = traced.map((one) => ({
    ...one,
    taken: one.variables.map((used) => all.findIndex(({ variable }) => variable === used)),
  }));
  const { saved, trackable } = objectGraphs(described, placed);
  using graph = new Graph(backend.eager.library);
  const resources = addVariables(graph, described);
  const calls = placed.flatMap((one) =>
    addCalls(graph, names, { ...one, resources: one.taken.map((place) => resources[place]!) })
  );
  addSaver(graph, { variables: described, resources, objects: trackable });
  graph.addNode("NoOp", { name: INIT });
  const meta = new MessageWriter()
    .message(Meta.info, (info) => {
      info.text(4, "serve").text(5, backend.eager.library.version).varint(7, true);
    })
    .bytes(Meta.graph, stripDefaults(graph, graph.toGraphDef()))
    .message(Meta.saver, (saver) => {
      saver.text(1, `${Saver.filename}:0`).text(2, `${Saver.save}:0`).text(3, Saver.restore)
        .varint(7, CHECKPOINT_V2);
    });
  for (const call of calls) {
    meta.bytes(Meta.signatures, encodeEntry(call.name, signatureDef(call)));
  }
  meta.bytes(Meta.signatures, encodeEntry(INIT_SIGNATURE, initSignature()));
  meta.bytes(Meta.objects, saved);
  const file = new MessageWriter().varint(1, 1).bytes(2, meta.finish()).finish();
  if (file.length > LONGEST) {
    throw new RangeError(
      `Cannot save a SavedModel whose graph has ${file.length} bytes: it must have less than 2 GB; make ` +
        "variables of the tensors that its functions use",
    );
  }
  return {
    file,
    saveVariables: (folder) =>
      saveVariables(backend, { folder, variables: described, values: all, objects: trackable }),
  };
}

function savingBackend(): TensorflowBackend {
  if (tf.getBackend() !== BACKEND) {
    throw new Error(
      `Cannot save a SavedModel with the engine ${tf.getBackend()}: it needs the tensorflow engine; ` +
        "call `await tf.ready()` first, and `engine.info()` to see why another engine was chosen",
    );
  }
  const backend = tf.backend() as TensorflowBackend;
  if (isTracing(backend.context)) {
    throw new TypeError(
      "Cannot save a SavedModel inside a function that jit traces: do it outside",
    );
  }
  return backend;
}

/** Those with a name of their own, then the others that are used, each once and under its own name. */
function allVariables(
  named: readonly SavedVariable[],
  used: readonly tf.Variable[],
): SavedVariable[] {
  const all = [...named];
  const names = new Set(named.map(({ name }) => name));
  const known = new Set(named.map(({ variable }) => variable));
  for (const variable of used) {
    if (known.has(variable)) continue;
    known.add(variable);
    let { name } = variable;
    for (let i = 1; names.has(name); i++) name = `${variable.name}_${i}`;
    names.add(name);
    all.push({ name, variable, trainable: variable.trainable });
  }
  return all;
}

function signatureDef({ inputs, outputs }: PlacedSignature): Uint8Array {
  const message = new MessageWriter();
  const add = (field: number, tensors: PlacedSignature["inputs"]) => {
    for (const { name, node, dtype, shape } of tensors) {
      const info = new MessageWriter().text(1, node).varint(2, dtype).bytes(3, encodeShape(shape));
      message.bytes(field, encodeEntry(name, info.finish()));
    }
  };
  add(1, inputs);
  add(2, outputs);
  return message.text(3, PREDICT).finish();
}

function initSignature(): Uint8Array {
  const info = new MessageWriter().text(1, INIT).bytes(3, encodeShape(null));
  return new MessageWriter().bytes(2, encodeEntry(INIT_SIGNATURE, info.finish())).finish();
}
