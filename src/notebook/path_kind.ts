/**
 * What is at a path.
 *
 * @module
 */

/** Follows links; undefined where there is nothing. */
export async function pathKind(path: string): Promise<"file" | "folder" | undefined> {
  try {
    return (await Deno.stat(path)).isDirectory ? "folder" : "file";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
