/**
 * Traces of branches and loops.
 *
 * @module
 */

import type { OpContext } from "../../engine/op_context.ts";
import type { TensorRecord } from "../../engine/tensor_record.ts";
import type { Output } from "../../ffi/graph.ts";
import { Trace } from "../trace.ts";
import type { TraceInput } from "../trace_inputs.ts";

/** Constants up to this size are made anew in each branch and loop. */
const SMALL_BYTES = 64;

/** What a traced value is: its dtype as a number of `TF_DataType`, and its axis lengths. */
export interface ValueType {
  readonly dtype: number;
  readonly shape: readonly number[];
}

/** What a {@linkcode ChildTrace} is told. */
export interface ChildTraceOptions {
  /** What it is for, as errors call it: `jit.while()`. */
  readonly construct: string;
  /** Makes the seed that its random numbers start from. */
  readonly makeSeed: (trace: ChildTrace) => bigint;
}

/** The graph of a branch, or of a loop's body or condition; a part of the trace around it. */
export class ChildTrace extends Trace {
  /** The trace around it. */
  readonly parent: Trace;
  readonly #options: ChildTraceOptions;

  /** Makes an empty part of `parent`. */
  constructor(parent: Trace, options: ChildTraceOptions) {
    super(parent, { parent });
    this.parent = parent;
    this.#options = options;
  }

  /** Adds an input that the construct itself gives: what a loop carries, or an incoming gradient. */
  addSlot({ dtype, shape }: ValueType): bigint {
    return this.enter(this.graph.placeholder(dtype, shape), "Placeholder");
  }

  /** The input that an output is, undefined if it is none or a slot. */
  inputAt({ operation }: Output): TraceInput | undefined {
    return this.inputs.find(({ placeholder }) => placeholder.operation === operation)?.input;
  }

  override isWithin(owner: OpContext): boolean {
    return owner === this || this.parent.isWithin(owner);
  }

  override capture(record: TensorRecord, dataId: object): bigint {
    return this.captureOnce(dataId, () => {
      const { owner, handle, values, dtype, shape } = record;
      // Shapes and axes must be known where they are used.
      if (values !== null && this.isWithin(owner) && record.bytes <= SMALL_BYTES) {
        return this.createTensor(dtype, shape, values);
      }
      return this.captureOuter(
        owner === this.parent ? handle : this.parent.capture(record, dataId),
      );
    });
  }

  override handleFrom(owner: Trace, handle: bigint): bigint {
    return owner === this ? handle : this.captureOuter(this.parent.handleFrom(owner, handle));
  }

  /** What stands here for a value of the trace around this one. */
  captureOuter(handle: bigint): bigint {
    return this.captureOnce(handle, () => this.enterOuter(handle));
  }

  /** Adds what stands for a value of the trace around this one. */
  protected enterOuter(handle: bigint): bigint {
    const type = { dtype: this.parent.dtype(handle), shape: this.parent.shape(handle) };
    return this.addInput({ kind: "parent", handle }, type);
  }

  override number(value: () => number): bigint {
    return this.captureOuter(this.parent.number(value));
  }

  /** The seed that its random numbers start from. */
  baseSeed(): bigint {
    return this.makeSeed();
  }

  protected override makeSeed(): bigint {
    return this.#options.makeSeed(this);
  }

  override requireAssignable(): void {
    throw new TypeError(
      `Cannot change a variable inside ${this.#options.construct}: return the new value from there, ` +
        "and assign it outside",
    );
  }
}
