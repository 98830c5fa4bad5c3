/**
 * All cells of a notebook as one module, line for line.
 *
 * @module
 */

import { type CodeCell, type Notebook, tagsOf } from "../format/notebook.ts";
import { type CellSyntax, readCell, type Span } from "./cell_syntax.ts";

/** Where a line of the module comes from. Both count from 0. */
export interface CellLine {
  /** Place of the cell among all cells. */
  readonly index: number;
  readonly line: number;
}

/** A cell that is checked. */
export interface CheckedCell {
  readonly index: number;
  readonly cell: CodeCell;
  /** Its text with the line ends of the module. */
  readonly source: string;
  readonly syntax: CellSyntax;
}

/** A module. */
export interface CellsModule {
  readonly text: string;
  /** `.ts`, or `.tsx` where a cell has JSX. */
  readonly ending: ".ts" | ".tsx";
  /** For each line of the text the line of a cell, undefined for a line in between. */
  readonly lines: readonly (CellLine | undefined)[];
}

/** Cells with these tags are not checked. */
const SKIP_TAGS = ["skip-check", "skip-execution"];

/** Takes the cells apart that are checked. */
export async function readCells(
  notebook: Notebook,
): Promise<{ cells: CheckedCell[]; ending: CellsModule["ending"] }> {
  const read = (jsx: boolean) =>
    Promise.all(
      notebook.cells.flatMap((cell, index) => {
        if (cell.cell_type !== "code" || cell.source.trim() === "") return [];
        if (tagsOf(cell).some((tag) => SKIP_TAGS.includes(tag))) return [];
        const source = cell.source.replaceAll(/\r\n?/g, "\n");
        return [
          readCell(source, jsx).then((syntax): CheckedCell => ({ index, cell, source, syntax })),
        ];
      }),
    );
  const plain = await read(false);
  if (plain.every(isSound)) return { cells: plain, ending: ".ts" };
  const jsx = await read(true);
  return jsx.every(isSound) ? { cells: jsx, ending: ".tsx" } : { cells: plain, ending: ".ts" };
}

function isSound({ syntax }: CheckedCell): boolean {
  return syntax.faults.length === 0;
}

/**
 * Puts cells together.
 *
 * The kernel lets a cell declare a name again that a cell above has declared. In one module that
 * would be an error, so such a cell and all below it become a block in which the new name holds; their
 * imports move to the top, which no column and no other line notices.
 */
export function joinCells(
  cells: readonly CheckedCell[],
  ending: CellsModule["ending"],
): CellsModule {
  const top: string[] = [];
  const topLines: CellLine[] = [];
  const body: string[] = [];
  const bodyLines: (CellLine | undefined)[] = [];
  const taken = new Set<string>();
  const broughtIn = new Set<string>();
  let blocks = 0;
  for (const { index, source, syntax } of cells) {
    const again = syntax.declared.some((name) =>
      taken.has(name) || (blocks === 0 && broughtIn.has(name))
    );
    if (again) {
      blocks++;
      taken.clear();
    }
    for (const name of syntax.declared) taken.add(name);
    // The semicolon keeps a cell that begins with a bracket from going on with the one above.
    body.push(again ? ";{" : ";");
    bodyLines.push(undefined);
    let text = source;
    for (const each of syntax.vars) text = replace(text, each, "let");
    for (const each of syntax.exports) text = blank(text, each);
    for (const each of syntax.imports) {
      const words = source.slice(each.start, each.end);
      const twice = each.names.length > 0 && each.names.every((name) => broughtIn.has(name));
      if (blocks > 0 && !twice) {
        const { line, column } = position(source, each.start);
        const moved = (" ".repeat(column) + words).split("\n");
        top.push(...moved);
        topLines.push(...moved.map((_, i) => ({ index, line: line + i })));
      }
      if (blocks > 0 || twice) text = blank(text, each);
      for (const name of each.names) broughtIn.add(name);
    }
    const lines = text.split("\n");
    body.push(...lines);
    bodyLines.push(...lines.map((_, line) => ({ index, line })));
  }
  return {
    text: [...top, ...body, "}".repeat(blocks), "export {};", ""].join("\n"),
    ending,
    lines: [...topLines, ...bodyLines],
  };
}

/** Names that cells import again, or import and declare, which the kernel allows. */
export function namesImportedAgain(cells: readonly CheckedCell[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const again = new Set<string>();
  for (const { syntax: { imports, declared } } of cells) {
    for (const name of [...imports.flatMap(({ names }) => names), ...declared]) {
      if (seen.has(name)) again.add(name);
    }
    for (const { names } of imports) for (const name of names) seen.add(name);
  }
  const declared = new Set(cells.flatMap(({ syntax }) => syntax.declared));
  for (const name of seen) if (declared.has(name)) again.add(name);
  return again;
}

/** The same text with blanks in place of a stretch; lines and columns stay. */
function blank(text: string, { start, end }: Span): string {
  return replace(text, { start, end }, text.slice(start, end).replaceAll(/[^\n]/g, " "));
}

function replace(text: string, { start, end }: Span, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

/** Line and column of a place in a text, from 0. */
export function position(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length - 1, column: at - lineStart };
}
