/**
 * `prompt()` and `confirm()` of cells.
 *
 * @module
 */
import { cellStorage } from "./cell_context.ts";
import type { Output } from "./output.ts";

/** Lets questions come after what was printed, and only where somebody answers them. */
export function installInput(output: Output): void {
  const { prompt, confirm } = globalThis;
  const answered = () => {
    output.flush();
    return cellStorage.getStore()?.input === true;
  };
  Object.assign(globalThis, {
    prompt: (...values: Parameters<typeof prompt>) => answered() ? prompt(...values) : null,
    confirm: (...values: Parameters<typeof confirm>) => answered() ? confirm(...values) : false,
  });
}
