/**
 * Loops in a trace, with their way back.
 *
 * @module
 */

import { isTaped } from "../../engine/gradients/tape.ts";
import type * as tf from "../../engine/tf.ts";
import type { Trace } from "../trace.ts";
import { ChildTrace } from "./child_trace.ts";
import { addLoop, COUNT, integer, type LoopCondition, type LoopVariable } from "./loop.ts";
import { LoopBack, placeOf, type TurnList } from "./loop_back.ts";
import { run } from "./loop_gradient.ts";
import { tensorAt, tracePart, type Tracing } from "./part.ts";
import { getItem, LIST, listOf, reserveList, setItem, stack, typeOf } from "./tensor_list.ts";
import { ConstructSeed, type SharedSeed, turnSeed } from "./turn_seed.ts";

/** A loop over tensors in a row. */
export interface FlatLoop {
  /** What it is, as errors call it. */
  readonly construct: string;
  /** What the names of its functions begin with. */
  readonly name: string;
  /** What goes from turn to turn, before the first. */
  readonly carry: readonly tf.Tensor[];
  /** What is read turn by turn, along its first axis. */
  readonly xs: readonly tf.Tensor[];
  /** Whether `xs` are read, and results written, from the end. */
  readonly reverse: boolean;
  /** One turn: what it carries on, then what it leaves. */
  readonly turn: (carry: readonly tf.Tensor[], x: readonly tf.Tensor[]) => tf.Tensor[];
  /** How many turns there are, if that is known; only then can they leave anything. */
  readonly turns: number | null;
  /** How many there are at most, if that is known. */
  readonly limit: number | null;
  /** Makes what decides whether there is another turn. */
  readonly condition: (around: Trace, inputs: LoopInputs) => LoopCondition;
  /** Where its random numbers begin. Default: at a seed of its own. */
  readonly seed?: LoopSeed;
  /** Computes its gradients once more, as tensors that can be differentiated. */
  readonly onceMore: (now: Tracing, there: LoopOnceMore) => tf.Tensor[];
}

/** Where the random numbers of a loop begin. */
export interface LoopSeed {
  readonly seed: SharedSeed;
  /** The number of the turn whose numbers it draws, for that of its own turn. */
  readonly turnOf: (trace: Trace, counter: bigint) => bigint;
}

/** A loop whose gradients are computed once more. */
export interface LoopOnceMore {
  readonly loop: FlatLoop;
  readonly seed: LoopSeed;
  /** What it has used from around. */
  readonly captured: readonly tf.Tensor[];
  /** How many turns there were, a handle in `around`. */
  readonly count: bigint;
  readonly around: Trace;
  /** Gradients of its results, undefined where none flows. */
  readonly dys: readonly (tf.Tensor | undefined)[];
  /** Which gradients are wanted: of what it carries, reads, then uses. */
  readonly wanted: readonly number[];
}

/** Where a loop's body finds what goes from turn to turn. */
export interface LoopInputs {
  /** The number of the turn. */
  readonly counter: bigint;
  /** What it carries, */
  readonly carry: readonly bigint[];
  /** and that before the first turn, in the trace around. */
  readonly starts: readonly bigint[];
}

/**
 * Adds a loop to the trace under way.
 *
 * @returns What it carries in the end, then what the turns have left, along new first axes.
 */
export function traceLoop(now: Tracing, loop: FlatLoop): tf.Tensor[] {
  const { backend, trace: around } = now;
  const { construct, name } = loop;
  const seed = loop.seed ?? { seed: new ConstructSeed(around), turnOf: (_, turn) => turn };
  const body: ChildTrace = new ChildTrace(around, {
    construct,
    makeSeed: (part) => turnSeed(part, seed.seed.in(part), seed.turnOf(part, counter)),
  });
  const counter = body.addSlot(COUNT);
  const index = placeOf(body, counter, loop);
  const starts = loop.carry.map((tensor) => backend.handleOf(tensor));
  const carry = starts.map((handle) => body.addSlot(typeOf(around, handle)));
  const xs = loop.xs.map((tensor): TurnList => {
    const handle = backend.handleOf(tensor);
    const { dtype, shape } = typeOf(around, handle);
    const element = { dtype, shape: shape.slice(1) };
    const list = listOf(around, handle);
    return { element, list, part: getItem(body, body.captureOuter(list), { index, element }) };
  });
  const taped = isTaped();
  let back: LoopBack | undefined;
  const part = tracePart(backend, body, {
    construct,
    given: [...carry, ...xs.map((x) => x.part)],
    run: (standIns) => loop.turn(standIns.slice(0, carry.length), standIns.slice(carry.length)),
    ...taped ? { backward: () => back = new LoopBack({ ...loop, body, counter, carry, xs }) } : {},
  });
  const left = part.outputs.slice(carry.length).map((value): TurnList => {
    const list = body.addSlot(LIST);
    return {
      element: typeOf(body, value),
      list,
      part: setItem(body, list, { index, value }),
    };
  });
  const variables: LoopVariable[] = [
    {
      input: counter,
      next: run(body, "AddV2", [counter, integer(body, 1)]),
      initial: () => integer(around, 0),
    },
    ...carry.map((input, i): LoopVariable => ({
      input,
      next: part.outputs[i]!,
      initial: () => starts[i]!,
    })),
    ...left.map(({ element, list, part }): LoopVariable => ({
      input: list,
      next: part,
      initial: () => reserveList(around, element, loop.turns!),
    })),
    ...back?.savedVariables() ?? [],
  ];
  const finals = addLoop(around, {
    name,
    body,
    around,
    variables,
    wanted: variables.map(({ input }) => input),
    condition: loop.condition(around, { counter, carry, starts }),
  });
  const outputs = [
    ...carry.map((input) => finals.get(input)!),
    ...left.map(({ element, list }) =>
      stack(around, finals.get(list)!, { element, length: loop.turns! })
    ),
  ].map((handle) => tensorAt(now, handle));
  back?.note(part, {
    finals,
    inputs: [...loop.carry, ...loop.xs],
    outputs,
    again: (now, dys, wanted) =>
      loop.onceMore(now, {
        loop,
        seed,
        captured: part.captured,
        count: finals.get(counter)!,
        around,
        dys,
        wanted,
      }),
  });
  return outputs;
}
