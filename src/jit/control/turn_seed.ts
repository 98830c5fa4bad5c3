/**
 * Seeds for what branches and loops draw.
 *
 * @module
 */

import { DType } from "../../core/dtype.ts";
import { AttrKind } from "../../ffi/op_attrs.ts";
import type { Trace } from "../trace.ts";
import { integer } from "./loop.ts";

/** TensorFlow's number for Philox, a generator that can begin anywhere. */
const PHILOX = 1;

/** A seed that several traces know. */
export interface SharedSeed {
  /** What stands for it in a trace. */
  in(trace: Trace): bigint;
}

/**
 * The seed of one construct, the same for all of its parts; drawn when it is first wanted.
 *
 * It is none that the trace around could draw too: its parts mark their draws as that marks its own.
 */
export class ConstructSeed implements SharedSeed {
  readonly #trace: Trace;
  #handle: bigint | undefined;

  /** Makes the seed of a construct in `trace`. */
  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** What stands for it in `trace`, which is the construct's own or a part of it. */
  in(trace: Trace): bigint {
    this.#handle ??= turnSeed(this.#trace, this.#trace.drawSeed(), integer(this.#trace, 0));
    return trace.handleFrom(this.#trace, this.#handle);
  }
}

/**
 * The seed of one turn of a loop: what a generator that begins at `seed` makes as its number `turn`.
 * Seeds that were added up would meet those of the loops inside.
 *
 * @param seed An int64 vector of 2.
 * @param turn An int32 scalar.
 */
export function turnSeed(trace: Trace, seed: bigint, turn: bigint): bigint {
  const run = (op: string, inputs: readonly bigint[], attrs: Record<string, number> = {}) => {
    const types = Object.entries(attrs)
      .map(([name, value]) => ({ name, type: AttrKind.type, value }));
    trace.execute(op, types, inputs, 1);
    return trace.outputs[0]!;
  };
  const int32 = (...values: number[]) =>
    trace.createTensor(DType.int32, [values.length], Int32Array.from(values));
  const part = (index: number) => run("Slice", [seed, int32(index), int32(1)]);
  const count = run("Cast", [run("Reshape", [turn, int32(1)])], { DstT: DType.int64 });
  const key = run("Bitcast", [part(0)], { type: DType.uint64 });
  trace.execute("ConcatV2", [{ name: "N", type: AttrKind.int, value: 2 }], [
    count,
    part(1),
    integer(trace, 0),
  ], 1);
  const counter = run("Bitcast", [trace.outputs[0]!], { type: DType.uint64 });
  const algorithm = integer(trace, PHILOX);
  const inputs = [int32(2), key, counter, algorithm];
  return run("StatelessRandomUniformFullIntV2", inputs, { dtype: DType.int64 });
}
