/**
 * Where values are shown: in a notebook, in a terminal, as plain text.
 *
 * @module
 */

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

/** Shows a bundle in the output of the cell. */
export function publish(jupyter: Jupyter, data: MimeBundle): void {
  // Sent before this returns; a failure shows as an unhandled rejection.
  void jupyter.broadcast("display_data", { data, metadata: {}, transient: {} });
}

/** Width and colours of stdout. */
export function terminalOptions(): Required<TextOptions> {
  const plain = { columns: 80, colors: false };
  if (!("Deno" in globalThis) || !Deno.stdout.isTerminal()) return plain;
  const colors = !Deno.noColor;
  try {
    return { columns: Deno.consoleSize().columns, colors };
  } catch {
    // The size cannot be asked for where the other two streams are redirected.
    return { columns: 80, colors };
  }
}

/** Writes lines to stdout. */
export function writeText(text: string): void {
  const bytes = new TextEncoder().encode(`${text}\n`);
  for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
}
