/**
 * Puts functions of ours in place of tfjs's, for callers inside tfjs too.
 *
 * tfjs-layers and the other packages call tfjs-core through its exports, and those can be replaced.
 * Out of reach are calls that tfjs-core makes inside its own bundle (`dropout` calls `randomUniform`:
 * replace the outer function as well), the converter's, which brings copies, and every package's where
 * a bundler took tfjs's ES modules. Users get ours by an export of the same name in tf.ts; what is
 * imported from src/deps/tfjs.ts stays tfjs's own, which is how a replacement calls the original.
 *
 * @module
 */

import { coreExports } from "../deps/tfjs_core_exports.ts";
import * as tfjs from "../deps/tfjs.ts";

/** Functions by their name in tfjs, `"dropout"` or `"losses.softmaxCrossEntropy"`. */
export type Ops = Readonly<Record<string, (...args: never[]) => unknown>>;

const replaced: Record<string, Ops[string]> = {};

/**
 * Makes tfjs's packages and the tensors' methods call `ops`; call it before `registerChainedOps()`.
 *
 * A name with a dot is of a group (`tf.losses`, `tf.fused`), which is one object for everybody: tf.ts
 * need not export it, and the original must be kept before it is replaced.
 *
 * @throws {Error} If tfjs has no function of that name.
 */
export function replaceOps(ops: Ops): void {
  for (const [name, op] of Object.entries(ops)) {
    const path = name.split(".");
    const last = path.pop()!;
    const holder = path.reduce<unknown>((at, part) => Reflect.get(Object(at), part), tfjs);
    if (typeof Reflect.get(Object(holder), last) !== "function") {
      throw new Error(`Internal: tfjs has no function "${name}" to replace`);
    }
    if (path.length > 0) Reflect.set(Object(holder), last, op);
    else if (coreExports !== undefined) coreExports[name] = op;
    replaced[name] = op;
  }
}

/** What was replaced so far, by name. */
export function replacedOps(): Ops {
  return replaced;
}
