/**
 * Branches in a trace, with their way back.
 *
 * @module
 */

import { isTaped } from "../../engine/gradients/tape.ts";
import type * as tf from "../../engine/tf.ts";
import { tfjsDType } from "../../engine/tfjs_dtype.ts";
import type { Trace } from "../trace.ts";
import { BackwardTrace } from "./backward_trace.ts";
import { addBranches, type Both } from "./branches.ts";
import { ChildTrace, type ValueType } from "./child_trace.ts";
import { gradientsOf } from "./gradients_of.ts";
import { zeros } from "./loop_gradient.ts";
import { noteConstruct } from "./on_tape.ts";
import { tensorAt, type TracedPart, tracePart, type Tracing } from "./part.ts";
import { type ListType, listTypeOf, noteList, typeOf, unreadList } from "./tensor_list.ts";
import { ConstructSeed, type SharedSeed } from "./turn_seed.ts";

const CONSTRUCT = "jit.cond()";

/** A branch that has been traced. */
interface Branch {
  readonly trace: ChildTrace;
  readonly part: TracedPart;
  /** The way back. */
  readonly back: BackwardTrace;
  /** There, the gradient of each result; undefined where none can flow. */
  readonly cotangents: readonly (bigint | undefined)[];
  /** What it saves for the way back. */
  readonly saved: readonly SavedValue[];
}

/** A value that a branch saves, and what stands for it on the way back. */
interface SavedValue {
  readonly there: bigint;
  readonly back: bigint;
}

/** A result of both branches in which each saves a value of its own, or one of them does. */
interface SavedPlace {
  readonly type: ValueType;
  /** What a list holds, if it is one. */
  readonly list: ListType | undefined;
  readonly values: [SavedValue | undefined, SavedValue | undefined];
}

/** A tensor that gradients flow to, and its gradients on the way back. */
interface Source {
  readonly tensor: tf.Tensor;
  readonly by: [bigint | undefined, bigint | undefined];
}

/** Two branches over tensors in a row. */
export interface FlatCond {
  /** Decides between them. */
  readonly predicate: tf.Tensor;
  /** Their functions, whose results have the same dtypes and shapes. */
  readonly branches: Both<() => tf.Tensor[]>;
  /** Tensors that have a gradient even if no branch uses them. */
  readonly operands: readonly tf.Tensor[];
  /** Where their random numbers begin. Default: at a seed of their own. */
  readonly seed?: SharedSeed;
}

/**
 * Adds two branches to the trace under way.
 *
 * @returns The results of the one that is taken.
 */
export function traceCond(
  now: Tracing,
  { predicate, branches, operands, ...given }: FlatCond,
): tf.Tensor[] {
  const { backend, trace: around } = now;
  const seed = given.seed ?? new ConstructSeed(around);
  const both: Both<Branch> = [
    traceBranch(now, branches[0], seed),
    traceBranch(now, branches[1], seed),
  ];
  const places = placesOf(both);
  const decides = backend.handleOf(predicate);
  const made = addBranches(around, {
    name: "cond",
    predicate: decides,
    branches: [both[0].trace, both[1].trace],
    around,
    given: [],
    outputs: [resultsOf(both[0], places, 0), resultsOf(both[1], places, 1)],
  });
  const count = both[0].part.outputs.length;
  const outputs = made.slice(0, count).map((handle) => tensorAt(now, handle));
  const saved = made.slice(count);
  saved.forEach((handle, i) => {
    const { list } = places[i]!;
    if (list !== undefined) noteList(around, handle, list);
  });
  const sources = sourcesOf(both, operands);
  if (isTaped() && sources.length > 0) {
    noteConstruct({
      construct: CONSTRUCT,
      inputs: sources.map(({ tensor }) => tensor),
      outputs,
      used: both.flatMap(({ part }) => part.used),
      again: (now, dys, wanted) => {
        const xs = wanted.map((i) => sources[i]!.tensor);
        const way = (run: () => tf.Tensor[]) => () => gradientsOf({ run, xs, dys });
        return traceCond(now, {
          predicate: tensorAt(now, now.trace.handleFrom(around, decides)),
          branches: [way(branches[0]), way(branches[1])],
          operands: [],
          seed,
        });
      },
      back: (into, dys, wanted) =>
        addBack(into, {
          around,
          predicate: decides,
          both,
          places,
          saved,
          dys,
          wanted: wanted.map((i) => sources[i]!),
        }),
    });
  }
  return outputs;
}

