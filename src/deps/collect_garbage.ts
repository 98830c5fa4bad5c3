/** Asking V8 for a garbage collection. @module */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/**
 * Collects garbage now; the finalisers of what was found run when the event loop next turns. In cells of
 * Deno before 2.9, whose V8 cannot be asked, garbage waits until V8 collects it by itself.
 */
export function collectGarbage(): void {
  if (collect === undefined) {
    // The flag makes `gc` a global of contexts created after it, not of this one.
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("typeof gc === 'function' ? gc : () => {}") as () => void;
  }
  collect();
}
