import * as tfjs from "../../../deps/tfjs.ts";

/** A method of a layer of tfjs. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Methods that were put in place of tfjs's. */
export const replaced = new WeakSet<Method>();

/** A weight of a layer. */
export interface Weight {
  /** Its value. */
  read(): tfjs.Tensor;
  /** Assigns it. */
  write(value: tfjs.Tensor): unknown;
}

/** What a layer is called with besides its inputs. */
export interface CallArguments {
  /** Whether the model is being trained. */
  training?: boolean | null;
  /** Which steps count. */
  mask?: unknown;
  /** State before the first step. */
  initialState?: unknown;
}

/** The one tensor that a layer was given, undefined if there are several or it is not float32. */
export function onlyFloat(inputs: unknown): tfjs.Tensor | undefined {
  const one = Array.isArray(inputs) && inputs.length === 1 ? inputs[0] : inputs;
  return one instanceof tfjs.Tensor && one.dtype === "float32" ? one : undefined;
}
