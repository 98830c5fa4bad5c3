import * as tensaur from "../../../src/engine/tf.ts";
import { use } from "../../../src/engine/select.ts";

/** The engine of this project without libtensorflow: tfjs wasm and what it lacks. */
export const tf: unknown = tensaur;

/** WebAssembly is compiled in the background. */
export const makesBackendLater = true;

/** Chooses wasm whatever else is there. */
export async function ready(): Promise<void> {
  await use({ engine: "wasm" });
  // Specs that name no backend take the one of the highest priority.
  tensaur.removeBackend("tensorflow");
}

/** tfjs registers it under this name. */
export function backendName(): string {
  return "wasm";
}
