/**
 * A scan over tensors in a row: a loop of a graph while code is traced, else one of JavaScript.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import { ChildTrace } from "./child_trace.ts";
import { countTo } from "./loop.ts";
import { scanOnceMore } from "./loop_again.ts";
import { tracePart, type Tracing, tracing, withoutEffects } from "./part.ts";
import { traceLoop } from "./traced_loop.ts";

/** One turn: of what is carried and what is read, what it carries on and then what it leaves. */
export type FlatTurn = (carry: readonly tf.Tensor[], x: readonly tf.Tensor[]) => tf.Tensor[];

/** What a scan begins with, and what it goes along. */
export interface FlatGiven {
  readonly carry: readonly tf.Tensor[];
  readonly xs: readonly tf.Tensor[];
}

/** How it goes along. */
export interface FlatOptions {
  /** Turns. */
  readonly length: number;
  /** Whether the last part comes first. */
  readonly reverse: boolean;
}

const CONSTRUCT = "jit.scan()";

/** What is carried in the end, then what the turns have left, along new first axes; all new tensors. */
export function scanFlat(turn: FlatTurn, given: FlatGiven, options: FlatOptions): tf.Tensor[] {
  const now = tracing();
  const { length, reverse } = options;
  if (length === 0) return tf.tidy(() => noTurns(turn, given, now));
  if (now === undefined || length === 1) return tf.tidy(() => turnByTurn(turn, given, options));
  return traceLoop(now, {
    construct: CONSTRUCT,
    name: "scan",
    ...given,
    reverse,
    turn,
    turns: length,
    limit: length,
    condition: (around, { counter }) => countTo(around, counter, length),
    onceMore: scanOnceMore,
  });
}

/** The turns one after another: at once, or each with nodes of its own in the trace. */
export function turnByTurn(
  turn: FlatTurn,
  { carry, xs }: FlatGiven,
  { length, reverse }: FlatOptions,
): tf.Tensor[] {
  let state = carry.map((tensor) => tf.clone(tensor));
  const parts = xs.map((tensor) => tf.unstack(tensor));
  const left = new Array<tf.Tensor[]>(length);
  for (let step = 0; step < length; step++) {
    const at = reverse ? length - 1 - step : step;
    const x = parts.map((part) => part[at]!);
    const before = state;
    const made = tf.tidy(() =>
      // Copies cost little, and are nobody else's.
      withoutEffects(CONSTRUCT, () => turn(before, x)).map((tensor) => tf.clone(tensor))
    );
    tf.dispose([...before, ...x]);
    state = made.slice(0, carry.length);
    left[at] = made.slice(carry.length);
  }
  const stacked = left[0]!.map((_, i) => tf.stack(left.map((tensors) => tensors[i]!)));
  return [...state, ...stacked];
}

/** Nothing happens; but what a turn would leave must be known for its shape. */
function noTurns(turn: FlatTurn, { carry, xs }: FlatGiven, now: Tracing | undefined): tf.Tensor[] {
  const types = typesOf(turn, {
    carry,
    xs: xs.map(({ shape, dtype }) => tf.zeros(shape.slice(1), dtype)),
  }, now);
  return [
    ...carry.map((tensor) => tf.clone(tensor)),
    ...types.slice(carry.length).map(({ shape, dtype }) => tf.tensor([], [0, ...shape], dtype)),
  ];
}

/** Dtypes and shapes of what a turn makes. */
function typesOf(
  turn: FlatTurn,
  { carry, xs }: FlatGiven,
  now: Tracing | undefined,
): { shape: number[]; dtype: tf.DataType }[] {
  const run = () => {
    const made = withoutEffects(CONSTRUCT, () => turn(carry, xs));
    return made.map(({ shape, dtype }) => ({ shape, dtype }));
  };
  if (now === undefined) return run();
  // A part that is never called.
  const part = new ChildTrace(now.trace, {
    construct: CONSTRUCT,
    makeSeed: (part) => part.captureOuter(now.trace.drawSeed()),
  });
  let types: { shape: number[]; dtype: tf.DataType }[] = [];
  tracePart(now.backend, part, {
    construct: CONSTRUCT,
    given: [],
    run: () => {
      types = run();
      return [];
    },
  });
  return types;
}
