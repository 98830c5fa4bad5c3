/**
 * What the commands know about the terminal they write to.
 *
 * @module
 */

/** Writes to stderr, where progress and messages go; results go to stdout. */
export function writeError(text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length;) at += Deno.stderr.writeSync(bytes.subarray(at));
}

/** Settings of a progress bar on stderr. */
export function stderrProgress(): {
  write: (text: string) => void;
  terminal: boolean;
  columns: number;
} {
  const terminal = Deno.stderr.isTerminal();
  return { write: writeError, terminal, columns: terminal ? columns() : 80 };
}

function columns(): number {
  try {
    return Deno.consoleSize().columns;
  } catch {
    // stdin and stdout may be redirected while stderr is a terminal.
    return 80;
  }
}
