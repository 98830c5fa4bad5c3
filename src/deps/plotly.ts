/**
 * The text of Plotly's library for browsers (MIT).
 *
 * @module
 */

const PACKAGE = "plotly.js-dist-min@4.1.2";

/**
 * Loads the text, 4.8 MB, which npm's cache or mirror delivers at its first use.
 *
 * @throws {TypeError} When the package can neither be found nor downloaded, or this Deno cannot import
 *   text.
 */
export async function loadPlotlySource(): Promise<string> {
  // Put together at run time: a literal specifier would be part of every program's module graph.
  const name = ["npm", PACKAGE].join(":");
  // Importing text does not fetch a package, importing JSON does.
  await import(`${name}/package.json`, { with: { type: "json" } });
  const file = `${name}/plotly.min.js`;
  const module = await import(file, { with: { type: "text" } }) as { default: string };
  return module.default;
}
