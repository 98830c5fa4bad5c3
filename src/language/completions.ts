/**
 * Completion in Jupyter's form.
 *
 * @module
 */
import { type CompletionItem, CompletionItemKind } from "../deps/vscode_protocol.ts";
import type { CellDocument } from "./cell_documents.ts";
import { offsetAt, toCodePoints } from "./positions.ts";

/** One completion, as Jupyter's `_jupyter_types_experimental` has it; places in code points. */
export interface CompletionMatch {
  /** What is inserted. */
  readonly text: string;
  /** Where what it replaces starts. */
  readonly start: number;
  /** Where what it replaces ends. */
  readonly end: number;
  /** Such as "function" or "property". */
  readonly type: string;
}

/** What can stand at a place; `start` and `end` are what it replaces, in code points. */
export interface Completions {
  /** Where what is replaced starts. */
  readonly start: number;
  /** Where what is replaced ends. */
  readonly end: number;
  /** The best first. */
  readonly matches: readonly CompletionMatch[];
}

const KIND_NAMES = new Map<number, string>(
  Object.entries(CompletionItemKind).map(([name, kind]) => [kind as number, name.toLowerCase()]),
);

/** More would only fill the list. */
const MAX_MATCHES = 500;

/**
 * The completions that fit what is written before the cursor.
 *
 * @param document The draft they were asked for.
 * @param offset Where the cursor is in the cell, in UTF-16 units.
 * @param items As the server gave them.
 */
export function jupyterCompletions(
  document: CellDocument,
  offset: number,
  items: readonly CompletionItem[],
): Completions {
  const { code } = document;
  const wordStart = code.slice(0, offset).search(/[\p{ID_Continue}$#]*$/u);
  const inText = (line: number, character: number) => offsetAt(code, { line: line - 1, character });
  const found: { item: CompletionItem; text: string; start: number; end: number }[] = [];
  for (const item of items) {
    // Inserting it would need an import that Jupyter has no way to add.
    if (item.additionalTextEdits?.length || hasSource(item)) continue;
    let start = wordStart;
    let end = offset;
    let text = item.insertText ?? item.label;
    if (item.textEdit && "range" in item.textEdit) {
      const { range, newText } = item.textEdit;
      start = inText(range.start.line, range.start.character);
      end = inText(range.end.line, range.end.character);
      text = newText;
    }
    // A key that is no name: the brackets take the dot's place.
    if (text.startsWith("[") && code[start - 1] === ".") start--;
    const written = code.slice(start, offset).toLowerCase();
    if (!fits(item, text).startsWith(written)) continue;
    found.push({ item, text, start, end });
  }
  // A key that is no name replaces the dot too; beside names it would lengthen them all.
  const plain = found.filter((it) => !it.text.startsWith("["));
  if (plain.length > 0) found.splice(0, found.length, ...plain);
  found.sort((a, b) =>
    compare(a.item.sortText ?? a.item.label, b.item.sortText ?? b.item.label) ||
    compare(a.item.label, b.item.label)
  );
  // All matches replace the same text: what goes back furthest decides, the others are lengthened.
  const start = Math.min(offset, ...found.map((it) => it.start));
  const end = Math.max(offset, ...found.map((it) => it.end));
  const texts = new Map<string, CompletionMatch>();
  for (const { item, text, start: from, end: to } of found.slice(0, MAX_MATCHES)) {
    const whole = code.slice(start, from) + text + code.slice(to, end);
    if (texts.has(whole)) continue;
    texts.set(whole, {
      text: whole,
      start: toCodePoints(code, start),
      end: toCodePoints(code, end),
      type: KIND_NAMES.get(item.kind ?? 0) ?? "text",
    });
  }
  const matches = [...texts.values()];
  return { start: toCodePoints(code, start), end: toCodePoints(code, end), matches };
}

/** What the written text is compared with. */
function fits(item: CompletionItem, text: string): string {
  return (text.startsWith("[") ? `.${item.label}` : item.filterText ?? text).toLowerCase();
}

function hasSource(item: CompletionItem): boolean {
  const data: unknown = item.data;
  if (typeof data !== "object" || data === null) return false;
  const { tsJs, tsc } = data as { tsJs?: { source?: unknown }; tsc?: { source?: unknown } };
  return Boolean(tsJs?.source ?? tsc?.source);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
