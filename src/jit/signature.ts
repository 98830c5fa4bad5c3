/**
 * Arguments of a compiled function: which tensors it is given, and what else decides its trace.
 *
 * @module
 */

import { dtypeName } from "../core/dtype.ts";
import { mapTree, walkTree } from "../core/tree.ts";
import * as tf from "../engine/tf.ts";
import { tfjsDType } from "../engine/tfjs_dtype.ts";

/** Dtype and shape of a tensor argument. */
export interface ArgumentTensor {
  /** Number of `TF_DataType`. */
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** The arguments of one call. */
export interface Signature {
  /** The tensors among the arguments, in order. */
  readonly tensors: tf.Tensor[];
  /** Tells apart the calls that need a trace of their own. */
  readonly key: string;
}

/** Numbers for objects that are compared by identity. */
const identities = new WeakMap<object, number>();
let nextIdentity = 0;

function identityOf(value: object): number {
  let identity = identities.get(value);
  if (identity === undefined) identities.set(value, identity = nextIdentity++);
  return identity;
}

/** Takes the tensors out of `args` and describes the rest. */
export function signatureOf(args: readonly unknown[]): Signature {
  const tensors: tf.Tensor[] = [];
  let key = "";
  const visit = {
    structure: (mark: string) => {
      key += mark;
    },
    leaf: (leaf: unknown) => {
      if (isInput(leaf)) {
        tensors.push(leaf);
        key += `${leaf.dtype}[${leaf.shape}] `;
      } else key += `${describeStatic(leaf)} `;
    },
  };
  for (const arg of args) walkTree(arg, visit);
  return { tensors, key };
}

/** Whether a leaf is a tensor that a call gives; a variable stands for itself. */
function isInput(leaf: unknown): leaf is tf.Tensor {
  return leaf instanceof tf.Tensor && !(leaf instanceof tf.Variable);
}

function describeStatic(leaf: unknown): string {
  switch (typeof leaf) {
    case "string":
      return JSON.stringify(leaf);
    case "number":
      return Object.is(leaf, -0) ? "-0" : String(leaf);
    case "bigint":
      return `${leaf}n`;
    case "symbol":
      throw new TypeError(
        "Cannot call a compiled function with a symbol: give a tensor, number, text or object",
      );
    case "object":
    case "function":
      if (leaf === null) return "null";
      if (ArrayBuffer.isView(leaf) || leaf instanceof ArrayBuffer) {
        throw new TypeError(
          "Cannot call a compiled function with a typed array: its values would become part of " +
            "the compiled function; make a tensor of it, tf.tensor(values)",
        );
      }
      return `#${identityOf(leaf)}`;
    default:
      return String(leaf);
  }
}

/** What stands at one place in the arguments. */
export interface ArgumentText {
  /** What it is, such as `"the number"`. */
  readonly kind: string;
  /** Which one, such as `"3"`; nothing if there are no words for it. */
  readonly value: string;
}

/** The arguments in words, by where they stand: `"argument 0.weights[1]"`. */
export function describeArguments(args: readonly unknown[]): Map<string, ArgumentText> {
  const texts = new Map<string, ArgumentText>();
  args.forEach((arg, i) => {
    mapTree(arg, (leaf, path) => {
      const dot = path === "" || path.startsWith("[") ? "" : ".";
      texts.set(`argument ${i}${dot}${path}`, describeLeaf(leaf));
    });
  });
  return texts;
}

function describeLeaf(leaf: unknown): ArgumentText {
  if (isInput(leaf)) return { kind: "a tensor", value: `${leaf.dtype}[${leaf.shape}]` };
  const type = leaf === null ? "null" : typeof leaf;
  if (type === "object" || type === "function") return { kind: `another ${type}`, value: "" };
  const kind = type === "string" ? "the text" : type === "number" ? "the number" : "";
  return { kind, value: describeStatic(leaf) };
}

/** The arguments with their tensors replaced, in order, by `tensors`. */
export function withTensors(args: readonly unknown[], tensors: readonly tf.Tensor[]): unknown[] {
  let next = 0;
  return args.map((arg) => mapTree(arg, (leaf) => isInput(leaf) ? tensors[next++] : leaf));
}

/** Dtype and shape of the tensors. */
export function argumentTensors(tensors: readonly tf.Tensor[]): ArgumentTensor[] {
  return tensors.map(({ dtype, shape }) => ({ dtype: tfjsDType(dtype), shape }));
}

/** The tensors as text, for errors and statistics. */
export function describeTensors(tensors: readonly ArgumentTensor[]): string {
  return tensors.map(({ dtype, shape }) => `${dtypeName(dtype)}[${shape}]`).join(", ");
}
