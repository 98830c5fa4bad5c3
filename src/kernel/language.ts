/**
 * The cells of this kernel as `deno lsp` sees them, loaded when somebody asks.
 *
 * @module
 */
import type { ExecuteReply } from "../jupyter/output.ts";
import type { CellDocument } from "../language/cell_documents.ts";
import type {
  AnswerOptions,
  CellLanguage,
  CellLanguageOptions,
} from "../language/cell_language.ts";
import type { Completeness } from "../language/completeness.ts";
import type { Completions } from "../language/completions.ts";
import type { Inspection } from "../language/inspection.ts";

/** A cell that was taken up. */
export interface TakenCell {
  /** Its type errors as a warning, "" if there are none or no answer within the milliseconds. */
  check(timeout: number): Promise<string>;
  /** To be called when it has run. */
  executed(reply: ExecuteReply): Promise<void>;
}

/** Settings. */
export interface LanguageOptions extends CellLanguageOptions {
  /** Whether types are checked and documentation looked up at all; true unless told. */
  readonly enabled?: boolean;
}

type Entry = {
  readonly code: string;
  readonly cellId: string | undefined;
  cell?: CellDocument;
  removed?: boolean;
};

/** Types, documentation and completion, where `deno lsp` is wanted. */
export class Language {
  #options: LanguageOptions;
  #loaded: Promise<CellLanguage> | undefined;
  /** Cells that were executed before anybody asked. */
  #waiting: Entry[] = [];
  #closed = false;

  /** Loads nothing yet. */
  constructor(options: LanguageOptions) {
    this.#options = options;
  }

  /** Starts the server, so that the first answer does not take seconds. */
  async warmUp(): Promise<void> {
    if (this.#loaded || !this.#enabled) return;
    const language = await this.#load();
    await language.warmUp();
  }

  /** Takes up a cell that is about to run. */
  take(code: string, cellId: string | undefined): TakenCell {
    const entry: Entry = { code, cellId };
    if (this.#enabled) {
      // Without anybody who asks there is no reason to load a parser.
      if (this.#loaded) void this.#loaded.then((language) => addEntry(language, entry));
      this.#waiting.push(entry);
    }
    return {
      check: async (timeout) => {
        if (!this.#enabled) return "";
        const language = await this.#load();
        const problems = entry.cell && await language.diagnostics(entry.cell, { timeout });
        if (!problems || problems.length === 0) return "";
        const { problemsText } = await import("../language/cell_problems.ts");
        return problemsText(code, problems);
      },
      executed: async ({ status, ename }) => {
        entry.removed = status === "aborted" || ename === "SyntaxError";
        const language = await this.#loaded;
        if (!language || !entry.cell) return;
        if (entry.removed) language.remove(entry.cell);
        else void language.executed(entry.cell);
      },
    };
  }

  /** Completion at a cursor in code points; undefined without an answer. */
  async complete(
    code: string,
    cursor: number,
    options: AnswerOptions = {},
  ): Promise<Completions | undefined> {
    if (!this.#enabled) return undefined;
    return await (await this.#load()).complete(code, cursor, options);
  }

  /** Type and documentation at a cursor in code points; undefined without an answer. */
  async hover(code: string, cursor: number): Promise<Inspection | undefined> {
    if (!this.#enabled) return undefined;
    return await (await this.#load()).hover(code, cursor);
  }

  /** Whether a text can be run as it is. */
  async completeness(code: string): Promise<Completeness> {
    const { completeness } = await import("../language/completeness.ts");
    return completeness(code);
  }

  /** Ends the server. */
  async close(): Promise<void> {
    this.#closed = true;
    await (await this.#loaded)?.close();
  }

  get #enabled(): boolean {
    return this.#options.enabled !== false && !this.#closed;
  }

  #load(): Promise<CellLanguage> {
    this.#loaded ??= (async () => {
      const { CellLanguage } = await import("../language/cell_language.ts");
      const language = new CellLanguage(this.#options);
      for (const entry of this.#waiting.splice(0)) addEntry(language, entry);
      return language;
    })();
    return this.#loaded;
  }
}

function addEntry(language: CellLanguage, entry: Entry): void {
  if (entry.removed || entry.cell) return;
  entry.cell = language.add(entry.code, { cellId: entry.cellId });
}
