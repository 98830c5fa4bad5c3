/**
 * Stopping an op that runs on another thread.
 *
 * @module
 */

import type { Library } from "./library.ts";
import { Native } from "./native.ts";

/** A `TFE_CancellationManager`: its ops end with code CANCELLED where their kernels look for it. */
export class Cancellation {
  readonly #library: Library;
  readonly #native: Native;

  /** Makes a manager without ops. */
  constructor(library: Library) {
    const { TFE_DeleteCancellationManager, TFE_NewCancellationManager } = library.symbols;
    this.#library = library;
    this.#native = new Native(
      "cancellation manager",
      TFE_NewCancellationManager(),
      (manager) => TFE_DeleteCancellationManager(manager),
    );
  }

  /** Puts the eager op `op` (a `TFE_Op*`) under this manager, before it is run. */
  attach(op: bigint): void {
    const { symbols, status } = this.#library;
    symbols.TFE_OpSetCancellationManager(op, this.#native.pointer, status.handle);
    status.check(() => ({ op: "TFE_OpSetCancellationManager" }));
  }

  /** Asks the ops to stop. */
  start(): void {
    this.#library.symbols.TFE_CancellationManagerStartCancel(this.#native.pointer);
  }

  /** Whether the ops were asked to stop. */
  get started(): boolean {
    const { TFE_CancellationManagerIsCancelled } = this.#library.symbols;
    return TFE_CancellationManagerIsCancelled(this.#native.pointer) !== 0;
  }

  /** Frees the manager; its ops must have ended. */
  dispose(): void {
    this.#native.dispose();
  }

  /** Frees the manager at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.dispose();
  }
}
