/**
 * What was executed, in this kernel and in those before it.
 *
 * @module
 */
import type { Content } from "../jupyter/message.ts";

/** One executed cell. */
export interface HistoryEntry {
  /** Number of the kernel, growing with each. */
  readonly session: number;
  /** Number of the cell in it. */
  readonly line: number;
  /** Its source. */
  readonly input: string;
  /** Text of its value, in this kernel only. */
  readonly output?: string;
}

/** Entries that are kept in the file, and their length together in characters. */
const KEPT = { entries: 2000, characters: 2_000_000 };

/** Executed cells, kept in memory and, where there is a file, for later kernels. */
export class History {
  #session: number;
  #entries: HistoryEntry[];
  #file: string | undefined;
  #writing: Promise<void> = Promise.resolve();

  private constructor(entries: HistoryEntry[], file: string | undefined) {
    this.#entries = entries;
    this.#file = file;
    this.#session = 0;
    this.beginSession();
  }

  /** Number of this kernel, and of the process that runs its cells. */
  get session(): number {
    return this.#session;
  }

  /** Counts on: cells are numbered from 1 again. */
  beginSession(): void {
    const known = this.#entries.map((it) => it.session);
    this.#session = known.reduce((a, b) => Math.max(a, b), this.#session) + 1;
  }

  /**
   * Reads what earlier kernels left.
   *
   * @param file Where they left it; without one, or where it cannot be read, there is only memory.
   */
  static async open(file?: string): Promise<History> {
    const text = file === undefined ? "" : await readOrEmpty(file);
    const entries = bound(text.split("\n").flatMap(parseEntry));
    const history = new History(entries, file);
    // Rewritten only when it has grown well beyond what is kept.
    if (file !== undefined && text.length > 2 * KEPT.characters) await history.#rewrite(file);
    return history;
  }

  /** Adds an executed cell. */
  add(line: number, input: string): void {
    const entry = { session: this.session, line, input };
    this.#entries.push(entry);
    if (this.#entries.length > 2 * KEPT.entries) this.#entries = bound(this.#entries);
    const file = this.#file;
    if (file === undefined) return;
    this.#writing = this.#writing.then(() => append(file, `${JSON.stringify(entry)}\n`)).catch(
      () => {
        // A disk that is full or read-only must not stop a cell: from here on there is only memory.
        this.#file = undefined;
      },
    );
  }

  /** Adds the value of a cell of this kernel. */
  setOutput(line: number, output: string): void {
    const at = this.#entries.findLastIndex((it) => it.session === this.session && it.line === line);
    if (at >= 0) this.#entries[at] = { ...this.#entries[at]!, output };
  }

  /** Waits until all is written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  /**
   * Answers a `history_request`.
   *
   * @param request Its content.
   * @returns The content of the reply; empty where the request makes no sense.
   */
  answer(request: Content): Content {
    const entries = this.#choose(request);
    const output = request.output === true;
    const history = entries.map((it) => [
      it.session,
      it.line,
      output ? [it.input, it.output ?? null] : it.input,
    ]);
    return { status: "ok", history };
  }

  #choose(request: Content): HistoryEntry[] {
    const count = asCount(request.n);
    switch (request.hist_access_type) {
      case "tail":
        return last(this.#entries, count ?? 10);
      case "range":
        return this.#range(request);
      case "search": {
        const fits = globPattern(String(request.pattern ?? "*"));
        let found = this.#entries.filter((it) => fits.test(it.input));
        if (request.unique === true) {
          const latest = new Map(found.map((it) => [it.input, it]));
          found = found.filter((it) => latest.get(it.input) === it);
        }
        return count === undefined ? found : last(found, count);
      }
      default:
        return [];
    }
  }

  #range({ session, start, stop }: Content): HistoryEntry[] {
    const asked = typeof session === "number" ? session : 0;
    // 0 is this kernel and -1 the one before; other numbers are as in the entries.
    const wanted = asked <= 0 ? this.session + asked : asked;
    const from = typeof start === "number" ? start : 1;
    const to = typeof stop === "number" ? stop : Infinity;
    return this.#entries.filter((it) => it.session === wanted && it.line >= from && it.line < to);
  }

  async #rewrite(file: string): Promise<void> {
    const temporary = `${file}.${crypto.randomUUID()}.tmp`;
    const text = this.#entries.map((it) => `${JSON.stringify(it)}\n`).join("");
    try {
      await Deno.writeTextFile(temporary, text, { mode: 0o600 });
      await Deno.rename(temporary, file);
    } catch {
      // It stays as long as it is; the next kernel tries again.
      await Deno.remove(temporary).catch(() => {});
    }
  }
}

async function readOrEmpty(file: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch {
    // Not there yet, or not ours to read: a kernel without a past works as well.
    return "";
  }
}

async function append(file: string, text: string): Promise<void> {
  const folder = file.replace(/[\\/][^\\/]*$/, "");
  await Deno.mkdir(folder, { recursive: true });
  // Cells can hold secrets: nobody else shall read them.
  await Deno.writeTextFile(file, text, { append: true, create: true, mode: 0o600 });
}

/** A line of the file; a damaged one is passed over. */
function parseEntry(line: string): HistoryEntry[] {
  if (line === "") return [];
  try {
    const { session, line: number, input } = JSON.parse(line);
    const right = Number.isInteger(session) && Number.isInteger(number) &&
      typeof input === "string";
    return right ? [{ session, line: number, input }] : [];
  } catch {
    return [];
  }
}

/** The newest entries that are within the bounds. */
function bound(entries: readonly HistoryEntry[]): HistoryEntry[] {
  const kept: HistoryEntry[] = [];
  let characters = 0;
  for (const entry of entries.toReversed()) {
    characters += entry.input.length;
    if (kept.length >= KEPT.entries || characters > KEPT.characters) break;
    kept.push(entry);
  }
  return kept.reverse();
}

function asCount(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? Math.floor(value) : undefined;
}

function last<T>(items: readonly T[], count: number): T[] {
  return count === 0 ? [] : items.slice(-count);
}

/** Jupyter searches with `*` and `?`, over the whole input. */
function globPattern(glob: string): RegExp {
  const source = glob.replaceAll(/[.+^${}()|[\]\\]/g, "\\$&").replaceAll("*", "[^]*")
    .replaceAll("?", "[^]");
  return new RegExp(`^${source}$`);
}
