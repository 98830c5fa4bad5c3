/**
 * What `deno lsp` knows about the cells of a notebook.
 *
 * @module
 */
import type {
  CompletionItem,
  CompletionList,
  DocumentDiagnosticReport,
  Hover,
} from "../deps/vscode_protocol.ts";
import {
  type AddCellOptions,
  type CellDocument,
  CellDocuments,
  type CellDocumentsOptions,
} from "./cell_documents.ts";
import { type CellProblem, cellProblems } from "./cell_problems.ts";
import { type Completions, jupyterCompletions } from "./completions.ts";
import { inspectedPlaces, type Inspection, inspection } from "./inspection.ts";
import { LanguageServer, type LanguageServerOptions } from "./language_server.ts";
import { fromCodePoints, positionAt } from "./positions.ts";

/** Where the cells live, and which Deno checks them. */
export interface CellLanguageOptions extends LanguageServerOptions, CellDocumentsOptions {}

/** How long an answer may take. */
export interface AnswerOptions {
  /** Milliseconds after which there is none; 5,000 unless told. The first answer takes longest. */
  readonly timeout?: number;
}

/**
 * Types, documentation and completion for the cells of one kernel.
 *
 * The process starts with the first question. Nothing here throws because the server is slow or gone:
 * then there is no answer, and the next question finds a new server.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { CellLanguage } from "../language/cell_language.ts";
 *
 * await using language = new CellLanguage({ folder: Deno.cwd() });
 * language.add("const answer = 42;");
 * const cell = language.add("const text: string = answer;");
 * const problems = await language.diagnostics(cell, { timeout: 60_000 });
 * assertEquals(problems?.map((it) => it.code), [2322]);
 * ```
 */
export class CellLanguage {
  #server: LanguageServer;
  #documents: CellDocuments;
  /** Questions are asked one after the other: each needs the documents as they are for it. */
  #last: Promise<unknown> = Promise.resolve();

  /** Starts nothing yet. */
  constructor(options: CellLanguageOptions) {
    this.#server = new LanguageServer(options);
    this.#documents = new CellDocuments(this.#server, options);
  }

  /** Takes up a cell that is about to be executed; one with the same id replaces what it was. */
  add(code: string, options: AddCellOptions = {}): CellDocument {
    return this.#documents.add(code, options);
  }

  /** Takes a cell back whose code did not even start to run. */
  remove(cell: CellDocument): void {
    this.#documents.remove(cell);
  }

  /** How many cells are kept: those that later ones can refer to, and the newest. */
  get size(): number {
    return this.#documents.size;
  }

  /** Starts the server and its first, slow check, so that later answers are quick. */
  async warmUp(): Promise<void> {
    await this.diagnostics(this.#documents.draft("Deno.version;"), { timeout: 60_000 });
  }

  /**
   * The type errors of a cell.
   *
   * @param cell What add() gave.
   * @returns Without what only a strict module must not have; undefined without an answer in time.
   */
  async diagnostics(
    cell: CellDocument,
    options: AnswerOptions = {},
  ): Promise<readonly CellProblem[] | undefined> {
    // What does not parse is not run: that is the error to read.
    if (!cell.parsed.valid) return [];
    return await this.#ask(options, async () => {
      await this.#documents.synchronize(cell);
      const report = await this.#server.request<DocumentDiagnosticReport>(
        "textDocument/diagnostic",
        { textDocument: { uri: cell.uri } },
      );
      return cellProblems(cell, report.kind === "full" ? report.items : []);
    });
  }

  /** To be called when a cell has run: packages that it fetched are then known to later checks. */
  async executed(cell: CellDocument): Promise<void> {
    // A server that never started finds them by itself.
    if (cell.parsed.imports.length === 0 || this.#server.generation === 0) return;
    await this.#ask({}, () => this.#documents.saved(cell));
  }

  /**
   * Type and documentation of what is at the cursor, or of the function whose arguments it is in.
   *
   * @param code The text that is being written.
   * @param cursor Where, in code points.
   */
  async hover(
    code: string,
    cursor: number,
    options: AnswerOptions = {},
  ): Promise<Inspection | undefined> {
    return await this.#ask(options, async () => {
      const draft = this.#documents.draft(code);
      await this.#documents.synchronize(draft);
      for (const place of inspectedPlaces(code, fromCodePoints(code, cursor))) {
        const hover = await this.#server.request<Hover | null>("textDocument/hover", {
          textDocument: { uri: draft.uri },
          position: positionIn(code, place),
        });
        const found = inspection(hover);
        if (found) return found;
      }
      return undefined;
    });
  }

  /**
   * What can stand at the cursor.
   *
   * @param code The text that is being written.
   * @param cursor Where, in code points.
   */
  async complete(
    code: string,
    cursor: number,
    options: AnswerOptions = {},
  ): Promise<Completions | undefined> {
    return await this.#ask(options, async () => {
      const offset = fromCodePoints(code, cursor);
      const draft = this.#documents.draft(code, "all");
      await this.#documents.synchronize(draft);
      const list = await this.#server.request<CompletionList | CompletionItem[] | null>(
        "textDocument/completion",
        { textDocument: { uri: draft.uri }, position: positionIn(code, offset) },
      );
      const items = Array.isArray(list) ? list : list?.items ?? [];
      return jupyterCompletions(draft, offset, items);
    });
  }

  /** Ends the server and waits until it is gone. */
  async close(): Promise<void> {
    await this.#server.close();
  }

  /** The same as close(). */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #ask<Answer>(
    { timeout = 5000 }: AnswerOptions,
    question: () => Promise<Answer>,
  ): Promise<Answer | undefined> {
    // No answer is an answer here: the cell, the tooltip and the list go on without.
    const asked = this.#last.then(question).catch(() => undefined);
    this.#last = asked;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, timeout, undefined);
    });
    try {
      return await Promise.race([asked, late]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The server's text has one line more, above the cell. */
function positionIn(code: string, offset: number): { line: number; character: number } {
  const { line, character } = positionAt(code, offset);
  return { line: line + 1, character };
}
