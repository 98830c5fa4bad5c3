/**
 * Where the peers are installed.
 *
 * @module
 */

import { fileURLToPath } from "node:url";

/** The folder that everything installed or built goes to; git ignores it. */
export const BUILD = fileURLToPath(new URL("../build/", import.meta.url));

/** Whether there is a file or folder at a path. */
export async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
