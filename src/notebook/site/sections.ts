/**
 * Which sections of documents notebooks work through: `sections.json` beside the notebooks.
 *
 * @module
 */

import { isJsonObject, type Json, jsonNumber, parseJson } from "../format/json.ts";
import type { Cell, Notebook } from "../format/notebook.ts";
import { NotebookError } from "../format/notebook_error.ts";
import { headingLines } from "./heading_lines.ts";

/** A heading of a document. */
export interface DocumentHeading {
  /** Its line in the document, from 1. */
  readonly line: number;
  /** Its text, without the `#`. */
  readonly heading: string;
}

/** A section, and where it is worked through. */
export interface Section extends DocumentHeading {
  /** The notebook, relative to the folder of `sections.json`. */
  readonly notebook: string;
  /** Id of the Markdown cell with the heading. */
  readonly cell: string;
}

/** A document and some of its headings. */
export interface DocumentOf<T extends DocumentHeading> {
  /** Name of its file. */
  readonly document: string;
  /** In the order of their lines. */
  readonly headings: readonly T[];
}

/** A document and the sections that are worked through. */
export type DocumentSections = DocumentOf<Section>;

/**
 * Reads `sections.json`.
 *
 * @throws {NotebookError} When it is no JSON, or not of that form; all places are named.
 */
export function parseSections(text: string, path: string): DocumentSections[] {
  let json: Json;
  try {
    json = parseJson(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new NotebookError(`is no JSON: ${cause.message}`, { path, cause });
  }
  const problems: string[] = [];
  const documents = listOf(json, "the file", problems).map((entry, i): DocumentSections => {
    const where = `document ${i + 1}`;
    const { document, headings } = isJsonObject(entry) ? entry : {};
    return {
      document: textOf(document, `${where}: document`, problems),
      headings: listOf(headings, `${where}: headings`, problems).map((heading, j) =>
        sectionOf(heading, `${where}, heading ${j + 1}`, problems)
      ),
    };
  });
  if (problems.length === 0) return documents;
  throw new NotebookError(`is no list of sections:\n  ${problems.join("\n  ")}`, { path });
}

function sectionOf(value: Json, where: string, problems: string[]): Section {
  const { line, heading, notebook, cell } = isJsonObject(value) ? value : {};
  const number = jsonNumber(line);
  const valid = number !== undefined && Number.isInteger(number) && number > 0;
  if (!valid) problems.push(`${where}: line must be a whole number from 1`);
  return {
    line: number ?? 0,
    heading: textOf(heading, `${where}: heading`, problems),
    notebook: textOf(notebook, `${where}: notebook`, problems),
    cell: textOf(cell, `${where}: cell`, problems),
  };
}

function listOf(value: Json | undefined, what: string, problems: string[]): readonly Json[] {
  if (Array.isArray(value)) return value;
  problems.push(`${what} must be a list`);
  return [];
}

function textOf(value: Json | undefined, what: string, problems: string[]): string {
  if (typeof value === "string" && value !== "") return value;
  problems.push(`${what} must be a text`);
  return "";
}

/**
 * Compares sections with the notebooks: each names a Markdown cell that has the heading as a heading,
 * and something is shown in it, an output, a diagram or a formula, before the next one of its rank.
 *
 * @param notebooks By their paths relative to the folder of `sections.json`.
 * @returns What is wrong, one line each; also where documents or lines are out of order or twice there.
 */
export function sectionProblems(
  documents: readonly DocumentSections[],
  notebooks: ReadonlyMap<string, Notebook>,
): string[] {
  const problems: string[] = [];
  for (const [i, { document, headings }] of documents.entries()) {
    const before = documents[i - 1]?.document;
    if (before !== undefined && before >= document) {
      problems.push(`${document}: must come before ${before}, and once`);
    }
    for (const [j, section] of headings.entries()) {
      const where = `${document}:${section.line} (${section.heading})`;
      if (j > 0 && headings[j - 1]!.line >= section.line) {
        problems.push(`${where}: lines must go up, the one before is ${headings[j - 1]!.line}`);
      }
      const problem = placeProblem(section, notebooks.get(section.notebook));
      if (problem !== undefined) problems.push(`${where}: ${problem}`);
    }
  }
  return problems;
}

/**
 * Compares sections with the headings that documents really have.
 *
 * @returns What is wrong, one line each.
 */
export function documentProblems(
  documents: readonly DocumentSections[],
  known: readonly DocumentOf<DocumentHeading>[],
): string[] {
  return documents.flatMap(({ document, headings }) => {
    const real = known.find((each) => each.document === document);
    if (!real) return [`${document}: there is no such document`];
    return headings.flatMap(({ line, heading }) => {
      const found = real.headings.find((each) => each.line === line);
      if (!found) return [`${document}:${line}: the document has no heading there`];
      if (found.heading === heading) return [];
      return [`${document}:${line}: the heading is "${found.heading}", not "${heading}"`];
    });
  });
}

function placeProblem(section: Section, notebook: Notebook | undefined): string | undefined {
  if (!notebook) return `there is no notebook ${section.notebook}`;
  const at = notebook.cells.findIndex(({ id }) => id === section.cell);
  const cell = notebook.cells[at];
  if (!cell) return `${section.notebook} has no cell ${section.cell}`;
  if (cell.cell_type !== "markdown") return `cell ${section.cell} is no Markdown`;
  const own = headingLines(cell).find(({ text }) => text === section.heading);
  if (!own) return `cell ${section.cell} has no such heading`;
  const rest = notebook.cells.slice(at + 1);
  const end = rest.findIndex((each) => headingLines(each).some(({ depth }) => depth <= own.depth));
  const scope = [cell, ...end < 0 ? rest : rest.slice(0, end)];
  if (scope.some(showsSomething)) return undefined;
  return "nothing is shown in this section: no output, no diagram, no formula";
}

function showsSomething(cell: Cell): boolean {
  if (cell.cell_type === "code") return cell.outputs.length > 0;
  return /^ {0,3}(?:```|~~~)\s*mermaid\b|\$\$|\\\[|\\begin\{|\$[^\s$][^$\n]*\$/m.test(cell.source);
}
