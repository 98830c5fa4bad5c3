/**
 * Signatures as users tell of them.
 *
 * @module
 */

import { type OptionNames, requireOptions } from "../../core/require_options.ts";
import * as tf from "../../engine/tf.ts";
import { tfjsDType } from "../../engine/tfjs_dtype.ts";
import type { SignatureSource } from "../../jit/saved_model/traced_signature.ts";

/** An input of a signature. */
export interface SavedInput {
  /**
   * Axis lengths, the number of examples first. `null` is any length, the same one for the first axis of
   * all inputs; a name is any length too, the same one wherever the name stands.
   */
  readonly shape?: readonly (number | null | string)[];
  /** Kind of elements. Default: that of the model's input, else float32. */
  readonly dtype?: tf.DataType;
}

/** A way to call a SavedModel. */
export interface SavedSignature {
  /** Its inputs by name, in the order of the arguments. */
  readonly inputs: Readonly<Record<string, SavedInput>>;
  /** Computes a tensor, a list or tensors by name, without reading a value. May be compiled by `jit`. */
  // deno-lint-ignore no-explicit-any -- any function of tensors
  readonly compute: (...tensors: any[]) => tf.Tensor | tf.Tensor[] | tf.NamedTensorMap;
}

const SIGNATURE: OptionNames<SavedSignature> = { inputs: 0, compute: 0 };
const INPUT: OptionNames<SavedInput> = { shape: 0, dtype: 0 };

/** Name of the first axis. */
const BATCH = "batch";

/** What TensorFlow takes as the name of a signature, an input or an output in Python, too. */
const NAME = /^[A-Za-z_.][\w.\-/]*$/;

/**
 * The signature to trace.
 *
 * @param batch Number of examples; any unless told.
 */
export function signatureSource(
  names: readonly string[],
  signature: SavedSignature,
  batch: number | undefined,
): SignatureSource {
  requireOptions(`Cannot save the signature ${names[0]}`, signature, SIGNATURE);
  const { inputs, compute } = signature;
  for (const [name, input] of Object.entries(inputs)) {
    requireOptions(`Cannot save the signature ${names[0]} with the input ${name}`, input, INPUT);
  }
  const refuse = (why: string): never => {
    throw new TypeError(`Cannot save the signature ${names[0]}: ${why}`);
  };
  const check = (what: string, name: string) => {
    if (NAME.test(name)) return;
    refuse(
      `${what} cannot be named ${JSON.stringify(name)}: give letters, digits, "_", "." and "/"`,
    );
  };
  names.forEach((name) => check("it", name));
  if (Object.keys(inputs).length === 0) refuse("inputs must name at least one input");
  return {
    names,
    inputs: Object.entries(inputs).map(([name, { shape, dtype = "float32" }]) => {
      check("an input", name);
      if (shape === undefined) return refuse(`the input ${name} needs a shape`);
      const axes = shape.map((axis, i) => {
        if (axis === null) return i > 0 ? `axis ${i} of ${name}` : batch ?? BATCH;
        if (axis === BATCH && batch !== undefined) return batch;
        if (typeof axis === "string" || (Number.isInteger(axis) && axis >= 0)) return axis;
        return refuse(
          `the input ${name} has the shape [${shape}]: an axis is a length, a name or null`,
        );
      });
      return { name, dtype: tfjsDType(dtype), shape: axes };
    }),
    fn: (tensors) => {
      const result: unknown = compute(...tensors);
      // Tracing says why not.
      if (result instanceof Promise) return result as never;
      const outputs = result instanceof tf.Tensor ? [result] : result;
      if (typeof outputs !== "object" || outputs === null) {
        throw new TypeError(`it must return tensors, and returned ${String(outputs)}`);
      }
      const named = Array.isArray(outputs)
        ? Object.fromEntries(outputs.map((one: unknown, i) => [`output_${i}`, one]))
        : outputs as Record<string, unknown>;
      if (Object.keys(named).length === 0) throw new TypeError("it returns no tensor");
      return Object.fromEntries(
        Object.entries(named).map(([name, one]) => {
          if (!NAME.test(name)) throw new TypeError(misnamed("an output", name));
          if (!(one instanceof tf.Tensor)) {
            throw new TypeError(`its output ${name} is no tensor but ${String(one)}`);
          }
          // A variable stands for itself in a trace: here its value is wanted.
          return [name, one instanceof tf.Variable ? tf.clone(one) : one];
        }),
      );
    },
  };
}

function misnamed(what: string, name: string): string {
  return `${what} cannot be named ${JSON.stringify(name)}: give letters, digits, "_", "." and "/"`;
}
