/** What became of one spec. */
export interface SpecResult {
  /** Its number in definition order: names repeat, numbers do not. */
  spec: number;
  /** The full name, the backend's name in it replaced: see {@linkcode plainName}. */
  name: string;
  /** As jasmine says, or what the supervisor saw. */
  status: "passed" | "failed" | "pending" | "excluded" | "crashed" | "hung";
  /** Wall time in milliseconds. */
  ms?: number;
  /** The failed expectations. */
  messages: string[];
}

/** One line of the journal that a child writes and the supervisor reads. */
export type JournalLine =
  | { kind: "meta"; total: number; backendName: string; version: string | null }
  | { kind: "start"; spec: number; name: string }
  | { kind: "done"; result: SpecResult }
  | { kind: "suite"; name: string; messages: string[] }
  | { kind: "end"; rss: number };

/** Appends one line; synchronous, so that it is on disk before a native call can end the process. */
export function appendLine(path: string, line: JournalLine): void {
  Deno.writeTextFileSync(path, JSON.stringify(line) + "\n", { append: true });
}

/** The lines written so far. A last line cut short by the child's death is left out. */
export function readLines(path: string): JournalLine[] {
  const texts = Deno.readTextFileSync(path).split("\n");
  texts.pop();
  return texts.map((text) => JSON.parse(text) as JournalLine);
}

/** A spec's name without the backend's: results of two engines can be compared by it. */
export function plainName(name: string, backendName: string): string {
  return name.replaceAll(` test-${backendName} `, " test-engine ");
}
