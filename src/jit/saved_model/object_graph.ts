/**
 * Objects that TensorFlow 2 in Python makes of a SavedModel: lists of variables, and signatures
 * (`tensorflow/core/protobuf/saved_object_graph.proto`, `trackable_object_graph.proto`, `struct.proto`).
 *
 * @module
 */

import { MessageWriter } from "../../ffi/protobuf.ts";
import { encodeEntry, encodeShape } from "./encode.ts";
import type { NamedTensor, TracedSignature } from "./traced_signature.ts";

/** A variable of a model. */
export interface ModelVariable {
  /** Name, unique in the model, as TensorFlow takes it for a node. */
  readonly name: string;
  readonly dtype: number;
  readonly shape: readonly number[];
  readonly trainable: boolean;
}

/** Numbers of fields; of `SavedObject` the kinds of object. */
const Saved = { userObject: 4, variable: 7, function: 8 } as const;
const Structured = { tensorSpec: 33, tuple: 52, dict: 53 } as const;

/** One object: what it holds, and what it is. */
interface Entry {
  readonly children: readonly { readonly name: string; readonly node: number }[];
  readonly kind: number;
  readonly value: Uint8Array;
  /** The variable that it is. */
  readonly variable?: ModelVariable;
}

/** Key of a variable in the checkpoint. */
export function checkpointKey({ name }: ModelVariable): string {
  return `${name}/.ATTRIBUTES/VARIABLE_VALUE`;
}

/** The objects of a model, encoded for its graph and for its checkpoint. */
export interface ObjectGraphs {
  /** A `SavedObjectGraph`. */
  readonly saved: Uint8Array<ArrayBuffer>;
  /** A `TrackableObjectGraph`. */
  readonly trackable: Uint8Array<ArrayBuffer>;
}

/**
 * Describes the objects of a model.
 *
 * @param variables All variables.
 * @param signatures The signatures, with the places in `variables` of those that each takes.
 */
export function objectGraphs(
  variables: readonly ModelVariable[],
  signatures: readonly (TracedSignature & { readonly taken: readonly number[] })[],
): ObjectGraphs {
  // The root, two lists and the signatures; then variables; then functions.
  const firstVariable = 4;
  const firstFunction = firstVariable + variables.length;
  const list = (chosen: (variable: ModelVariable) => boolean) =>
    variables.flatMap((variable, i) => chosen(variable) ? [firstVariable + i] : [])
      .map((node, i) => ({ name: String(i), node }));
  const entries: Entry[] = [
    userObject("_generic_user_object", [
      { name: "variables", node: 1 },
      { name: "trainable_variables", node: 2 },
      { name: "signatures", node: 3 },
    ]),
    userObject("trackable_list_wrapper", list(() => true)),
    userObject("trackable_list_wrapper", list(({ trainable }) => trainable)),
    userObject(
      "signature_map",
      signatures.flatMap(({ names }, i) =>
        names.map((name) => ({ name, node: firstFunction + i }))
      ),
    ),
    ...variables.map(variableObject),
    ...signatures.map(({ function: name, inputs }): Entry => {
      const bare = new MessageWriter().text(1, name);
      for (const input of inputs) bare.text(2, input.name);
      // As TensorFlow does: a lone input need not be named.
      if (inputs.length === 1) bare.varint(3, 1);
      return { children: [], kind: Saved.function, value: bare.finish() };
    }),
  ];
  const saved = new MessageWriter();
  const trackable = new MessageWriter();
  for (const { children, kind, value, variable } of entries) {
    const references = new MessageWriter();
    for (const { name, node } of children) {
      references.message(1, (reference) => reference.varint(1, node).text(2, name));
    }
    saved.message(1, (object) => object.encoded(references.finish()).bytes(kind, value));
    trackable.message(1, (object) => {
      object.encoded(references.finish());
      if (variable === undefined) return;
      object.message(2, (attribute) => {
        attribute.text(1, "VARIABLE_VALUE").text(2, variable.name).text(3, checkpointKey(variable));
      });
      object.message(5, (flag) => flag.varint(1, true));
    });
  }
  for (const signature of signatures) {
    const bound = signature.taken.map((place) => firstVariable + place);
    saved.bytes(2, encodeEntry(signature.function, concreteFunction(signature, bound)));
  }
  return { saved: saved.finish(), trackable: trackable.finish() };
}

function userObject(identifier: string, children: Entry["children"]): Entry {
  const value = new MessageWriter().text(1, identifier)
    .message(2, (version) => version.varint(1, 1).varint(2, 1));
  return { children, kind: Saved.userObject, value: value.finish() };
}

function variableObject(variable: ModelVariable): Entry {
  const { name, dtype, shape, trainable } = variable;
  const value = new MessageWriter().varint(1, dtype).bytes(2, encodeShape(shape))
    .varint(3, trainable).text(6, name);
  return { children: [], kind: Saved.variable, value: value.finish(), variable };
}

function concreteFunction({ inputs, outputs }: TracedSignature, bound: readonly number[]) {
  const message = new MessageWriter();
  for (const node of bound) message.varint(2, node);
  const none = structured(Structured.tuple, new Uint8Array());
  const args = new MessageWriter().bytes(1, none).bytes(1, specs(inputs));
  return message.bytes(3, structured(Structured.tuple, args.finish())).bytes(4, specs(outputs))
    .finish();
}

function structured(kind: number, value: Uint8Array): Uint8Array {
  return new MessageWriter().bytes(kind, value).finish();
}

/** Tensors by name. */
function specs(tensors: readonly NamedTensor[]): Uint8Array {
  const dict = new MessageWriter();
  for (const { name, shape, dtype } of tensors) {
    const spec = new MessageWriter().text(1, name).bytes(2, encodeShape(shape)).varint(3, dtype);
    dict.bytes(1, encodeEntry(name, structured(Structured.tensorSpec, spec.finish())));
  }
  return structured(Structured.dict, dict.finish());
}
