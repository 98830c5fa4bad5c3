/**
 * The text in HTML that is clean: attributes in double quotes, `<` and `&` escaped.
 *
 * @module
 */

const CHARACTERS: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  "#39": "'",
  "#x27": "'",
  nbsp: " ",
};

/** A text with the characters that its entities stand for. */
export function unescapeHtml(text: string): string {
  return text.replaceAll(
    /&([a-z]+|#[\dx]+);/g,
    (entity, name: string) => CHARACTERS[name] ?? entity,
  );
}

/** What a reader sees of clean HTML, on one line; of a formula the LaTeX that it was made of. */
export function textOf(html: string): string {
  const visible = html.replaceAll(
    /<math\b[\s\S]*?<\/math>/g,
    (formula) => /<annotation[^>]*>([\s\S]*?)<\/annotation>/.exec(formula)?.[1] ?? formula,
  );
  return unescapeHtml(visible.replaceAll(/<[^>]*>/g, "")).replaceAll(/\s+/g, " ").trim();
}
