/**
 * What Deno says of packages when it sees them for the first time.
 *
 * @module
 */

/** Lines of downloads, and the box about scripts that packages would run. */
export const DENO_NOTICES: readonly RegExp[] = [
  /^(?:Download|Initialize) (?:https?|npm):\S+\n?/gm,
  /^╭ Warning\n(?:│.*\n)*?│ +Ignored build scripts for packages:\n(?:│.*\n)*╰─\n?/gm,
];

/** A text without them: a second run does not have them, so they do not belong to a notebook. */
export function withoutNotices(text: string): string {
  return DENO_NOTICES.reduce((left, notice) => left.replace(notice, ""), text);
}
