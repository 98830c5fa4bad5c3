/**
 * What flows back through a loop: gradients of what it carries, reads, leaves and uses.
 *
 * @module
 */

import type * as tf from "../../engine/tf.ts";
import { tfjsDType } from "../../engine/tfjs_dtype.ts";
import type { Trace } from "../trace.ts";
import type { BackwardTrace } from "./backward_trace.ts";
import type { ChildTrace, ValueType } from "./child_trace.ts";
import { integer, type LoopVariable } from "./loop.ts";
import { LoopGradient, run, zeros } from "./loop_gradient.ts";
import { noteConstruct, type TapedConstruct } from "./on_tape.ts";
import type { TracedPart } from "./part.ts";
import { getItem, LIST, listOf, reserveList, setItem, stack, typeOf } from "./tensor_list.ts";

/** A list that is read or written turn by turn. */
export interface TurnList {
  /** Type of its parts. */
  readonly element: ValueType;
  /** The list, or what stands for it. */
  readonly list: bigint;
  /** In the body, the part of one turn, or the list with it. */
  readonly part: bigint;
}

/** The loop that is gone back through. */
export interface LoopThere {
  /** What it is, as errors call it. */
  readonly construct: string;
  /** What the names of its functions begin with. */
  readonly name: string;
  readonly body: ChildTrace;
  /** In the body, the number of the turn, */
  readonly counter: bigint;
  /** and what goes from turn to turn. */
  readonly carry: readonly bigint[];
  /** What is read turn by turn; the lists are in the trace around. */
  readonly xs: readonly TurnList[];
  /** Whether lists are read and written from the end. */
  readonly reverse: boolean;
  /** How many turns there are, if that is known. */
  readonly turns: number | null;
  /** How many there are at most, if that is known. */
  readonly limit: number | null;
}

/** What the loop has made. */
export interface LoopResults {
  /** Handles of its variables after the last turn, by their inputs in the body. */
  readonly finals: ReadonlyMap<bigint, bigint>;
  /** What it was given: what it carries, then what it reads. */
  readonly inputs: readonly tf.Tensor[];
  /** What it gives: what it carries, then what its turns have left. */
  readonly outputs: readonly tf.Tensor[];
  /** Computes its gradients once more. */
  readonly again: TapedConstruct["again"];
}

/** The gradient of a result that the turns have left. */
interface LeftGradient {
  /** The list of its parts. */
  readonly list: bigint;
  /** The part of one turn. */
  readonly part: bigint;
  readonly element: ValueType;
}

/** A gradient that the way back gathers. */
interface Gathered {
  readonly variable: LoopVariable;
  /** Makes it of the variable's last value. */
  readonly finish: (last: bigint) => bigint;
}

/** Where the part of a turn lies in a list. */
export function placeOf(
  trace: ChildTrace,
  turn: bigint,
  { reverse, turns }: Pick<LoopThere, "reverse" | "turns">,
): bigint {
  return reverse ? run(trace, "Sub", [integer(trace, turns! - 1), turn]) : turn;
}

/** The way back through a loop, from its first node to the gradients. */
export class LoopBack {
  readonly #loop: LoopThere;
  readonly #gradient: LoopGradient;
  /** Where the parts of the turn lie. */
  readonly #index: bigint;
  /** Gradients of what the loop carries, by the number of the result. */
  readonly #carried = new Map<number, bigint>();
  readonly #left = new Map<number, LeftGradient>();

  /** Begins the way back through `loop`, whose body has been traced. */
  constructor(loop: LoopThere) {
    this.#loop = loop;
    this.#gradient = new LoopGradient({ ...loop, slots: [loop.counter, ...loop.carry] });
    const { trace, turn } = this.#gradient;
    const index = placeOf(trace, turn, loop);
    this.#index = index;
    for (const { list, element, part } of loop.xs) {
      trace.bind(part, () => getItem(trace, trace.around(list), { index, element }));
    }
  }

  /** The graph of a turn back. */
  get trace(): BackwardTrace {
    return this.#gradient.trace;
  }

