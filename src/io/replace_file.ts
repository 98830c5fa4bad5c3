/**
 * Files that are either the old ones or the new ones, never half of something.
 *
 * @module
 */

/**
 * Replaces a file in one step: a new one beside it is written, brought to the disk and then given the
 * name. Whatever goes wrong, or kills the process, before that leaves the old file as it was. A
 * symbolic link stays one, and the rights of the old file go over to the new one.
 *
 * @param path The file, which need not be there yet.
 * @param content All that it shall hold.
 * @throws {Error} What the system says, for example where the disk is full; the new file is removed.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { io } from "tensaur";
 *
 * const path = await Deno.makeTempFile();
 * await io.replaceFile(path, "new");
 * assertEquals(await Deno.readTextFile(path), "new");
 * ```
 */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const target = await realPath(path);
  const slash = Math.max(target.lastIndexOf("/"), target.lastIndexOf("\\")) + 1;
  const name = `.${target.slice(slash)}.${crypto.randomUUID().slice(0, 8)}.part`;
  const part = target.slice(0, slash) + name;
  const mode = await modeOf(target);
  try {
    using file = await Deno.open(part, { write: true, createNew: true });
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.syncData();
  } catch (error) {
    await removeIfThere(part);
    throw error;
  }
  try {
    if (mode !== undefined && Deno.build.os !== "windows") await Deno.chmod(part, mode);
    await Deno.rename(part, target);
  } catch (error) {
    await removeIfThere(part);
    throw error;
  }
}

async function realPath(path: string): Promise<string> {
  try {
    return await Deno.realPath(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return path;
    throw error;
  }
}

async function modeOf(path: string): Promise<number | undefined> {
  try {
    const { mode } = await Deno.stat(path);
    return mode === null ? undefined : mode & 0o7777;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
