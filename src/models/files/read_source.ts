/**
 * A model's file, given by its path or by its bytes.
 *
 * @module
 */

/** The path of a file given as a path or as a `file:` address. */
export function pathOf(path: string | URL): string {
  const url = path instanceof URL ? path : path.startsWith("file://") ? new URL(path) : undefined;
  if (url === undefined) return path as string;
  if (url.protocol !== "file:") {
    throw new TypeError(`Cannot open ${url}: only files are read; fetch it, and give its bytes`);
  }
  const decoded = decodeURIComponent(url.pathname);
  return /^\/[A-Za-z]:\//.test(decoded) ? decoded.slice(1) : decoded;
}

/** Reads a file; bytes are taken as they are. */
export async function readSource(
  source: string | URL | Uint8Array,
): Promise<{ bytes: Uint8Array; name: string }> {
  if (source instanceof Uint8Array) return { bytes: source, name: `${source.length} bytes` };
  const path = pathOf(source);
  return { bytes: await Deno.readFile(path), name: path };
}
