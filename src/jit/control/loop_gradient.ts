/**
 * The way back through a loop: its turns in reverse, each with what it has saved on the way there.
 *
 * @module
 */

import { DType, dtypeBytes } from "../../core/dtype.ts";
import type { Trace } from "../trace.ts";
import { XlaRefusal } from "../xla_error.ts";
import { BackwardTrace } from "./backward_trace.ts";
import type { ChildTrace, ValueType } from "./child_trace.ts";
import { computeOutside, dependents } from "./invariants.ts";
import { addLoop, COUNT, countTo, integer, type LoopVariable } from "./loop.ts";
import {
  emptyList,
  LIST,
  type ListType,
  listTypeOf,
  noteList,
  pop,
  push,
  typeOf,
} from "./tensor_list.ts";

/** The loop whose way back it is. */
export interface ForwardLoop {
  /** What it is, as errors call it. */
  readonly construct: string;
  readonly body: ChildTrace;
  /** Inputs in the body of all that goes from turn to turn, */
  readonly slots: readonly bigint[];
  /** and that of the number of the turn among them. */
  readonly counter: bigint;
  /** How many turns there are at most; null where that is open. */
  readonly limit: number | null;
}

/** A value that each turn saves. */
interface SavedValue {
  /** The list on the way there, before and after a turn. */
  readonly there: { readonly before: bigint; readonly after: bigint };
  /** The list on the way back. */
  readonly back: { readonly before: bigint; readonly after: bigint };
  readonly type: ListType;
}

/** The way back through one loop. */
export class LoopGradient {
  /** The graph of a turn back. */
  readonly trace: BackwardTrace;
  /** The number of the turn that is gone back through. */
  readonly turn: bigint;

  readonly #forward: ForwardLoop;
  readonly #around: Trace;
  readonly #counter: bigint;
  readonly #turns: bigint;
  readonly #saved: SavedValue[] = [];
  readonly #lists = new Map<SavedValue, bigint>();
  #varying: Set<bigint> | undefined;

  /** Begins the way back. */
  constructor(forward: ForwardLoop) {
    const { construct, body, counter } = forward;
    this.#forward = forward;
    this.#around = body.parent;
    const trace = new BackwardTrace(body, { construct, save: (handle) => this.#save(handle) });
    this.trace = trace;
    this.#counter = trace.addSlot(COUNT);
    this.#turns = trace.addSlot(COUNT);
    const last = run(trace, "Sub", [this.#turns, integer(trace, 1)]);
    this.turn = run(trace, "Sub", [last, this.#counter]);
    trace.bind(counter, () => this.turn);
  }

  /** Whether there is no knowing how much must be saved, where XLA wants to know it beforehand. */
  get #isOpen(): boolean {
    return this.#around.xla && this.#forward.limit === null && this.#saved.length > 0;
  }

  /** The variables with which the way there saves what is needed; they are all wanted. */
  savedVariables(): LoopVariable[] {
    if (this.#isOpen) return [];
    return this.#saved.map(({ there, type }): LoopVariable => ({
      input: there.before,
      next: there.after,
      initial: () => emptyList(this.#around, type),
    }));
  }

  /** Notes what the way there has saved. */
  keep(finals: ReadonlyMap<bigint, bigint>): void {
    if (this.#isOpen) return;
    for (const saved of this.#saved) {
      const list = finals.get(saved.there.before)!;
      noteList(this.#around, list, saved.type);
      this.#lists.set(saved, list);
    }
  }

  /**
   * Adds the way back to `into`.
   *
   * @throws {TypeError} If XLA cannot know how much the way there saves.
   * @param variables What goes from turn to turn, besides what was saved.
   * @returns Handles of the wanted variables after the last turn, by their inputs.
   */
  addTo(
    into: Trace,
    { name, turns, variables, wanted }: {
      readonly name: string;
      /** How many turns there were: a number, or a handle in the trace around the loop. */
      readonly turns: number | bigint;
      readonly variables: readonly LoopVariable[];
      readonly wanted: readonly bigint[];
    },
  ): Map<bigint, bigint> {
    const { trace } = this;
    const around = this.#around;
    if (this.#isOpen) {
      throw new XlaRefusal(
        `Cannot compute gradients through ${this.#forward.construct} with xla: true unless it ends ` +
          "after a number of turns that is known: give maxIterations, or leave xla out",
      );
    }
    const count = typeof turns === "number" ? turns : into.handleFrom(around, turns);
    const next = run(trace, "AddV2", [this.#counter, integer(trace, 1)]);
    return addLoop(into, {
      name: `${name}_gradient`,
      body: trace,
      around,
      variables: [
        { input: this.#counter, next, initial: () => integer(into, 0) },
        {
          input: this.#turns,
          next: this.#turns,
          initial: () => typeof count === "number" ? integer(into, count) : count,
        },
        ...this.#saved.map((saved): LoopVariable => ({
          input: saved.back.before,
          next: saved.back.after,
          initial: () => into.handleFrom(around, this.#lists.get(saved)!),
        })),
        ...variables,
      ],
      wanted,
      condition: countTo(into, this.#counter, count),
    });
  }

  #save(handle: bigint): bigint {
    const { body, slots, limit } = this.#forward;
    const output = body.outputOf(handle);
    this.#varying ??= dependents(body.graph, slots.map((slot) => body.outputOf(slot)));
    if (!this.#varying.has(output.operation)) {
      // The same in each turn: it need not be saved.
      const around = this.#around;
      const [outside] = computeOutside(around, { body, around, outputs: [output] });
      return this.trace.around(outside!);
    }
    const element = typeOf(body, handle);
    const before = body.addSlot(LIST);
    const after = push(body, before, handle);
    const list = this.trace.addSlot(LIST);
    const { rest, value } = pop(this.trace, list, element);
    const inner = listTypeOf(body, handle);
    if (inner !== undefined) noteList(this.trace, value, inner);
    const [there, back] = [{ before, after }, { before: list, after: rest }];
    this.#saved.push({ there, back, type: { element, inner, limit } });
    return value;
  }
}

/** Adds an op with one output and no attributes. */
export function run(trace: Trace, op: string, inputs: readonly bigint[]): bigint {
  trace.execute(op, [], inputs, 1);
  return trace.outputs[0]!;
}

/** A tensor of zeros. */
export function zeros(trace: Trace, { dtype, shape }: ValueType): bigint {
  const zero = trace.createTensor(dtype, [], new Uint8Array(dtypeBytes(dtype)));
  if (shape.length === 0) return zero;
  const dims = trace.createTensor(DType.int32, [shape.length], Int32Array.from(shape));
  return run(trace, "Fill", [dims, zero]);
}
