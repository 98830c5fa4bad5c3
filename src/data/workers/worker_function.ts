/**
 * Functions that workers can call: named by module and export, as closures cannot travel.
 *
 * @module
 */

import type { MapContext } from "../dataset/operators/map.ts";

/**
 * A function in a module, with its options. The module is loaded in each worker by itself, so it sees
 * no variables of the program; options and elements are copied to it. Arrays that it returns are handed
 * over and no longer its own.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { data } from "tensaur";
 *
 * const module = "data:text/javascript,export const times = (x, { options }) => x * options.by";
 * const tripled = data.from([1, 2]).map<number>({ module, name: "times", options: { by: 3 } }, {
 *   workers: 1,
 * });
 * assertEquals(await tripled.toArray(), [3, 6]);
 * ```
 */
export interface WorkerFunction {
  /** Absolute address of the module, such as `import.meta.resolve("./load.ts")`. */
  readonly module: string | URL;
  /** Name of its export, called with the element and a {@linkcode WorkerContext}. */
  readonly name: string;
  /** What the function is told besides; can be copied. */
  readonly options?: unknown;
}

/** What a function in a worker is told besides the element. */
export interface WorkerContext<O = unknown> extends MapContext {
  /** The options of its {@linkcode WorkerFunction}. */
  readonly options: O;
}

/** A function as a worker's module exports it. */
type Exported = (element: unknown, context: WorkerContext) => unknown;

/**
 * The function itself, loaded here.
 *
 * @throws {TypeError} When the module cannot be loaded or exports no such function.
 */
export async function loadFunction(
  { module, name }: Pick<WorkerFunction, "module" | "name">,
): Promise<Exported> {
  const found = (await import(String(module)) as Readonly<Record<string, unknown>>)[name];
  if (typeof found === "function") return found as Exported;
  throw new TypeError(
    `Cannot map in workers: ${shortAddress(module)} exports no function "${name}"`,
  );
}

function shortAddress(module: string | URL): string {
  const text = String(module);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
