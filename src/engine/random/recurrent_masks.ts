/**
 * Dropout masks of recurrent layers.
 *
 * tfjs's recurrent cells keep the masks of their last call and dispose them at the next. Compiled code
 * is traced between such calls: a mask of the trace means nothing outside of it, and one from outside
 * must not be used or disposed in it. So a cell has masks of its own in each trace.
 *
 * @module
 */

import * as tfjs from "../../deps/tfjs.ts";
import { tracingBackend } from "./tracing.ts";

/** Cells that keep masks; that of convLstm2d is an LSTM cell too. */
const CELLS = ["SimpleRNNCell", "GRUCell", "LSTMCell"];

/** Where they keep them. */
const MASKS = ["dropoutMask", "recurrentDropoutMask"];

/** Stands for code that is not traced. */
const EAGER = {};

/** Lets the cells keep masks by trace. */
export function separateRecurrentMasks(): void {
  const { classNameMap } = tfjs.serialization.SerializationMap.getMap();
  for (const name of CELLS) {
    const prototype: object = classNameMap[name]![0].prototype;
    for (const mask of MASKS) keepByTrace(prototype, mask);
  }
}

function keepByTrace(prototype: object, name: string): void {
  const kept = new WeakMap<object, WeakMap<object, unknown>>();
  Object.defineProperty(prototype, name, {
    configurable: true,
    get(this: object): unknown {
      return kept.get(this)?.get(currentTrace()) ?? null;
    },
    set(this: object, mask: unknown) {
      let byTrace = kept.get(this);
      if (byTrace === undefined) kept.set(this, byTrace = new WeakMap());
      byTrace.set(currentTrace(), mask);
    },
  });
}

function currentTrace(): object {
  return tracingBackend()?.context ?? EAGER;
}
