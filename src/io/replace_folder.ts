/**
 * Folders that are either the old ones or the new ones, never half of something.
 *
 * @module
 */

/** A name beside `path` that nobody else has, for what is being written or removed. */
export function partBeside(path: string): string {
  const slash = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1;
  return `${path.slice(0, slash)}.${path.slice(slash)}.${crypto.randomUUID().slice(0, 8)}.part`;
}

/**
 * Replaces a folder when the new one is whole: it is written under another name beside, brought to the
 * disk, then renamed. A process that is killed, or a disk that runs full, leaves the old one; only
 * between two renamings is there none of this name.
 *
 * @param path The folder, which need not be there yet.
 * @param write Fills the folder that it is given, which is there, and brings its files to the disk.
 * @throws {Error} What `write` and the system say; what was written is removed.
 */
export async function replaceFolder(
  path: string,
  write: (part: string) => Promise<void>,
): Promise<void> {
  const part = partBeside(path);
  await Deno.mkdir(part, { recursive: true });
  try {
    await write(part);
    await syncFolder(part);
    await takeName(part, path);
  } catch (error) {
    await Deno.remove(part, { recursive: true });
    throw error;
  }
  await syncFolder(parent(path));
}

/** A folder that is not empty cannot be replaced in one step: for a moment the name is nobody's. */
async function takeName(part: string, path: string): Promise<void> {
  if (!await isFolder(path)) return await Deno.rename(part, path);
  const old = partBeside(path);
  await Deno.rename(path, old);
  try {
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.rename(old, path);
    throw error;
  }
  await Deno.remove(old, { recursive: true });
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isDirectory;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function parent(path: string): string {
  const slash = Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\"));
  return slash < 0 ? "." : path.slice(0, slash + 1);
}

/** Brings the names in a folder to the disk, where the system has a way to ask for it. */
export async function syncFolder(path: string): Promise<void> {
  if (Deno.build.os === "windows") return;
  using folder = await Deno.open(path);
  await folder.sync();
}
