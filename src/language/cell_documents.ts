/**
 * The cells that were executed, kept as modules in a language server.
 *
 * Each cell is a module of its own that imports from earlier ones what it uses. So a name declared anew
 * hides the older one for the cells to come and for no other, as in the kernel, and a cell's names hide
 * the global ones. Deno's own notebook documents share one scope: there `const x` twice is an error, and
 * `const name` loses against the global `name`.
 *
 * @module
 */
import { pathToFileURL } from "node:url";
import { parseCell, type ParsedCell } from "./cell_names.ts";
import { type ChangedFile, LocalModules } from "./local_modules.ts";
import type { LanguageServer } from "./language_server.ts";

/** A cell as a module in the language server. */
export interface CellDocument {
  /** Its name in the server. */
  readonly uri: string;
  /** As the user wrote it. */
  readonly code: string;
  /** What is known of it without types. */
  readonly parsed: ParsedCell;
  /** What the server is given: imports in the first line, the code below, exports at the end. */
  readonly text: string;
  /** URIs of the cells that it imports from. */
  readonly needs: ReadonlySet<string>;
  /** What other cells may have assigned: variables of theirs, and properties of `globalThis`. */
  readonly assigned: ReadonlySet<string>;
}

/** Where a cell comes from. */
export interface AddCellOptions {
  /** The front end's name of the cell; executed again, it replaces what it was. */
  readonly cellId?: string | undefined;
}

/** How the documents are made. */
export interface CellDocumentsOptions {
  /** The folder that relative imports start from, as a path. */
  readonly folder: string;
  /** TypeScript declarations of what every cell finds, as in `declare global`. */
  readonly globals?: string;
}

interface Source {
  readonly document: CellDocument;
  readonly kind: ParsedCell["names"][number]["kind"];
}

/** Executed cells that are kept although nothing refers to them: a check of a late cell needs them. */
const KEPT = 8;

/** Numbers of the Language Server Protocol. */
const CHANGE_TYPES: Record<ChangedFile["change"], number> = { created: 1, changed: 2, deleted: 3 };

/** What was executed so far, as a language server sees it. */
export class CellDocuments {
  #server: LanguageServer;
  #base: string;
  #globals: CellDocument;
  #cells: { document: CellDocument; cellId: string | undefined }[] = [];
  /** Where each name was declared last. */
  #live = new Map<string, Source>();
  #count = 0;
  /** What the server has: the text by URI. */
  #open = new Map<string, { text: string; version: number }>();
  #generation = 0;
  #modules: LocalModules;
  #assignedGlobals = new Set<string>();

