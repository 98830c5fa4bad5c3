/**
 * Statements of diagrams.
 *
 * @module
 */

/** One statement and where it stands. */
export interface Statement {
  /** Without blanks around it. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

/** Splits a diagram at line ends and semicolons; comments, directives and front matter are left out. */
export function statementsOf(source: string): Statement[] {
  const blank = (text: string) => text.replaceAll(/[^\n]/g, "");
  const text = source.replaceAll("\r\n", "\n")
    .replace(/^\s*---\n[\s\S]*?\n---(?=\n|$)/, blank)
    .replaceAll(/%%\{[\s\S]*?\}%%/g, blank)
    .replaceAll(/^[ \t]*%%.*$/gm, "");
  const statements: Statement[] = [];
  let [start, line, startLine, quoted] = [0, 1, 1, false];
  const push = (end: number) => {
    const statement = text.slice(start, end).trim();
    if (statement !== "") statements.push({ text: statement, line: startLine });
    start = end + 1;
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') quoted = !quoted;
    const entity = character === ";" && /[#&][#\w]*$/.test(text.slice(Math.max(0, at - 12), at));
    if (!quoted && (character === "\n" || (character === ";" && !entity))) push(at);
    if (character === "\n") line++;
    if (start > at) startLine = line;
  }
  push(text.length);
  return statements;
}
