/**
 * Where the demonstration leaves its model.
 *
 * @module
 */
import type * as tf from "../engine/tf.ts";

/** Whether an error says that nothing may be written there. */
function isForbidden(error: unknown): boolean {
  if (error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.NotCapable) {
    return true;
  }
  // Files are written through node:fs, whose errors carry a code; a read-only disk has no class.
  const code = error instanceof Error ? (error as { code?: string }).code : undefined;
  return code === "EACCES" || code === "EPERM" || code === "EROFS";
}

/**
 * Saves a model, or where its folder may not be written, into a temporary one.
 *
 * @param model The model.
 * @param folder Where it goes if it may.
 * @returns The folder that it went to.
 * @throws {Error} When saving fails for another reason than permission.
 */
export async function saveDemoModel(
  model: Pick<tf.LayersModel, "save">,
  folder: string,
): Promise<string> {
  try {
    await model.save(`file://${folder}`);
    return folder;
  } catch (error) {
    if (!isForbidden(error)) throw error;
    // A read-only home: the proof needs a folder, no matter which.
    const other = await Deno.makeTempDir({ prefix: "tensaur_mnist_cnn_" });
    await model.save(`file://${other}`);
    return other;
  }
}
