/** Changing variables where they lie. @module */

import type * as tf from "../engine/tf.ts";
import type { Output } from "../ffi/graph.ts";
import type { Trace } from "./trace.ts";
import type { TracedVariable } from "./trace_inputs.ts";

/** What an op that updates variables takes. */
export interface VariableUpdate {
  /** The variables which it changes: a weight and its moments, say. */
  readonly variables: readonly TracedVariable[];
  /** What else it takes: a gradient, a learning rate. */
  readonly values: readonly Output[];
}

/**
 * Ops that update variables, such as `ResourceApplyAdam`. Each is added when the trace ends, behind all
 * that read the value before, or as soon as the new value is wanted.
 */
export class VariableUpdates {
  readonly #trace: Trace;
  readonly #pending = new Set<() => bigint>();
  /** The variable whose new value a handle is. */
  readonly #variables = new Map<bigint, tf.Variable>();
  readonly #updatedBy = new Map<tf.Variable, () => bigint>();
  /** Nodes that read what an update has put into a variable. */
  readonly #lateReads = new Set<bigint>();

  /** Notes updates in `trace`. */
  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /**
   * Notes an op.
   *
   * @param add Adds the node behind the given ones.
   * @returns Handles of the variables' new values.
   */
  note(
    { variables, values }: VariableUpdate,
    add: (resources: readonly Output[], controlInputs: readonly bigint[]) => bigint,
  ): bigint[] {
    const trace = this.#trace;
    let operation: bigint | undefined;
    const run = () => {
      if (operation !== undefined) return operation;
      this.#pending.delete(run);
      // Somebody may want the old value yet, and after the update it is gone.
      trace.outputOf(variables[0]!.before);
      const readers = variables.flatMap(({ before }) => trace.readersOf(before));
      operation = add(
        variables.map(({ resource }) => resource),
        trace.ancestry.notBefore(new Set(readers), values),
      );
      trace.effects.push(operation);
      return operation;
    };
    this.#pending.add(run);
    return variables.map(({ variable, before, resource }) => {
      const [dtype, shape] = [trace.dtype(before), trace.shape(before)];
      const after = trace.enterLater({ dtype, shape }, () => {
        const read = trace.readVariable(resource, { dtype, shape }, [run()]);
        this.#lateReads.add(read.operation);
        return read;
      });
      this.#variables.set(after, variable);
      this.#updatedBy.set(variable, run);
      return after;
    });
  }

  /** Whether an update puts the value behind a handle where it belongs, into `variable` if given. */
  has(handle: bigint, variable?: tf.Variable): boolean {
    const updated = this.#variables.get(handle);
    return updated !== undefined && (variable === undefined || updated === variable);
  }

  /** Whether nodes among `operations` read what an update has put into a variable. */
  areReadBy(operations: ReadonlySet<bigint>): boolean {
    return [...this.#lateReads].some((operation) => operations.has(operation));
  }

  /** Nodes that must have run before a variable is given another value. */
  usesOf({ variable, before }: TracedVariable): bigint[] {
    const update = this.#updatedBy.get(variable);
    return [
      ...this.#trace.readersOf(before).slice(0, 1),
      ...update === undefined ? [] : [update()],
    ];
  }

  /** Adds the updates that wait for the end. */
  finish(): void {
    for (const run of this.#pending) run();
  }
}
