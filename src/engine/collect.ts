/** Asking V8 for a garbage collection. @module */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

let collect: (() => void) | undefined;

/** Collects garbage now; the finalisers of what was found run when the event loop next turns. */
export function collectGarbage(): void {
  if (collect === undefined) {
    // The flag makes `gc` a global of contexts created after it, not of this one.
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc") as () => void;
  }
  collect();
}
