/**
 * What is used of highlight.js. Its own types refer to a file that its package does not export, of
 * which Deno warns in every program that is checked.
 *
 * @module
 */

/** Marks the words of code. */
declare const highlightJs: {
  /** What is known of a language, undefined for one that is not known. */
  getLanguage(name: string): object | undefined;
  /** Code as HTML with classes. */
  highlight(
    code: string,
    options: { readonly language: string; readonly ignoreIllegals?: boolean },
  ): { readonly value: string };
};

export default highlightJs;
