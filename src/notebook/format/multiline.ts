/**
 * Long texts, which notebook files keep as lists of lines.
 *
 * @module
 */

/** Ends of lines where Python's `splitlines` sees them: what writes most notebooks splits there. */
// deno-lint-ignore no-control-regex -- these are line ends
const LINE_END = /(?<=\r\n|\r(?!\n)|[\n\v\f\x1c-\x1e\x85\u2028\u2029])/;

/** A text as the list of its lines, each with its end. */
export function splitLines(text: string): string[] {
  return text === "" ? [] : text.split(LINE_END);
}

/** Whether content of this MIME type is text that is kept as a list of lines. */
export function isTextMime(mime: string): boolean {
  return mime.startsWith("text/") || mime === "application/javascript" ||
    mime === "image/svg+xml";
}