  /** Tells the server nothing yet. */
  constructor(server: LanguageServer, options: CellDocumentsOptions) {
    this.#server = server;
    this.#modules = new LocalModules(options.folder);
    this.#base = pathToFileURL(`${options.folder}/`).href;
    const text = `declare global {\n${options.globals ?? ""}\n}\nexport {};`;
    this.#globals = {
      uri: this.#uri("globals.ts"),
      code: "",
      parsed: parseCell(""),
      text,
      needs: new Set(),
      assigned: new Set(),
    };
  }

  /** Takes up a cell that is about to be executed. */
  add(code: string, options: AddCellOptions = {}): CellDocument {
    const document = this.#document(code, { name: `cell_${++this.#count}` });
    const { cellId } = options;
    for (const name of document.parsed.globals) this.#assignedGlobals.add(name);
    if (cellId !== undefined) {
      for (const cell of this.#cells.filter((it) => it.cellId === cellId)) {
        this.#forget(cell.document);
      }
    }
    this.#cells.push({ document, cellId });
    for (const { name, kind } of document.parsed.names) this.#live.set(name, { document, kind });
    this.#dropUnneeded();
    return document;
  }

  /** Takes a cell back whose code did not even start to run. */
  remove(document: CellDocument): void {
    this.#cells = this.#cells.filter((it) => it.document !== document);
    // What it hid comes back: the cells before it, in their order.
    this.#live.clear();
    for (const { document } of this.#cells) {
      for (const { name, kind } of document.parsed.names) this.#live.set(name, { document, kind });
    }
  }

  /**
   * A text that is being written, seen as if it were the next cell.
   *
   * @param code The text.
   * @param scope Whether it sees all names there are, or those that occur in it.
   */
  draft(code: string, scope: "all" | "occurring" = "occurring"): CellDocument {
    return this.#document(code, { name: "draft", scope });
  }

  /**
   * Brings the server up to date.
   *
   * @param document What will be asked about: a cell or a draft.
   * @throws {LanguageServerError} When the server has ended.
   */
  async synchronize(document: CellDocument): Promise<void> {
    await this.#server.start();
    if (this.#generation !== this.#server.generation) this.#open.clear();
    this.#generation = this.#server.generation;
    await this.#tellChanges(document);
    const wanted = new Map([this.#globals, ...this.#cells.map((it) => it.document), document]
      .map((it) => [it.uri, it]));
    for (const uri of this.#open.keys()) {
      if (wanted.has(uri)) continue;
      this.#open.delete(uri);
      await this.#server.notify("textDocument/didClose", { textDocument: { uri } });
    }
    for (const { uri, text } of wanted.values()) await this.#show(uri, text);
  }

  /** Tells the server that packages which a cell imports are there now. */
  async saved(document: CellDocument): Promise<void> {
    if (!this.#open.has(document.uri) || this.#generation !== this.#server.generation) return;
    await this.#server.notify("textDocument/didSave", { textDocument: { uri: document.uri } });
  }

  /** How many cells are kept. */
  get size(): number {
    return this.#cells.length;
  }

  /** Files that cells import may have been edited since the server read them. */
  async #tellChanges(document: CellDocument): Promise<void> {
    const documents = [...this.#cells.map((it) => it.document), document];
    const changed = this.#modules.changed(new Set(documents.flatMap((it) => it.parsed.imports)));
    if (changed.length === 0) return;
    const changes = changed.map(({ uri, change }) => ({ uri, type: CHANGE_TYPES[change] }));
    await this.#server.notify("workspace/didChangeWatchedFiles", { changes });
  }

  async #show(uri: string, text: string): Promise<void> {
    const open = this.#open.get(uri);
    if (open?.text === text) return;
    const version = (open?.version ?? 0) + 1;
    this.#open.set(uri, { text, version });
    if (open) {
      await this.#server.notify("textDocument/didChange", {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
    } else {
      const languageId = uri.endsWith(".tsx") ? "typescriptreact" : "typescript";
      await this.#server.notify("textDocument/didOpen", {
        textDocument: { uri, languageId, version, text },
      });
    }
  }

  #uri(name: string): string {
    // A name that no file beside the notebook will have.
    return `${this.#base}.tensaur_notebook_${name}`;
  }

  #document(
    code: string,
    { name, scope }: { readonly name: string; readonly scope?: "all" | "occurring" },
  ): CellDocument {
    const parsed = parseCell(code);
    const own = new Set(parsed.names.map((it) => it.name));
    const needs = new Set<string>();
    const assigned = new Set([...this.#assignedGlobals, ...parsed.globals]);
    const header = ["export {};"];
    for (const [name, { document, kind }] of this.#live) {
      if (own.has(name) || scope !== "all" && !parsed.identifiers.has(name)) continue;
      needs.add(document.uri);
      if (kind === "variable") assigned.add(name);
      const from = JSON.stringify(document.uri);
      // What can be assigned anew is declared: an import cannot be assigned to.
      header.push(
        kind === "variable"
          ? `declare let ${name}: typeof import(${from}).${name};`
          : `import { ${kind === "type" ? "type " : ""}${name} } from ${from};`,
      );
    }
    const exports = parsed.names.filter((it) => !it.exported)
      .map((it) => `${it.kind === "type" ? "type " : ""}${it.name}`);
    const text = `${header.join(" ")}\n${code}\nexport { ${exports.join(", ")} };`;
    const uri = this.#uri(`${name}.${parsed.markup ? "tsx" : "ts"}`);
    return { uri, code, parsed, text, needs, assigned };
  }

  #forget(document: CellDocument): void {
    for (const [name, source] of this.#live) {
      if (source.document === document) this.#live.delete(name);
    }
  }

  /** Keeps the cells that live names come from, directly or through others, and the newest. */
  #dropUnneeded(): void {
    const byUri = new Map(this.#cells.map((it) => [it.document.uri, it.document]));
    const needed = new Set<CellDocument>();
    const visit = (document: CellDocument | undefined): void => {
      if (!document || needed.has(document)) return;
      needed.add(document);
      for (const uri of document.needs) visit(byUri.get(uri));
    };
    for (const { document } of this.#live.values()) visit(document);
    for (const { document } of this.#cells.slice(-KEPT)) visit(document);
    this.#cells = this.#cells.filter((it) => needed.has(it.document));
  }
}
