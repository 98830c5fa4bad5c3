/**
 * Counts native tensors by the op that made them, and finds the time to collect garbage.
 *
 * @module
 */

import { collectGarbage } from "./collect.ts";

/** Living tensors made by one op. */
export interface OpTally {
  /** Name of the op, `"tensor"` for values that came from JavaScript. */
  readonly op: string;
  /** Tensors that live now. */
  tensors: number;
  /** Bytes they hold. */
  bytes: number;
}

/** Memory held in tensors of the TensorFlow engine. */
export interface MemoryReport {
  /** Native tensors that live now. */
  tensors: number;
  /** Bytes they hold. */
  bytes: number;
  /** Tensors that were freed by the garbage collector because nobody disposed them. */
  collected: number;
  /** The same by op that made them, largest first: the place to look for a leak. */
  byOp: OpTally[];
}

/** Growth between two garbage collections that native memory is worth a third. */
const GROWTH_BYTES = 128 * 2 ** 20;
const GROWTH_TENSORS = 20_000;

/** Book of all native tensors. */
export class Ledger {
  /** Tensors that live now. */
  tensors = 0;
  /** Bytes they hold. */
  bytes = 0;
  /** Tensors freed by the garbage collector. */
  collected = 0;

  readonly #tallies = new Map<string, OpTally>();
  #tensorLimit = GROWTH_TENSORS;
  #byteLimit = GROWTH_BYTES;

  /** The tally of `op`: always the same object. */
  tally(op: string): OpTally {
    let tally = this.#tallies.get(op);
    if (tally === undefined) {
      tally = { op, tensors: 0, bytes: 0 };
      this.#tallies.set(op, tally);
    }
    return tally;
  }

  /** Enters a new tensor. */
  add(tally: OpTally, bytes: number): void {
    tally.tensors++;
    tally.bytes += bytes;
    this.tensors++;
    this.bytes += bytes;
    if (this.tensors > this.#tensorLimit || this.bytes > this.#byteLimit) this.#relieve();
  }

  /** Strikes a tensor out. */
  remove(tally: OpTally, bytes: number): void {
    tally.tensors--;
    tally.bytes -= bytes;
    this.tensors--;
    this.bytes -= bytes;
  }

  /** Everything that is alive. */
  report(): MemoryReport {
    const byOp = [...this.#tallies.values()].filter((tally) => tally.tensors > 0)
      .map((tally) => ({ ...tally }))
      .sort((a, b) => b.bytes - a.bytes || b.tensors - a.tensors);
    const { tensors, bytes, collected } = this;
    return { tensors, bytes, collected, byOp };
  }

  /**
   * V8 sees a few hundred bytes per tensor and is in no hurry to collect what holds gigabytes, so
   * growth asks it to. Finalisers run when the event loop next turns; the limits that follow from
   * what is alive now keep a loop that never yields from collecting over and over.
   */
  #relieve(): void {
    collectGarbage();
    this.#tensorLimit = this.tensors + Math.max(GROWTH_TENSORS, this.tensors / 4);
    this.#byteLimit = this.bytes + Math.max(GROWTH_BYTES, this.bytes / 4);
  }

  /** Lets the limits follow when finalisers have freed much. */
  settle(): void {
    this.collected++;
    this.#tensorLimit = Math.min(
      this.#tensorLimit,
      this.tensors + Math.max(GROWTH_TENSORS, this.tensors / 4),
    );
    this.#byteLimit = Math.min(
      this.#byteLimit,
      this.bytes + Math.max(GROWTH_BYTES, this.bytes / 4),
    );
  }
}
