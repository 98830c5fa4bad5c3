/**
 * Loops of ops in a trace: those of a kernel, which brings its gradient itself.
 *
 * @module
 */

import type { OpLoop, OpTurnResult } from "../../engine/op_context.ts";
import type { Trace } from "../trace.ts";
import type { OpLoops } from "../trace_options.ts";
import { ChildTrace } from "./child_trace.ts";
import { addLoop, COUNT, countTo, integer, type LoopVariable } from "./loop.ts";
import { run } from "./loop_gradient.ts";
import {
  getItem,
  LIST,
  listOf,
  listTypeOf,
  noteList,
  reserveList,
  setItem,
  stack,
  typeOf,
} from "./tensor_list.ts";

/** How loops of ops are noted. */
export const opLoops: OpLoops = {
  loop: noteLoop,
  stack: (trace, list) => {
    const { element, limit } = listTypeOf(trace, list)!;
    return stack(trace, list, { element, length: limit! });
  },
};

/** Adds a loop of ops to `around`. */
function noteLoop(around: Trace, loop: OpLoop): OpTurnResult {
  const { name, length, reverse } = loop;
  const body = new ChildTrace(around, {
    construct: name,
    makeSeed: () => {
      throw new Error(`Internal: ${name} draws random numbers`);
    },
  });
  const counter = body.addSlot(COUNT);
  const index = reverse ? run(body, "Sub", [integer(body, length - 1), counter]) : counter;
  const carry = loop.carry.map((handle) => body.addSlot(typeOf(around, handle)));
  const xs = loop.xs.map((handle) => {
    const list = listTypeOf(around, handle) === undefined ? listOf(around, handle) : handle;
    const { element } = listTypeOf(around, list)!;
    return getItem(body, body.captureOuter(list), { index, element });
  });
  const fixed = loop.fixed.map((handle) => body.captureOuter(handle));
  const made = loop.turn(body, { carry, xs, fixed });
  const left = made.left.map((value) => {
    const list = body.addSlot(LIST);
    return { element: typeOf(body, value), list, next: setItem(body, list, { index, value }) };
  });
  const variables: LoopVariable[] = [
    {
      input: counter,
      next: run(body, "AddV2", [counter, integer(body, 1)]),
      initial: () => integer(around, 0),
    },
    ...carry.map((input, i): LoopVariable => ({
      input,
      next: made.carry[i]!,
      initial: () => loop.carry[i]!,
    })),
    ...left.map(({ element, list, next }): LoopVariable => ({
      input: list,
      next,
      initial: () => reserveList(around, element, length),
    })),
  ];
  const finals = addLoop(around, {
    name,
    body,
    around,
    variables,
    wanted: variables.map(({ input }) => input),
    condition: countTo(around, counter, length),
  });
  return {
    carry: carry.map((input) => finals.get(input)!),
    left: left.map(({ element, list }) => {
      const filled = finals.get(list)!;
      noteList(around, filled, { element, inner: undefined, limit: length });
      return filled;
    }),
  };
}
