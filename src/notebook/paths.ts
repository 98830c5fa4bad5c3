/**
 * Parts of paths.
 *
 * @module
 */

/** The folder of a file; "." for a bare name. */
export function folderOf(path: string): string {
  const at = lastSeparator(path);
  if (at < 0) return ".";
  return at === 0 ? path[0]! : path.slice(0, at);
}

/** A file's name without its folder. */
export function nameOf(path: string): string {
  return path.slice(lastSeparator(path) + 1);
}

/** A path with another ending, such as ".html", or with it added where there is none. */
export function withEnding(path: string, ending: string): string {
  const dot = path.lastIndexOf(".");
  return (dot > lastSeparator(path) + 1 ? path.slice(0, dot) : path) + ending;
}

function lastSeparator(path: string): number {
  const back = Deno.build.os === "windows" ? path.lastIndexOf("\\") : -1;
  return Math.max(path.lastIndexOf("/"), back);
}
