/** Which nodes of a trace come before which. @module */

import type { Output } from "../ffi/graph.ts";

/** The nodes of a trace with those whose results they take. */
export class Ancestry {
  readonly #parents = new Map<bigint, readonly bigint[]>();

  /** Notes a node. */
  note(operation: bigint, inputs: readonly Output[], controlInputs: readonly bigint[]): void {
    this.#parents.set(operation, [
      ...inputs.map((input) => input.operation),
      ...controlInputs,
    ]);
  }

  /**
   * Those among `operations` that do not run anyway before the nodes `ends` have run.
   *
   * To state what is so keeps TensorFlow from fusing: it leaves alone what others wait for.
   */
  notBefore(operations: ReadonlySet<bigint>, ends: readonly bigint[]): bigint[] {
    const left = new Set(operations);
    const seen = new Set(ends);
    // A set is walked in the order in which it grows.
    for (const operation of seen) {
      left.delete(operation);
      if (left.size === 0) break;
      for (const parent of this.#parents.get(operation) ?? []) seen.add(parent);
    }
    return [...left];
  }
}
