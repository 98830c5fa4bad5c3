/**
 * The variables of a SavedModel: a checkpoint, which TensorFlow itself writes.
 *
 * @module
 */

import { DType } from "../../core/dtype.ts";
import type { TensorflowBackend } from "../../engine/backend.ts";
import type * as tf from "../../engine/tf.ts";
import { AttrKind } from "../../ffi/op_attrs.ts";
import { utf8 } from "../../ffi/strings.ts";
import { OBJECTS_KEY } from "./model_graph.ts";
import { checkpointKey, type ModelVariable } from "./object_graph.ts";

/** What is written, and where. */
export interface VariablesFile {
  /** The folder, which is there. */
  readonly folder: string;
  readonly variables: readonly ModelVariable[];
  /** Their values, in the same order. */
  readonly values: readonly { readonly variable: tf.Variable }[];
  /** An encoded `TrackableObjectGraph`. */
  readonly objects: Uint8Array<ArrayBuffer>;
}

/**
 * Writes the values that variables have now.
 *
 * @throws {TensorFlowError} What the system says, for example where the disk is full.
 */
export async function saveVariables(
  backend: TensorflowBackend,
  { folder, variables, values, objects }: VariablesFile,
): Promise<void> {
  const { eager } = backend;
  const own: bigint[] = [];
  const add = (handle: bigint) => {
    own.push(handle);
    return handle;
  };
  const texts = (shape: number[], data: Uint8Array[]) =>
    add(eager.createTensor(DType.string, shape, data));
  try {
    const keys = [...variables.map(checkpointKey), OBJECTS_KEY];
    const inputs = [
      texts([], [utf8(`${folder}/variables`)]),
      texts([keys.length], keys.map(utf8)),
      texts([keys.length], keys.map(() => new Uint8Array())),
      // A hold of our own: the variable may get another value before the thread has read it.
      ...values.map(({ variable }) => add(eager.share(backend.handleOf(variable)))),
      texts([], [objects]),
    ];
    const dtypes = [...variables.map(({ dtype }) => dtype), DType.string];
    const attrs = [{ name: "dtypes", type: AttrKind.type, value: dtypes }];
    await eager.executeAsync("SaveV2", attrs, inputs, { maxOutputs: 0 });
  } finally {
    for (const handle of own) eager.deleteTensor(handle);
  }
}
