/**
 * Results that show themselves.
 *
 * @module
 */
import { bundleOf, DISPLAY } from "../../core/shown.ts";

const INSPECT = Symbol.for("Deno.customInspect");

/** A result with a picture where the display is loaded, and a text everywhere. */
export abstract class ShownResult {
  /** The result as text. */
  abstract toString(): string;

  /** The result for notebooks. */
  [DISPLAY](): Record<string, unknown> {
    return bundleOf(this);
  }

  /** The result for consoles. */
  [INSPECT](): string {
    return this.toString();
  }
}

/** A number with so many decimals. */
export function decimals(value: number, digits = 4): string {
  return Number.isNaN(value) ? "nan" : value.toFixed(digits);
}
