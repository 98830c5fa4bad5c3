/**
 * Whether a text can be run as it is, or goes on in the next line.
 *
 * @module
 */
import { ts } from "../deps/typescript.ts";
import { parseSource, syntaxErrors } from "./cell_names.ts";

/** What Jupyter's `is_complete_request` asks for. */
export interface Completeness {
  readonly status: "complete" | "incomplete" | "invalid";
  /** What the next line starts with, where there shall be one. */
  readonly indent?: string;
}

/** Errors of what was begun and not ended, wherever they are reported. */
const UNENDED = new Set([
  1010, // comment
  1160, // template
]);

/** Errors of a text that is wrong as it stands, also at its end. */
const WRONG = new Set([
  1002, // string without its end on the same line
  1127, // a character that nothing begins with
  1161, // regular expression
  1351, // a name after a number
]);

/**
 * Judges a text.
 *
 * @returns `incomplete` where more text can make it right: an open bracket, template or comment, an
 *   operator without its right side.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { completeness } from "../language/completeness.ts";
 *
 * assertEquals(completeness("for (const a of [1]) {"), { status: "incomplete", indent: "  " });
 * assertEquals(completeness("const = 1"), { status: "invalid" });
 * ```
 */
export function completeness(code: string): Completeness {
  const { source } = parseSource(code);
  const [first] = syntaxErrors(source);
  if (!first) return waitsForBody(source) ? incomplete(code) : { status: "complete" };
  if (WRONG.has(first.code)) return { status: "invalid" };
  // Only what is missing at the very end can still come.
  const atEnd = first.start >= code.trimEnd().length;
  return UNENDED.has(first.code) || atEnd && missing(first.code)
    ? incomplete(code)
    : { status: "invalid" };
}

/** "… expected" is missing something; other errors complain about something that is there. */
function missing(code: number): boolean {
  const { Diagnostics } = ts as unknown as {
    Diagnostics: Record<string, { code: number; message: string }>;
  };
  const known = Object.values(Diagnostics).find((it) => it.code === code);
  return known !== undefined && /expected/.test(known.message);
}

/** `function f()` parses as the head of an overload. */
function waitsForBody(source: ts.SourceFile): boolean {
  const last = source.statements.at(-1);
  return last !== undefined && ts.isFunctionDeclaration(last) && !last.body && !last.type &&
    !last.modifiers?.some((it) => it.kind === ts.SyntaxKind.DeclareKeyword);
}

function incomplete(code: string): Completeness {
  return { status: "incomplete", indent: "  ".repeat(openBrackets(code)) };
}

/** How many brackets are open at the end, those in strings and comments not counted. */
function openBrackets(code: string): number {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, code);
  let open = 0;
  // A template's `${` opens like a bracket and its tail closes; the scanner takes `}` for a bracket.
  for (;;) {
    const kind = scanner.scan();
    if (kind === ts.SyntaxKind.EndOfFileToken) return Math.max(0, open);
    if (OPENING.has(kind)) open++;
    else if (CLOSING.has(kind)) open--;
  }
}

const OPENING = new Set([
  ts.SyntaxKind.OpenBraceToken,
  ts.SyntaxKind.OpenBracketToken,
  ts.SyntaxKind.OpenParenToken,
  ts.SyntaxKind.TemplateHead,
]);
const CLOSING = new Set([
  ts.SyntaxKind.CloseBraceToken,
  ts.SyntaxKind.CloseBracketToken,
  ts.SyntaxKind.CloseParenToken,
]);
