/**
 * `using` for tensors: they are disposed at the end of the block that declares them.
 *
 * @module
 */

import { Tensor } from "../deps/tfjs.ts";

/** Gives tensors (and variables) the method that `using` calls. */
export function enableUsing(): void {
  if (Symbol.dispose in Tensor.prototype) return;
  Object.defineProperty(Tensor.prototype, Symbol.dispose, {
    value(this: Tensor) {
      // Disposing twice is no fault: `using` meets tensors that were disposed by hand.
      if (!this.isDisposed) this.dispose();
    },
  });
}
