/**
 * Taking turns: compiled calls on other threads that share variables.
 *
 * @module
 */

import type * as tf from "../engine/tf.ts";
import type { VariableResource } from "../engine/variable_resource.ts";

/** A variable that a call uses. */
export interface VariableUse {
  readonly variable: tf.Variable;
  readonly resource: VariableResource;
  /** Whether the call changes it. */
  readonly assigned: boolean;
}

/** What calls that come later wait for. */
interface Line {
  lastWrite: Promise<void> | undefined;
  readonly reads: Set<Promise<void>>;
}

const lines = new WeakMap<VariableResource, Line>();

function lineOf(resource: VariableResource): Line {
  let line = lines.get(resource);
  if (line === undefined) {
    line = { lastWrite: undefined, reads: new Set() };
    lines.set(resource, line);
  }
  return line;
}

/**
 * Makes sure that a call at once finds its variables at rest.
 *
 * @param name The function's, for the error.
 * @throws {Error} If a call on another thread changes one, or reads one that this call changes.
 */
export function requireRest(uses: readonly VariableUse[], name: string): void {
  for (const { variable, resource, assigned } of uses) {
    if (resource.writers === 0 && !(assigned && resource.readers > 0)) continue;
    throw new Error(
      `Cannot call ${name} now: a run() that has not ended uses the variable ${variable.name}; ` +
        "await its promise first, or call run() here as well, which waits for its turn",
    );
  }
}

/** The turn of one call on another thread: calls that change a variable run one after another. */
export class Turn implements Disposable {
  readonly #uses: readonly VariableUse[];
  readonly #before: readonly Promise<void>[];
  readonly #end = Promise.withResolvers<void>();

  /** Joins the lines of the variables that a call uses. */
  constructor(uses: readonly VariableUse[]) {
    this.#uses = uses;
    const before = new Set<Promise<void>>();
    for (const { resource, assigned } of uses) {
      const line = lineOf(resource);
      if (line.lastWrite !== undefined) before.add(line.lastWrite);
      if (assigned) {
        for (const read of line.reads) before.add(read);
        line.lastWrite = this.#end.promise;
        line.reads.clear();
        resource.writers++;
      } else {
        line.reads.add(this.#end.promise);
        resource.readers++;
      }
    }
    this.#before = [...before];
  }

  /**
   * Waits for the calls that came before.
   *
   * @throws The signal's reason, as soon as it is aborted.
   */
  async come(signal: AbortSignal | undefined): Promise<void> {
    if (this.#before.length === 0) return;
    const all = Promise.all(this.#before);
    if (signal === undefined) await all;
    else {
      const aborted = Promise.withResolvers<never>();
      const abort = () => aborted.reject(signal.reason);
      signal.addEventListener("abort", abort);
      try {
        await Promise.race([all, aborted.promise]);
      } finally {
        signal.removeEventListener("abort", abort);
      }
    }
  }

  /** Lets the next ones have their turn. */
  [Symbol.dispose](): void {
    const { promise, resolve } = this.#end;
    for (const { resource, assigned } of this.#uses) {
      if (assigned) resource.writers--;
      else {
        resource.readers--;
        lineOf(resource).reads.delete(promise);
      }
    }
    // If this call has given up while it waited, the others wait for those before it all the same.
    if (this.#before.length === 0) resolve();
    else Promise.all(this.#before).then(() => resolve());
  }
}
