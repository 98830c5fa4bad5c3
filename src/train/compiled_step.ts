/** Steps as compiled functions. @module */

import { jit, type JitOptions } from "../jit/mod.ts";

/** Whether and how steps are compiled. */
export interface CompileOptions {
  /**
   * Whether a step runs as one compiled function (see `jit`), or how it is compiled; true unless told.
   * False runs each op by itself, which a layer, loss or metric needs that reads values.
   */
  readonly jit?: boolean | JitOptions;
}

/** The step, compiled unless `options` say other. Its memory is freed at the end of a `using` block. */
export function compiledStep<Args extends unknown[], Result>(
  step: (...args: Args) => Result,
  options: boolean | JitOptions = true,
): ((...args: Args) => Result) & Disposable {
  if (options === false) {
    return Object.assign((...args: Args) => step(...args), { [Symbol.dispose]: () => {} });
  }
  return jit(step, options === true ? {} : options);
}
