/**
 * A font with all signs of mathematics, for pages: STIX Two Math (SIL Open Font License 1.1, which the
 * file says of itself).
 *
 * @module
 */

const PACKAGE = "@fontsource/stix-two-math@5.3.0";

/**
 * Loads the font, 400 KB of WOFF2, which npm's cache or mirror delivers at its first use.
 *
 * @throws {TypeError} When the package can neither be found nor downloaded.
 */
export async function loadMathFont(): Promise<Uint8Array<ArrayBuffer>> {
  // Put together at run time: a literal specifier would be part of every program's module graph.
  const name = ["npm", PACKAGE].join(":");
  // This fetches the package, after which its files have places on the disk.
  await import(`${name}/package.json`, { with: { type: "json" } });
  const file = import.meta.resolve(`${name}/files/stix-two-math-latin-400-normal.woff2`);
  return await Deno.readFile(new URL(file));
}