function traceBranch(
  { backend, trace: around }: Tracing,
  run: () => tf.Tensor[],
  seed: SharedSeed,
): Branch {
  const trace = new ChildTrace(around, {
    construct: CONSTRUCT,
    makeSeed: (part) => seed.in(part),
  });
  const saved: SavedValue[] = [];
  const cotangents: bigint[] = [];
  const back: BackwardTrace = new BackwardTrace(trace, {
    construct: CONSTRUCT,
    save: (there) => {
      const value = { there, back: back.addSlot(typeOf(trace, there)) };
      const list = listTypeOf(trace, there);
      if (list !== undefined) noteList(back, value.back, list);
      saved.push(value);
      return value.back;
    },
  });
  const part = tracePart(backend, trace, {
    construct: CONSTRUCT,
    given: [],
    run,
    ...isTaped()
      ? {
        backward: () => ({
          trace: back,
          cotangent: (output, type) => cotangents[output] = back.addSlot(type),
        }),
      }
      : {},
  });
  return { trace, part, back, cotangents, saved };
}

/** Pairs what the branches save: two values of one type share a place. */
function placesOf(both: Both<Branch>): SavedPlace[] {
  const places: SavedPlace[] = [];
  both.forEach(({ trace, saved }, side) => {
    for (const value of saved) {
      const type = typeOf(trace, value.there);
      const list = listTypeOf(trace, value.there);
      const key = JSON.stringify([type, list]);
      const free = places.find((place) =>
        place.values[side] === undefined && JSON.stringify([place.type, place.list]) === key
      );
      const place: SavedPlace = free ?? { type, list, values: [undefined, undefined] };
      if (free === undefined) places.push(place);
      place.values[side] = value;
    }
  });
  return places;
}

/** Results of a branch: its function's, then what it saves, and fillers for what only the other one does. */
function resultsOf(
  { trace, part }: Branch,
  places: readonly SavedPlace[],
  side: 0 | 1,
): bigint[] {
  const fillers = places.map(({ type, list, values }) =>
    values[side]?.there ?? (list === undefined ? zeros(trace, type) : unreadList(trace, list))
  );
  return [...part.outputs, ...fillers];
}

/** What the branches use from around, and what they were given, each tensor once. */
function sourcesOf(both: Both<Branch>, operands: readonly tf.Tensor[]): Source[] {
  const sources = new Map(operands.map((tensor): [number, Source] => [
    tensor.id,
    { tensor, by: [undefined, undefined] },
  ]));
  both.forEach(({ part }, side) => {
    part.captured.forEach((tensor, i) => {
      const source = sources.get(tensor.id) ?? { tensor, by: [undefined, undefined] };
      sources.set(tensor.id, source);
      source.by[side] = part.byCaptured[i];
    });
  });
  return [...sources.values()];
}

/** The way back to add. */
interface Back {
  readonly around: Trace;
  readonly predicate: bigint;
  readonly both: Both<Branch>;
  readonly places: readonly SavedPlace[];
  /** What was saved in these places. */
  readonly saved: readonly bigint[];
  readonly dys: readonly (bigint | undefined)[];
  readonly wanted: readonly Source[];
}

/** Adds the way back to `into`; returns the gradients that are wanted. */
function addBack(
  into: Trace,
  { around, predicate, both, places, saved, dys, wanted }: Back,
): bigint[] {
  const gradients = (side: 0 | 1) =>
    wanted.map(({ tensor, by }) =>
      by[side] ?? zeros(both[side].back, { dtype: tfjsDType(tensor.dtype), shape: tensor.shape })
    );
  const slots = [0, 1].map((side) => both[side as 0 | 1].cotangents);
  return addBranches(into, {
    name: "cond_gradient",
    predicate: into.handleFrom(around, predicate),
    branches: [both[0].back, both[1].back],
    around,
    given: [
      ...dys.map((dy, i) => ({
        make: () => dy ?? zeros(into, typeOf(both[0].trace, both[0].part.outputs[i]!)),
        inputs: [slots[0]![i], slots[1]![i]] as const,
      })),
      ...places.map(({ values }, i) => ({
        make: () => into.handleFrom(around, saved[i]!),
        inputs: [values[0]?.back, values[1]?.back] as const,
      })),
    ],
    outputs: [gradients(0), gradients(1)],
  });
}
