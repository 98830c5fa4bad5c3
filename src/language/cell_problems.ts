/**
 * Which errors of the type checker concern a cell, and how they are shown.
 *
 * @module
 */
import { codeFrame } from "../core/code_frame.ts";
import { type Diagnostic, DiagnosticSeverity } from "../deps/vscode_protocol.ts";
import type { CellDocument } from "./cell_documents.ts";

/** A type error of a cell. */
export interface CellProblem {
  /** In TypeScript's words. */
  readonly message: string;
  /** TypeScript's number, as in TS2322. */
  readonly code: number;
  /** Lines and columns count from 0, columns in UTF-16 units. */
  readonly line: number;
  /** Column of its start. */
  readonly column: number;
  /** Line in which it ends. */
  readonly endLine: number;
  /** Column after its last character. */
  readonly endColumn: number;
}

/** Errors below 2000 are of syntax, which running the cell reports; these two are not. */
const SEMANTIC = new Set([
  1192, // no default export: undefined when the cell runs
  1259, // the same, for a module that has `export =`
]);

const NO_PROBLEM = new Set([
  2300, // duplicate names: a syntax error when the cell runs
  2307, // a module that is not found: the cell fails, or is just fetching it
  2393, // duplicate functions
  2451, // duplicate names
  2582, // names of test runners
  2792, // a module that is not found
  18046, // unknown: what is caught always is
]);

/** "Possibly null or undefined": what another cell has assigned, the checker does not see. */
const MAYBE_NOTHING = new Set([2531, 2532, 2533, 18047, 18048, 18049]);

/** "Cannot find name": a property of `globalThis` is one, without a declaration. */
const NO_NAME = new Set([2304, 2552]);

/** What of the checker's findings is worth a warning. */
export function cellProblems(
  document: CellDocument,
  diagnostics: readonly Diagnostic[],
): CellProblem[] {
  const lines = document.code.split(/\r\n|\r|\n/).length;
  return diagnostics.filter((it) =>
    it.severity === DiagnosticSeverity.Error && it.source === "deno-ts" && isProblem(it.code) &&
    !isAssignedElsewhere(document, it) &&
    // The line above the cell and the one below are ours.
    it.range.start.line >= 1 && it.range.start.line <= lines
  ).map(({ code, message, range: { start, end } }) => ({
    message: cleanText(message),
    code: Number(code),
    line: start.line - 1,
    column: start.character,
    endLine: end.line - 1,
    endColumn: end.character,
  }));
}

function isAssignedElsewhere({ code, assigned }: CellDocument, found: Diagnostic): boolean {
  const number = Number(found.code);
  if (!MAYBE_NOTHING.has(number) && !NO_NAME.has(number)) return false;
  const { line, character } = found.range.start;
  const text = code.split(/\r\n|\r|\n/)[line - 1]?.slice(character) ?? "";
  const [name = ""] = text.match(/^[\p{ID_Start}$_][\p{ID_Continue}$]*/u) ?? [];
  return assigned.has(name);
}

function isProblem(code: Diagnostic["code"]): boolean {
  if (typeof code !== "number") return false;
  // The 7000s ask for types where none are given: right in a module, tedious in a cell.
  if (code >= 7000 && code < 8000) return false;
  return code < 2000 ? SEMANTIC.has(code) : !NO_PROBLEM.has(code);
}

/** Takes out how the documents of cells refer to each other. */
export function cleanText(text: string): string {
  return text.replaceAll(/import\("[^"]*\.tensaur_notebook_[^"]*"\)\.?/g, "")
    .replaceAll(/"[^"]*\.tensaur_notebook_[^"]*"/g, '"an earlier cell"');
}

/** How many errors are shown with their lines. */
const SHOWN = 5;

/**
 * The warning for the type errors of a cell.
 *
 * @param code The cell's text.
 * @param problems Its type errors.
 * @returns Text that ends with a line break; "" without problems.
 */
export function problemsText(code: string, problems: readonly CellProblem[]): string {
  if (problems.length === 0) return "";
  const blocks = problems.slice(0, SHOWN).map((problem) => {
    const { message, line, column, endLine, endColumn } = problem;
    const frame = codeFrame(code, { line, column, endLine, endColumn }, { around: 0 });
    return `Type warning TS${problem.code}: ${message}\n${frame}\n`;
  });
  const rest = problems.length - SHOWN;
  if (rest > 0) blocks.push(`and ${rest} more type ${rest === 1 ? "warning" : "warnings"}\n`);
  return blocks.join("");
}
