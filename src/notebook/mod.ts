/**
 * Notebooks in files: read, executed, compared, type-checked, converted. `tensaur notebook` is made of
 * this.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { newNotebook, strip, verify } from "./mod.ts";
 *
 * const notebook = newNotebook({ title: "Digits", parameters: { epochs: 3 } });
 * assertEquals(strip(notebook), notebook);
 * assertEquals((await verify(notebook)).ok, false);
 * ```
 *
 * @module
 */
export {
  checkFile,
  type CheckOptions,
  type CheckProblem,
  type CheckResult,
} from "./check/check_notebook.ts";
export {
  type CompareSettings,
  DEFAULT_SETTINGS,
  HTML_POLICIES,
  IMAGE_POLICIES,
} from "./compare/compare_settings.ts";
export { compareOutputs, type OutputDifference } from "./compare/compare_outputs.ts";
export { DEFAULT_MASKS, type Mask, parseMask } from "./compare/masks.ts";
export { testFile, type TestFileOptions } from "./compare/test_file.ts";
export {
  type CellDifference,
  testNotebook,
  type TestOptions,
  type TestResult,
} from "./compare/test_notebook.ts";
export {
  type Converted,
  convertFile,
  type ConvertOptions,
  TARGETS,
} from "./convert/convert_file.ts";
export { fromScript } from "./convert/from_script.ts";
export { type HtmlOptions, type HtmlPage, toHtml } from "./convert/to_html.ts";
export { type MarkdownPages, toMarkdown, type ToMarkdownOptions } from "./convert/to_markdown.ts";
export { toScript } from "./convert/to_script.ts";
export type { PlotlyMode } from "./convert/plotly_figures.ts";
export { updateFrom } from "./convert/update_from.ts";
export { findNotebooks } from "./find_notebooks.ts";
export type { Json, JsonObject } from "./format/json.ts";
export type {
  Cell,
  CellBase,
  CodeCell,
  DisplayOutput,
  ErrorOutput,
  Notebook,
  Output,
  StreamOutput,
  TextCell,
} from "./format/notebook.ts";
export { NotebookError } from "./format/notebook_error.ts";
export { readNotebook, writeNotebook } from "./format/notebook_file.ts";
export { type ParsedNotebook, parseNotebook } from "./format/parse_notebook.ts";
export { serializeNotebook } from "./format/serialize_notebook.ts";
export { newNotebook, type NewNotebookOptions } from "./new_notebook.ts";
export type { NotebookOutcome } from "./report/run_report.ts";
export type { GivenParameters } from "./run/parameters.ts";
export { type FileRun, runFile, type RunFileOptions } from "./run/run_file.ts";
export {
  type CellResult,
  type CellStatus,
  runNotebook,
  type RunOptions,
  type RunProgress,
  type RunResult,
} from "./run/run_notebook.ts";
export { buildSite, type BuiltSite, type SiteOptions } from "./site/build_site.ts";
export type { WrittenSite } from "./site/write_site.ts";
export { strip, type StripOptions } from "./strip.ts";
export { type Verification, verify } from "./verify.ts";
