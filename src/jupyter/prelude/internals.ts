/**
 * What the child has beyond Deno's public interface, each asked for before it is used. Nothing else
 * touches `Deno[Deno.internal]`.
 *
 * @module
 */

/** The part of `Deno.jupyter` that is used, untyped in stable Deno. */
export interface JupyterApi {
  /** Publishes a message; older versions answer with a promise. */
  broadcast(
    type: string,
    content: Record<string, unknown>,
    options?: { metadata?: Record<string, unknown>; buffers?: readonly Uint8Array[] },
  ): void | Promise<void>;
  /** Shows a value. */
  display(value: unknown, options?: DisplayOptions): Promise<void>;
  /** The representations of a value by MIME type. */
  format(value: unknown): Promise<Record<string, unknown>>;
}

/** Settings of `Deno.jupyter.display`. */
export interface DisplayOptions {
  /** Whether the value is a MIME bundle already. */
  readonly raw?: boolean;
  /** Whether it replaces what was shown under the same `display_id`. */
  readonly update?: boolean;
  /** Name under which the output can be replaced later. */
  readonly display_id?: string;
}

/** `Deno.jupyter`, which exists only in a kernel. */
export function jupyterApi(): JupyterApi {
  return (Deno as unknown as { jupyter: JupyterApi }).jupyter;
}

type ConsoleClass = new (print: (text: string, level: number) => void) => Console;

interface Internals {
  readonly Console?: ConsoleClass;
  readonly core?: { setPromiseHooks?(init: (promise: Promise<unknown>) => void): void };
}

function internals(): Internals {
  const deno = Deno as unknown as Record<string | symbol, unknown>;
  return (deno[deno.internal as symbol] ?? {}) as Internals;
}

/**
 * A console that prints through a function.
 *
 * @param print Gets each text, and a level above 1 for what belongs on stderr.
 * @returns `undefined` if this Deno has no such class; the stock console then stays.
 */
export function newConsole(print: (text: string, level: number) => void): Console | undefined {
  const { Console } = internals();
  return typeof Console === "function" ? new Console(print) : undefined;
}

/**
 * Calls a function with each new promise. It cannot be taken back, so it has to be quick.
 *
 * @returns Whether this Deno can.
 */
export function watchPromises(made: (promise: Promise<unknown>) => void): boolean {
  const { core } = internals();
  if (typeof core?.setPromiseHooks !== "function") return false;
  core.setPromiseHooks(made);
  return true;
}
