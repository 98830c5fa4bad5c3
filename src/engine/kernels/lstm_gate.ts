/** Gates of an LSTM. @module */

import { NO_ATTRS } from "./attrs.ts";
import type { Formula } from "./formula.ts";

/** What makes a gate of a number: the logistic function, or cutting it off below 0 and above 1. */
export type LstmGate = "sigmoid" | "clip";

/** A gate. */
export interface Gate {
  /** From 0 to 1. */
  readonly value: bigint;
  /** What its slope is computed from. */
  readonly kept: bigint;
}

/** The gate of `z`. */
export function gateOf(f: Formula, gate: LstmGate, z: bigint): Gate {
  if (gate === "clip") return gateAgain(f, gate, z);
  const value = f.unary("Sigmoid", z);
  return { value, kept: value };
}

/** The gate of which `kept` is left. */
export function gateAgain(f: Formula, gate: LstmGate, kept: bigint): Gate {
  if (gate === "sigmoid") return { value: kept, kept };
  return { value: f.run("ClipByValue", NO_ATTRS, [kept, f.number(0), f.number(1)]), kept };
}

/** `dy` times the slope of a gate; that of a cut-off number is 1 at 0 and at 1, too, as in tfjs. */
export function gateSlope(
  f: Formula,
  gate: LstmGate,
  { value, kept }: Gate,
  dy: bigint,
): bigint {
  if (gate === "sigmoid") return f.run("SigmoidGrad", NO_ATTRS, [value, dy]);
  const isBetween = f.run("Equal", NO_ATTRS, [value, kept]);
  return f.select(isBetween, dy, f.number(0));
}
