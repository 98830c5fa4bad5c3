/**
 * Puts a finished folder where it belongs in one step, so that it is there whole or not at all.
 *
 * @module
 */

import { join } from "node:path";
import { isDirectory, listDirectory } from "./host.ts";
import { explainFileError } from "./install_error.ts";
import type { Manifest } from "./manifest.ts";

/** Writes the manifest in one step. */
export async function writeManifest(directory: string, manifest: Manifest): Promise<void> {
  const path = join(directory, "manifest.json");
  const text = JSON.stringify(manifest, undefined, 2) + "\n";
  try {
    await Deno.writeTextFile(`${path}.new`, text);
    await Deno.rename(`${path}.new`, path);
  } catch (error) {
    throw explainFileError(error, `write ${path}`);
  }
}

/**
 * Renames `from` to `root/name`. What was there is set aside first, as a folder cannot be renamed
 * over a full one, and removed afterwards; programs that have it open keep it.
 */
export async function placeDirectory(from: string, root: string, name: string): Promise<string> {
  const target = join(root, name);
  try {
    if (isDirectory(target)) await Deno.rename(target, join(root, `.old-${name}-${Date.now()}`));
    await Deno.rename(from, target);
  } catch (error) {
    throw explainFileError(error, `place ${target}`);
  }
  await removeReplaced(root, name);
  return target;
}

/** Removes what earlier installations of the same name set aside. */
export async function removeReplaced(root: string, name: string): Promise<void> {
  for (const entry of listDirectory(root)) {
    if (entry.startsWith(`.old-${name}-`)) {
      await Deno.remove(join(root, entry), { recursive: true });
    }
  }
}
