/**
 * What cells can ask of the kernel. Without ours, in the stock kernel and in scripts, it works as far
 * as it can.
 *
 * @module
 */
import type { NotebookWorld } from "./prelude/main.ts";
import { Reloader } from "./prelude/reload.ts";

function world(): NotebookWorld | undefined {
  return (globalThis as Record<symbol, unknown>)[Symbol.for("tensaur.notebook")] as NotebookWorld;
}

/**
 * Path of the notebook that runs, `undefined` where nobody has told: in scripts, and in front ends that
 * keep it to themselves.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { notebookPath } from "./in_cells.ts";
 *
 * assertEquals(notebookPath(), undefined);
 * ```
 */
export function notebookPath(): string | undefined {
  // Jupyter's server names sessions after their notebooks.
  return world()?.path ?? Deno.env.get("JPY_SESSION_NAME");
}

let ownReloader: Reloader | undefined;

/**
 * Imports an edited local module anew, with the edited ones that it imports. Modules that did not change
 * stay as they are, and so does their state.
 *
 * @param specifier As in an import of a cell: a path from the working directory, or a name of deno.json.
 * @returns The module's exports.
 * @throws {TypeError} If the module or one that it imports cannot be found or read.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { reload } from "./in_cells.ts";
 *
 * const file = await Deno.makeTempFile({ suffix: ".ts" });
 * await Deno.writeTextFile(file, "export const step = 1;");
 * assertEquals((await reload(file)).step, 1);
 * await Deno.writeTextFile(file, "export const step = 2;");
 * assertEquals((await reload(file)).step, 2);
 * ```
 */
export async function reload(specifier: string): Promise<Record<string, unknown>> {
  const kernel = world();
  if (kernel) return await kernel.reload(specifier);
  ownReloader ??= new Reloader(await Deno.makeTempDir({ prefix: "tensaur-reload-" }));
  return await ownReloader.reload(specifier);
}
