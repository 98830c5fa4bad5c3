/**
 * Where values are shown: in a notebook, in a terminal, as plain text.
 *
 * @module
 */

import type { TextTarget } from "../core/text_target.ts";
import type { MimeBundle, TextOptions } from "./mime_bundle.ts";

/** What is asked of `Deno.jupyter`. */
interface Jupyter {
  broadcast(type: string, content: Record<string, unknown>): Promise<void>;
}

/** The kernel that runs this code, undefined outside of one. */
export function notebook(): Jupyter | undefined {
  if (!("Deno" in globalThis)) return undefined;
  try {
    const jupyter = (Deno as unknown as { jupyter?: Partial<Jupyter> }).jupyter;
    return typeof jupyter?.broadcast === "function" ? jupyter as Jupyter : undefined;
  } catch {
    // Its getter throws wherever there is no kernel.
    return undefined;
  }
}

/** Under which name an output is shown, to be replaced later. */
export interface PublishOptions {
  /** The name. */
  readonly displayId: string;
  /** Whether it replaces what was shown under the name. */
  readonly update: boolean;
}

/** Shows a bundle in the output of the cell. */
export function publish(jupyter: Jupyter, data: MimeBundle, options?: PublishOptions): void {
  const transient = options === undefined ? {} : { display_id: options.displayId };
  const type = options?.update ? "update_display_data" : "display_data";
  // Sent before this returns; a failure shows as an unhandled rejection.
  void jupyter.broadcast(type, { data, metadata: {}, transient });
}

/** One of the process's streams; its size is that of the moment in which it is asked for. */
class StandardTarget implements TextTarget {
  readonly #name: "stdout" | "stderr";

  constructor(name: "stdout" | "stderr") {
    this.#name = name;
  }

  get terminal(): boolean {
    return "Deno" in globalThis && Deno[this.#name].isTerminal();
  }

  get columns(): number {
    return this.#size?.columns ?? 80;
  }

  get rows(): number {
    return this.#size?.rows ?? Infinity;
  }

  readonly write = (text: string): void => {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += Deno[this.#name].writeSync(bytes.subarray(at));
  };

  get #size(): { columns: number; rows: number } | undefined {
    if (!this.terminal) return undefined;
    try {
      return Deno.consoleSize();
    } catch {
      // The size cannot be asked for where the other two streams are redirected.
      return undefined;
    }
  }
}

/** For results. */
export const STDOUT: TextTarget = new StandardTarget("stdout");
/** For progress and messages. */
export const STDERR: TextTarget = new StandardTarget("stderr");

/** Whether a target is one of the process's streams. */
export function isStandard(target: TextTarget): boolean {
  return target instanceof StandardTarget;
}

/** Whether text for a target may have colours. */
export function hasColors({ terminal }: TextTarget): boolean {
  return terminal && "Deno" in globalThis && !Deno.noColor;
}

/** Width and colours of stdout. */
export function terminalOptions(): Required<TextOptions> {
  return { columns: STDOUT.columns, colors: hasColors(STDOUT) };
}

/** Writes lines to stdout. */
export function writeText(text: string): void {
  STDOUT.write(`${text}\n`);
}
