/**
 * Disks that are soon full.
 *
 * @module
 */

/** A small file system of its own in a folder, where this process may make one. */
export function smallDisk(folder: string, size = "64k"): boolean {
  if (Deno.build.os !== "linux") return false;
  try {
    const mount = new Deno.Command("mount", {
      args: ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder],
      stderr: "null",
    });
    return mount.outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Takes it away again. */
export function removeSmallDisk(folder: string): void {
  new Deno.Command("umount", { args: [folder] }).outputSync();
}

/** Whether {@linkcode smallDisk} works here. */
export function canMountDisks(): boolean {
  const probe = Deno.makeTempDirSync();
  const can = smallDisk(probe);
  if (can) removeSmallDisk(probe);
  Deno.removeSync(probe);
  return can;
}
