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

/** Ledger of all native tensors: one per process, as the native memory is. */
let current: Ledger | undefined;

/**
 * What the tensors of the TensorFlow engine hold in native memory, and which ops made them.
 *
 * All zeros on the wasm and cpu engines, whose memory `tf.memory()` counts.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { engine, tf } from "tensaur";
 *
 * await tf.ready();
 * const before = engine.memory().tensors;
 * {
 *   using x = tf.ones([10]);
 *   x.dataSync();
 * }
 * assertEquals(engine.memory().tensors, before);
 * ```
 */
export function memory(): MemoryReport {
  return ledger().report();
}

/** The ledger that {@linkcode memory} reports. */
export function ledger(): Ledger {
  return current ??= new Ledger();
}

/** Growth since the last garbage collection that is worth another one. */
const GROWTH_BYTES = 16 * 2 ** 20;
const GROWTH_TENSORS = 4_000;
/** The same as a share of what is alive, so that a large model is not collected around all day. */
const GROWTH_SHARE = 1 / 8;
/** Disposed tensors leave garbage in JavaScript's own heap, which else grows for thousands of steps. */
const MADE_TENSORS = 50_000;
/** Collecting may take a tenth of the time, unless memory grows by this much meanwhile. */
const PAUSE_FACTOR = 10;
const URGENT_BYTES = 512 * 2 ** 20;

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
  #urgentBytes = URGENT_BYTES;
  #notBefore = 0;
  #made = 0;

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
    this.#made++;
    if (
      this.tensors > this.#tensorLimit || this.bytes > this.#byteLimit || this.#made > MADE_TENSORS
    ) this.#relieve();
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
   * growth asks it to. Finalisers run when the event loop next turns.
   */
  #relieve(): void {
    const start = performance.now();
    if (start < this.#notBefore && this.bytes < this.#urgentBytes) return;
    collectGarbage();
    const end = performance.now();
    this.#made = 0;
    this.#notBefore = end + PAUSE_FACTOR * (end - start);
    this.#tensorLimit = this.tensors + tensorGrowth(this.tensors);
    this.#byteLimit = this.bytes + byteGrowth(this.bytes);
    this.#urgentBytes = this.bytes + Math.max(URGENT_BYTES, this.bytes * GROWTH_SHARE);
  }

  /** Notes that the garbage collector freed a tensor; the limits follow what is still alive. */
  settle(): void {
    this.collected++;
    this.#tensorLimit = Math.min(this.#tensorLimit, this.tensors + tensorGrowth(this.tensors));
    this.#byteLimit = Math.min(this.#byteLimit, this.bytes + byteGrowth(this.bytes));
    this.#urgentBytes = Math.min(this.#urgentBytes, this.bytes + URGENT_BYTES);
  }
}

function tensorGrowth(alive: number): number {
  return Math.max(GROWTH_TENSORS, alive * GROWTH_SHARE);
}

function byteGrowth(alive: number): number {
  return Math.max(GROWTH_BYTES, alive * GROWTH_SHARE);
}
