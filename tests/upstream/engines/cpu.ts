import * as tfjs from "../../../src/deps/tfjs.ts";

/** tfjs's own cpu backend: shows which specs fail for reasons of Deno or of the bundle. */
export const tf: unknown = tfjs;

/** tfjs registers it under this name. */
export function backendName(): string {
  return "cpu";
}
