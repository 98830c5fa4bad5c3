/**
 * Names of ops as C takes them, and how many inputs the ops take at most.
 *
 * @module
 */

import { Graph } from "./graph.ts";
import { type Library, LibraryError } from "./library.ts";
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

  /** Makes an empty list. */
  constructor(library: Library) {
    this.#library = library;
  }

  /** The op called `op`. */
  get(op: string): OpName {
    return this.#known.get(op) ?? this.#learn(op);
  }

  /** Frees what was needed to look ops up. */
  dispose(): void {
    this.#graph?.dispose();
  }

  #learn(op: string): OpName {
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
