/** Which nodes of a trace come before which. @module */

import type { Output } from "../ffi/graph.ts";

/** What a node takes, and what it waits for. */
interface Parents {
  readonly inputs: readonly bigint[];
  readonly awaited: readonly bigint[];
}

/** The nodes of a trace with those whose results they take. */
export class Ancestry {
  readonly #parents = new Map<bigint, Parents>();

  /** Notes a node. */
  note(operation: bigint, inputs: readonly Output[], controlInputs: readonly bigint[]): void {
    this.#parents.set(operation, {
      inputs: inputs.map((input) => input.operation),
      awaited: controlInputs,
    });
  }

  /**
   * Those among `operations` that do not run before `outputs` are there anyway.
   *
   * To state what is so keeps TensorFlow from fusing: it leaves alone what others wait for.
   */
  notBefore(operations: ReadonlySet<bigint>, outputs: readonly Output[]): bigint[] {
    const ends = outputs.map(({ operation }) => operation);
    return this.#notAmong(operations, ends, ({ inputs, awaited }) => [...inputs, ...awaited]);
  }

  /** Those among `operations` whose results the nodes `ends` take, or what they take is made of. */
  takenBy(ends: readonly bigint[], operations: ReadonlySet<bigint>): Set<bigint> {
    return operations.difference(
      new Set(this.#notAmong(operations, ends, ({ inputs }) => inputs)),
    );
  }

  #notAmong(
    operations: ReadonlySet<bigint>,
    ends: readonly bigint[],
    parentsOf: (parents: Parents) => readonly bigint[],
  ): bigint[] {
    const left = new Set(operations);
    const seen = new Set(ends);
    // A set is walked in the order in which it grows.
    for (const operation of seen) {
      left.delete(operation);
      if (left.size === 0) break;
      const parents = this.#parents.get(operation);
      if (parents === undefined) continue;
      for (const parent of parentsOf(parents)) seen.add(parent);
    }
    return [...left];
  }
}
