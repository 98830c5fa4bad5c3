/**
 * Code with its words marked for colouring.
 *
 * @module
 */

import { highlightJs } from "../../deps/markdown.ts";
import { escapeHtml } from "../../core/escape_html.ts";

/** Characters above which code stays plain: nobody reads that, and marking it takes seconds. */
const MAX_CHARACTERS = 200_000;

/** Code as HTML; a language that is not known stays plain. */
export function highlight(code: string, language: string | undefined): string {
  const known = language !== undefined && highlightJs.getLanguage(language) !== undefined;
  if (!known || code.length > MAX_CHARACTERS) return escapeHtml(code);
  return highlightJs.highlight(code, { language: language!, ignoreIllegals: true }).value;
}
