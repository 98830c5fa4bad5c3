/**
 * Text without what only terminals understand.
 *
 * @module
 */

// deno-lint-ignore no-control-regex -- ANSI sequences begin with it
const ANSI = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\))/g;

/** Takes colours, links and Windows line ends out of a text. */
export function plainText(text: string): string {
  return text.replaceAll(ANSI, "").replaceAll("\r\n", "\n");
}
