/**
 * Names of ops as C takes them, and how many inputs the ops take at most.
 *
 * @module
 */

import { Graph } from "./graph.ts";
import { type Library, LibraryError } from "./library.ts";
import { DisposedError } from "./native.ts";
import { isListArgument } from "./op_definition.ts";
import { cString } from "./strings.ts";

/** An op by its name. */
export interface OpName {
  /** The name, NUL-terminated. */
  bytes: Uint8Array<ArrayBuffer>;
  /** Most inputs that it takes. TensorFlow ends the process over one more. */
  maxInputs: number;
}

/** Past this many start afresh: functions come and go under new names. */
const LIMIT = 4096;

/** The ops that were run in one library. */
export class OpNames {
  readonly #library: Library;
  readonly #known = new Map<string, OpName>();
  #graph: Graph | undefined;
  #disposed = false;

  /** Makes an empty list. */
  constructor(library: Library) {
    this.#library = library;
  }

  /**
   * The op called `op`.
   *
   * @throws {DisposedError} If the list has been disposed.
   */
  get(op: string): OpName {
    return this.#known.get(op) ?? this.#learn(op);
  }

  /** Frees what was needed to look ops up, and forgets them. */
  dispose(): void {
    this.#graph?.dispose();
    this.#known.clear();
    this.#disposed = true;
  }

  #learn(op: string): OpName {
    // Here and not in get(), which every op runs through.
    if (this.#disposed) {
      throw new DisposedError(`Cannot run ${op}: its context has been disposed`);
    }
    if (this.#known.size >= LIMIT) this.#known.clear();
    const known = { bytes: cString(op), maxInputs: this.#maxInputs(op) };
    this.#known.set(op, known);
    return known;
  }

  #maxInputs(op: string): number {
    try {
      this.#graph ??= new Graph(this.#library);
      const { inputs } = this.#graph.opDefinition(op);
      return inputs.some(isListArgument) ? Infinity : inputs.length;
    } catch (error) {
      // A function, an op that is not there, a library without graphs: TensorFlow counts itself.
      if (error instanceof TypeError || error instanceof LibraryError) return Infinity;
      throw error;
    }
  }
}
