/**
 * Gradients of loops that can be differentiated again: their functions run once more for them.
 *
 * @module
 */

import * as tf from "../../engine/tf.ts";
import type { ChildTrace } from "./child_trace.ts";
import { gradientsOf } from "./gradients_of.ts";
import { countTo, integer } from "./loop.ts";
import { run } from "./loop_gradient.ts";
import { isDifferentiable, tensorAt, type Tracing, tracing } from "./part.ts";
import { traceCond } from "./traced_cond.ts";
import { type LoopOnceMore, traceLoop } from "./traced_loop.ts";

/**
 * The gradients of a loop whose number of turns is known: one loop there, which leaves what each turn
 * has begun with, and one back, which goes through each turn again.
 */
export function scanOnceMore(
  now: Tracing,
  { loop, seed, captured, dys, wanted }: LoopOnceMore,
): tf.Tensor[] {
  const { carry, xs, construct, reverse } = loop;
  const turns = loop.turns!;
  const count = carry.length;
  const shared = { construct, turns, limit: turns, onceMore: scanOnceMore };
  const there = traceLoop(now, {
    ...shared,
    name: `${loop.name}_again`,
    carry,
    xs,
    reverse,
    turn: (state, x) => [...loop.turn(state, x).slice(0, count), ...state],
    condition: (around, { counter }) => countTo(around, counter, turns),
    seed,
  });
  const begun = there.slice(count);
  // What flows: back through the carry, and to what the turns read and use.
  const flows = indices(carry.length).filter((i) => isDifferentiable(carry[i]!));
  const reads = wanted.filter((i) => i >= count && i < count + xs.length);
  const uses = wanted.filter((i) => i >= count + xs.length);
  const source = (i: number) => captured[i - count - xs.length]!;
  const incoming = indices(dys.length).filter((i) => i >= count && dys[i] !== undefined);
  const back = traceLoop(now, {
    ...shared,
    name: `${loop.name}_again_gradient`,
    carry: [
      ...flows.map((i) => dys[i] ?? zerosLike(carry[i]!)),
      ...uses.map((i) => zerosLike(source(i))),
    ],
    xs: [...begun, ...xs, ...incoming.map((i) => dys[i]!)],
    reverse: !reverse,
    turn: (state, parts) => {
      const known: (tf.Tensor | undefined)[] = [];
      flows.forEach((i, k) => known[i] = state[k]);
      incoming.forEach((i, k) => known[i] = parts[count + xs.length + k]);
      const found = gradientsOf({
        run: () => loop.turn(parts.slice(0, count), parts.slice(count, count + xs.length)),
        xs: [...flows.map((i) => parts[i]!), ...uses.map(source), ...reads.map((i) => parts[i]!)],
        dys: known,
      });
      const [sums, ends] = [flows.length, flows.length + uses.length];
      return [
        ...found.slice(0, sums),
        ...found.slice(sums, ends).map((one, k) => tf.add(state[sums + k]!, one)),
        ...found.slice(ends),
      ];
    },
    condition: (around, { counter }) => countTo(around, counter, turns),
    // The turns in reverse draw what they have drawn.
    seed: {
      ...seed,
      turnOf: (trace, counter) =>
        seed.turnOf(trace, run(trace, "Sub", [integer(trace, turns - 1), counter])),
    },
  });
  const order = [...flows, ...uses, ...reads];
  return wanted.map((i) => back[order.indexOf(i)]!);
}

/**
 * The gradients of a loop whose number of turns was found out: a scan over as many turns as there may
 * be, which do nothing once it has ended.
 *
 * @throws {TypeError} If there may be any number.
 */
export function whileOnceMore(
  now: Tracing,
  { loop, seed, captured, count, around, dys, wanted }: LoopOnceMore,
): tf.Tensor[] {
  const { carry, construct, limit } = loop;
  if (limit === null) {
    throw new TypeError(
      `Cannot compute a gradient of a gradient through ${construct} without an end: give ` +
        "maxIterations",
    );
  }
  const turns = tensorAt(now, now.trace.handleFrom(around, count));
  // Under names of their own: the turns may use the same tensors besides.
  const starts = carry.map((tensor) => tf.clone(tensor));
  const run = () =>
    traceLoop(now, {
      construct,
      name: `${loop.name}_again`,
      carry: starts,
      xs: [tf.range(0, limit, 1, "int32")],
      reverse: false,
      turn: (state, [turn]) => {
        const part = tracing()!;
        return traceCond(part, {
          predicate: tf.less(turn!, turns),
          branches: [() => loop.turn(state, []), () => [...state]],
          operands: [],
          // What the loop draws, it draws here.
          seed: {
            in: (trace) => trace.handleFrom(part.trace, (part.trace as ChildTrace).baseSeed()),
          },
        });
      },
      turns: limit,
      limit,
      condition: (around, { counter }) => countTo(around, counter, limit),
      seed,
      onceMore: scanOnceMore,
    });
  const sources = [...starts, ...captured];
  return gradientsOf({ run, xs: wanted.map((i) => sources[i]!), dys });
}

function indices(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

function zerosLike({ shape, dtype }: tf.Tensor): tf.Tensor {
  return tf.zeros(shape, dtype);
}
