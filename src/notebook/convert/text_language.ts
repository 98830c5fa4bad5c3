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

/** Elements whose text is marked as a whole, or is no text of a language. */
const WHOLE = /^(?:h[1-6]|pre|code|math|kbd|samp)$/;
/** Chinese characters, and the signs between them. */
const HAN = /\p{Script=Han}(?:[\p{Script=Han}\u3000-\u303f\uff00-\uffef]*\p{Script=Han})?/gu;

/** Clean HTML with Chinese inside of other text marked, so that it is read and set as Chinese. */
export function markChinese(html: string): string {
  if (textLanguage(html) === undefined) return html;
  let whole = 0;
  return html.replaceAll(/<(\/?)([a-z][\w-]*)[^>]*>|[^<]+/gi, (part, close, name) => {
    if (name === undefined) {
      return whole > 0 ? part : part.replaceAll(HAN, '<span lang="zh-Hans">$&</span>');
    }
    if (WHOLE.test(name.toLowerCase())) whole += close === "/" ? -1 : 1;
    return part;
  });
}
