/**
 * What `deno lsp` knows about the cells of a notebook: types, documentation, completion.
 *
 * @module
 */

export type { AddCellOptions, CellDocument, CellDocumentsOptions } from "./cell_documents.ts";
export { type AnswerOptions, CellLanguage, type CellLanguageOptions } from "./cell_language.ts";
export type { CellName, ParsedCell } from "./cell_names.ts";
export { type CellProblem, problemsText } from "./cell_problems.ts";
export { type CompletionMatch, type Completions } from "./completions.ts";
export { type Inspection } from "./inspection.ts";
export {
  LanguageServer,
  LanguageServerError,
  type LanguageServerOptions,
} from "./language_server.ts";
