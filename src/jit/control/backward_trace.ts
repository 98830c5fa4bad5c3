/**
 * Traces of the way back through a branch or a loop.
 *
 * @module
 */

import type { Output } from "../../ffi/graph.ts";
import { AttrKind } from "../../ffi/op_attrs.ts";
import { deleteTensor } from "../../ffi/tensor.ts";
import { ChildTrace, type ValueType } from "./child_trace.ts";

/** Constants up to this many elements are made anew on the way back. */
const SMALL_ELEMENTS = 16;

/** How the way back gets at what the way there has computed. */
export interface BackwardOptions {
  /** What it is for, as errors call it. */
  readonly construct: string;
  /**
   * Keeps a value of the way there.
   *
   * @returns What stands for it on the way back.
   */
  readonly save: (forward: bigint) => bigint;
}

/**
 * The graph that computes the gradients of another, the way there. What it needs of that is saved;
 * what that has from around, this has from there too: its inputs are values of the trace around both.
 */
export class BackwardTrace extends ChildTrace {
  /** The way there. */
  readonly forward: ChildTrace;
  readonly #save: (forward: bigint) => bigint;
  readonly #bound = new Map<bigint, () => bigint>();
  readonly #around = new Map<bigint, bigint>();

  /** Makes an empty way back for `forward`. */
  constructor(forward: ChildTrace, { construct, save }: BackwardOptions) {
    super(forward, {
      construct,
      makeSeed: (trace) => trace.handleFrom(forward, forward.drawSeed()),
    });
    this.forward = forward;
    this.#save = save;
  }

  /** Says what stands here for a value of the way there; `make` makes it when it is first wanted. */
  bind(forward: bigint, make: () => bigint): void {
    this.#bound.set(forward, make);
  }

  /** What stands here for a value of the trace around both. */
  around(handle: bigint): bigint {
    let here = this.#around.get(handle);
    if (here === undefined) {
      const { parent } = this.forward;
      const type: ValueType = { dtype: parent.dtype(handle), shape: parent.shape(handle) };
      here = this.addInput({ kind: "parent", handle }, type);
      this.#around.set(handle, here);
    }
    return here;
  }

  protected override enterOuter(handle: bigint): bigint {
    const bound = this.#bound.get(handle);
    if (bound !== undefined) return bound();
    const output = this.forward.outputOf(handle);
    const input = this.forward.inputAt(output);
    if (input?.kind === "parent") return this.around(input.handle);
    const isSmall = this.forward.shape(handle).reduce((a, b) => a * b, 1) <= SMALL_ELEMENTS;
    if (isSmall && this.forward.graph.opOf(output.operation) === "Const") {
      return this.#copyConstant(output);
    }
    return this.#save(handle);
  }

  #copyConstant(output: Output): bigint {
    const { graph } = this.forward;
    const tensor = graph.attrTensor(output.operation, "value");
    try {
      const operation = this.graph.addNode("Const", {
        attrs: [
          { name: "dtype", type: AttrKind.type, value: graph.dtype(output) },
          { name: "value", type: AttrKind.tensor, value: tensor },
        ],
      });
      return this.enter({ operation, index: 0 }, "Const");
    } finally {
      deleteTensor(this.library, tensor);
    }
  }
}
