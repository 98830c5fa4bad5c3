/**
 * The language of a text, as far as its script shows it.
 *
 * @module
 */

/** `zh-Hans` where a text has Chinese characters and no Japanese or Korean ones; undefined elsewhere. */
export function textLanguage(text: string): string | undefined {
  if (/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(text)) return undefined;
  return /\p{Script=Han}/u.test(text) ? "zh-Hans" : undefined;
}

/** ` lang="…"` for an element with a text, or nothing. */
export function langAttribute(text: string): string {
  const language = textLanguage(text);
  return language === undefined ? "" : ` lang="${language}"`;
}
