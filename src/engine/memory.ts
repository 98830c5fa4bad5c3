/**
 * Counts native tensors by the op that made them and the device that holds them.
 *
 * @module
 */

import { GarbagePressure } from "./garbage_pressure.ts";

/** Living tensors made by one op on one device. */
export interface OpTally {
  /** Name of the op, `"tensor"` for values that came from JavaScript. */
  readonly op: string;
  /** Device that holds them, such as `"CPU:0"`. */
  readonly device: string;
  /** Tensors that live now. */
  tensors: number;
  /** Bytes they hold. */
  bytes: number;
}

/** Living tensors on one device. */
export interface DeviceMemory {
  /** Name as in `engine.info().devices`. */
  device: string;
  /** Tensors that live there. */
  tensors: number;
  /** Bytes they hold. */
  bytes: number;
}

/** Memory held in tensors of the TensorFlow engine. */
export interface TensorMemory {
  /** Native tensors that live now. */
  tensors: number;
  /** Bytes they hold. */
  bytes: number;
  /** Tensors that were freed by the garbage collector because nobody disposed them. */
  collected: number;
  /** The same by device, largest first. */
  byDevice: DeviceMemory[];
  /** The same by op that made them, largest first: the place to look for a leak. */
  byOp: OpTally[];
}

/** Device of tensors on a machine that has one. */
const ONLY_DEVICE = "CPU:0";

/** Book of all native tensors. */
export class Ledger {
  /** Tensors that live now. */
  tensors = 0;
  /** Bytes they hold. */
  bytes = 0;

  readonly #tallies = new Map<string, OpTally>();
  readonly #pressure = new GarbagePressure();
  #collected = 0;

  /** The tally of `op` on `device`: always the same object. */
  tally(op: string, device: string = ONLY_DEVICE): OpTally {
    const key = device === ONLY_DEVICE ? op : `${op} ${device}`;
    let tally = this.#tallies.get(key);
    if (tally === undefined) {
      tally = { op, device, tensors: 0, bytes: 0 };
      this.#tallies.set(key, tally);
    }
    return tally;
  }

  /** Enters a new tensor. */
  add(tally: OpTally, bytes: number): void {
    tally.tensors++;
    tally.bytes += bytes;
    this.tensors++;
    this.bytes += bytes;
    this.#pressure.grown(this.tensors, this.bytes);
  }

  /** Notes that as many tensors came and went which JavaScript alone had, as those of a trace. */
  noteGarbage(tensors: number): void {
    this.#pressure.grown(this.tensors, this.bytes, tensors);
  }

  /** Strikes a tensor out. */
  remove(tally: OpTally, bytes: number): void {
    tally.tensors--;
    tally.bytes -= bytes;
    this.tensors--;
    this.bytes -= bytes;
  }

  /** Strikes out a tensor that nobody disposed and the garbage collector found. */
  collect(tally: OpTally, bytes: number): void {
    this.remove(tally, bytes);
    this.#collected++;
    this.#pressure.settled(this.tensors, this.bytes);
  }

  /** Everything that is alive. */
  report(): TensorMemory {
    const byOp = [...this.#tallies.values()].filter((tally) => tally.tensors > 0)
      .map((tally) => ({ ...tally }))
      .sort(largestFirst);
    const devices = new Map<string, DeviceMemory>();
    for (const { device, tensors, bytes } of byOp) {
      const sum = devices.get(device) ?? { device, tensors: 0, bytes: 0 };
      devices.set(device, { device, tensors: sum.tensors + tensors, bytes: sum.bytes + bytes });
    }
    const byDevice = [...devices.values()].sort(largestFirst);
    const { tensors, bytes } = this;
    return { tensors, bytes, collected: this.#collected, byDevice, byOp };
  }
}

function largestFirst(a: { tensors: number; bytes: number }, b: typeof a): number {
  return b.bytes - a.bytes || b.tensors - a.tensors;
}

/** One ledger per process, as the native memory is. */
export const ledger: Ledger = new Ledger();
