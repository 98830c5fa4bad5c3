/**
 * The file that tells Jupyter how to start the kernel.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { TENSAUR_VERSION } from "../../core/version.ts";

/** Contents of a kernel.json. */
export interface KernelSpec {
  /** The program and its arguments; Jupyter puts a path in place of `{connection_file}`. */
  readonly argv: readonly string[];
  /** What front ends show. */
  readonly display_name: string;
  /** Of the cells. */
  readonly language: string;
  /** How front ends stop a cell; by signal unless told. */
  readonly interrupt_mode?: "message" | "signal";
  /** Variables added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** What Jupyter does not look at. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What a spec is made of. */
export interface KernelSpecOptions {
  /** Path of Deno. */
  readonly deno: string;
  /** What front ends show. */
  readonly displayName: string;
  /** Variables for the kernel and its cells. */
  readonly env?: Readonly<Record<string, string>>;
  /** Module that runs the kernel; this package's own unless told. */
  readonly module?: string;
}

/** The name that notebooks for Deno have, whichever kernel runs them. */
export const DENO_KERNEL = "deno";

/** The module that a spec starts, as it was loaded: a file, or an https URL. */
export function kernelModule(): string {
  return new URL("../main.ts", import.meta.url).href;
}

/** Makes a spec. */
export function kernelSpec(options: KernelSpecOptions): KernelSpec {
  const { deno, displayName, env = {}, module = kernelModule() } = options;
  return {
    argv: [
      deno,
      "run",
      "--allow-all",
      "--quiet",
      // A deno.json or package.json beside a notebook is for its cells, and not for the kernel.
      "--no-config",
      "--no-lock",
      "--node-modules-dir=none",
      "--no-prompt",
      module.startsWith("file:") ? fileURLToPath(module) : module,
      "{connection_file}",
    ],
    display_name: displayName,
    language: "typescript",
    // Without it Stop is a signal, which Windows does not have.
    interrupt_mode: "message",
    ...(Object.keys(env).length > 0 ? { env } : {}),
    metadata: { tensaur: { version: TENSAUR_VERSION } },
  };
}

/** Whether a spec is one of ours. */
export function isOurs(spec: KernelSpec): boolean {
  return typeof spec.metadata?.tensaur === "object";
}

/**
 * Reads the spec in a folder.
 *
 * @returns undefined if there is none, or it is damaged.
 */
export async function readSpec(folder: string): Promise<KernelSpec | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(`${folder}/kernel.json`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  try {
    const spec = JSON.parse(text);
    const argv: unknown = spec?.argv;
    return Array.isArray(argv) && argv.every((it) => typeof it === "string") ? spec : undefined;
  } catch {
    // Jupyter does not take a damaged file either.
    return undefined;
  }
}
