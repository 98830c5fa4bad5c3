/**
 * Type and documentation of what is at a place, in Jupyter's form.
 *
 * @module
 */
import { ts } from "../deps/typescript.ts";
import type { Hover, MarkupContent } from "../deps/vscode_protocol.ts";
import { parseSource } from "./cell_names.ts";
import { cleanText } from "./cell_problems.ts";

/** A MIME bundle with type and documentation. */
export interface Inspection {
  /** For front ends without more. */
  readonly "text/plain": string;
  /** The type as code, the documentation with its examples. */
  readonly "text/markdown": string;
}

/**
 * The places to ask about for a cursor: what it touches, then the functions whose arguments it is in.
 *
 * @param code The text of the cell.
 * @param offset Where the cursor is, in UTF-16 units.
 * @returns UTF-16 offsets, the nearest first.
 */
export function inspectedPlaces(code: string, offset: number): number[] {
  const word = /[\p{ID_Continue}$]/u;
  const places: number[] = [];
  const touches = (at: number) => word.test(code.slice(at).match(/^./su)?.[0] ?? "");
  if (touches(offset)) places.push(offset);
  if (offset > 0 && touches(offset - 1)) places.push(offset - 1);
  const { source } = parseSource(code);
  const visit = (node: ts.Node): void => {
    // Space after what is still being written belongs to it.
    if (offset < node.getStart(source) || code.slice(node.getEnd(), offset).trim() !== "") return;
    ts.forEachChild(node, visit);
    const called = ts.isCallExpression(node) || ts.isNewExpression(node);
    const open = offset <= node.getEnd() - 1 || !code.slice(0, node.getEnd()).endsWith(")");
    if (called && open && offset > node.expression.getEnd()) {
      const { expression } = node;
      const name = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
      places.push(name.getStart(source));
    }
  };
  visit(source);
  return [...new Set(places)];
}

/** The server's answer as a bundle; undefined when it has nothing to say. */
export function inspection(hover: Hover | null | undefined): Inspection | undefined {
  const markdown = hover && cleanText(markdownOf(hover.contents)).trim();
  if (!markdown) return undefined;
  // A name of an earlier cell is to TypeScript an import; to its user it is the name itself.
  const shown = markdown.replace(/^(```tsx?\n)\(alias\) /, "$1")
    .replace(/\n(import|export) [\w.]+(?=\n```)/, "")
    // Links into Deno's own declarations, which only an editor can follow.
    .replaceAll(/\[([^\]]+)\]\(deno:[^)]*\)/g, "$1");
  if (/^```tsx?\nany\n```$/.test(shown)) return undefined;
  return { "text/plain": plainText(shown), "text/markdown": shown };
}

function markdownOf(contents: Hover["contents"]): string {
  if (Array.isArray(contents)) return contents.map(markdownOf).join("\n\n");
  if (typeof contents === "string") return contents;
  if ("language" in contents) return `\`\`\`${contents.language}\n${contents.value}\n\`\`\``;
  return (contents as MarkupContent).value;
}

function plainText(markdown: string): string {
  return markdown.replaceAll(/^```.*\n?/gm, "").replaceAll(/\*(@\w+)\*/g, "$1")
    .replaceAll(/(\*\*|`)(.+?)\1/g, "$2").replaceAll(/\[([^\]]+)\]\([^)]*\)/g, "$1").trim();
}
