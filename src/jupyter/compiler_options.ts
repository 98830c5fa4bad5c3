/**
 * What deno.json says about JSX and decorators.
 *
 * @module
 */
import type { ts as TypeScript } from "../deps/typescript.ts";
import type { ScriptSettings } from "./cell_script.ts";

const names = [
  "jsx",
  "jsxFactory",
  "jsxFragmentFactory",
  "jsxImportSource",
  "experimentalDecorators",
  "emitDecoratorMetadata",
];

/**
 * Reads the nearest `deno.json` or `deno.jsonc` from a directory upwards, as Deno does.
 *
 * @param ts TypeScript, which reads JSON with comments.
 * @param directory Where cells run.
 */
export async function readScriptSettings(
  ts: typeof TypeScript,
  directory: string,
): Promise<ScriptSettings> {
  const separator = Deno.build.os === "windows" ? "\\" : "/";
  for (let at = directory;; at = at.slice(0, at.lastIndexOf(separator))) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const path = `${at}${separator}${name}`;
      const text = await readIfThere(path);
      if (text === undefined) continue;
      const options = ts.parseConfigFileTextToJson(path, text).config?.compilerOptions ?? {};
      return Object.fromEntries(Object.entries(options).filter(([key]) => names.includes(key)));
    }
    if (!at.includes(separator)) return {};
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
