/**
 * What TensorFlow's rewrites made part of a product.
 *
 * @module
 */

import type { EncodedNode } from "../../ffi/function_library.ts";
import { plainName } from "./cost.ts";
import { perElement } from "./elementwise.ts";

/** Ops that pass their input on. */
const PASSING = new Set(["Identity", "Reshape", "Squeeze"]);

/** More than this many ops are never fused. */
const MOST = 8;

/** Where to look for the ops that were fused. */
export interface FusionOptions {
  /** Op that was fused with others, such as `"MatMul"`. */
  product: string;
  /** Nodes before the rewrites. */
  defined: {
    /** The node called `name`. */
    get(name: string): EncodedNode | undefined;
    /** Whether `name` is no node, but an argument. */
    isArgument(name: string): boolean;
  };
  /** Names of the nodes after them. */
  ran: ReadonlySet<string>;
}

/**
 * The elementwise ops that became part of the fused node `name`: a fused node bears the name of the
 * last of them, and none of the others runs any more.
 *
 * @returns Undefined if the way back does not lead to the product: the rewrites did more than that.
 */
export function fusedOps(
  name: string,
  { product, defined, ran }: FusionOptions,
): string[] | undefined {
  const fused: string[] = [];
  let found = false;
  const names = new Set([name]);
  // A set is walked in the order in which it grows.
  for (const next of names) {
    const node = defined.get(next);
    if (node === undefined || names.size > MOST) return undefined;
    if (plainName(node.op) === product) {
      found = true;
      continue;
    }
    if (perElement(node.op) !== undefined) fused.push(node.op);
    else if (!PASSING.has(node.op)) return undefined;
    for (const input of node.inputs) {
      const from = input.replace(/:.*$/, "");
      if (from.startsWith("^") || ran.has(from) || defined.isArgument(from)) continue;
      names.add(from);
    }
  }
  return found ? fused : undefined;
}
