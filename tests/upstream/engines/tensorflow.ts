import * as tensaur from "../../../src/engine/tf.ts";
import { checkRequiredDevice } from "../../engine/required_device.ts";

/** The engine of this project on libtensorflow. */
export const tf: unknown = tensaur;

/** The modules of tfjs-node that the engine builds on, once {@linkcode ready} has run. */
export let internals: Readonly<Record<string, unknown>> = {};

/** Opens libtensorflow, as a user's program does. */
export async function ready(): Promise<void> {
  const { engine, notTaken } = await tensaur.ready();
  if (engine !== "tensorflow") {
    const why = notTaken.map((other) => `${other.engine}: ${other.why}`).join("; ");
    throw new Error(`Cannot run the suite on libtensorflow, ready() chose ${engine}: ${why}`);
  }
  checkRequiredDevice(tensaur);
  const { callbacks, kernelBackend } = await import("../../../src/deps/tfjs_node.ts");
  internals = { callbacks, nodejs_kernel_backend: kernelBackend };
}

/** The engine registers it under this name. */
export function backendName(): string {
  return "tensorflow";
}