  /** Adds the gradient of a result to the graph. */
  cotangent(output: number, type: ValueType): bigint {
    const { trace } = this;
    if (output < this.#loop.carry.length) {
      const slot = trace.addSlot(type);
      this.#carried.set(output, slot);
      return slot;
    }
    const list = trace.addSlot(LIST);
    const part = getItem(trace, list, { index: this.#index, element: type });
    this.#left.set(output, { list, part, element: type });
    return part;
  }

  /** Variables with which the loop saves what is needed here. */
  savedVariables(): LoopVariable[] {
    return this.#gradient.savedVariables();
  }

  /** Notes the loop on the tape. */
  note(part: TracedPart, { finals, inputs, outputs, again }: LoopResults): void {
    this.#gradient.keep(finals);
    const { construct, counter, turns } = this.#loop;
    const sources = [...inputs, ...part.captured];
    const count = turns ?? finals.get(counter)!;
    noteConstruct({
      construct,
      inputs: sources,
      outputs,
      used: part.used,
      again,
      back: (into, dys, wanted) => {
        const found = this.#add(into, { part, dys, wanted, count });
        return found.map((one, i) => one ?? zeros(into, typeOfTensor(sources[wanted[i]!]!)));
      },
    });
  }

  /** Adds the way back to `into`; returns the gradients that are wanted, undefined where none flows. */
  #add(
    into: Trace,
    { part, dys, wanted, count }: {
      part: TracedPart;
      dys: readonly (bigint | undefined)[];
      wanted: readonly number[];
      count: number | bigint;
    },
  ): (bigint | undefined)[] {
    const { carry, xs, name } = this.#loop;
    const carried = carry.map((_, i) =>
      this.#throughCarry(into, i, { by: part.byGiven[i], dy: dys[i] })
    );
    const sources = [...part.byGiven, ...part.byCaptured];
    const gathered = wanted.map((input) => {
      if (input < carry.length) return carried[input];
      const by = sources[input];
      if (by === undefined) return undefined;
      const read = xs[input - carry.length];
      return read === undefined ? this.#sum(into, by) : this.#parts(into, by, read.element);
    });
    const all = [...new Set([...carried, ...gathered])].filter((one) => one !== undefined);
    const finals = this.#gradient.addTo(into, {
      name,
      turns: count,
      variables: [...all.map(({ variable }) => variable), ...this.#incoming(into, dys)],
      wanted: gathered.filter((one) => one !== undefined).map(({ variable }) => variable.input),
    });
    return gathered.map((one) => one?.finish(finals.get(one.variable.input)!));
  }

  /** The gradient of what is carried: from turn to turn like that itself. */
  #throughCarry(
    into: Trace,
    output: number,
    { by, dy }: { by: bigint | undefined; dy: bigint | undefined },
  ): Gathered | undefined {
    const input = this.#carried.get(output);
    if (input === undefined) return undefined;
    const type = typeOf(this.trace, input);
    return {
      variable: {
        input,
        next: by ?? zeros(this.trace, type),
        initial: () => dy ?? zeros(into, type),
      },
      finish: (last) => last,
    };
  }

  /** The gradient of what each turn uses: the sum of those of the turns. */
  #sum(into: Trace, by: bigint): Gathered {
    const type = typeOf(this.trace, by);
    const input = this.trace.addSlot(type);
    return {
      variable: {
        input,
        next: run(this.trace, "AddV2", [input, by]),
        initial: () => zeros(into, type),
      },
      finish: (last) => last,
    };
  }

  /** The gradient of what is read turn by turn: one part from each. */
  #parts(into: Trace, by: bigint, element: ValueType): Gathered {
    const length = this.#loop.turns!;
    const input = this.trace.addSlot(LIST);
    return {
      variable: {
        input,
        next: setItem(this.trace, input, { index: this.#index, value: by }),
        initial: () => reserveList(into, element, length),
      },
      finish: (last) => stack(into, last, { element, length }),
    };
  }

  /** Gradients of what the turns have left: read from a list, or zero. */
  #incoming(into: Trace, dys: readonly (bigint | undefined)[]): LoopVariable[] {
    return [...this.#left].map(([output, { list, part, element }]) => {
      const dy = dys[output];
      return dy === undefined
        ? { input: part, next: part, initial: () => zeros(into, element) }
        : { input: list, next: list, initial: () => listOf(into, dy) };
    });
  }
}

function typeOfTensor({ dtype, shape }: tf.Tensor): ValueType {
  return { dtype: tfjsDType(dtype), shape };
}
