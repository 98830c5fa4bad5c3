/**
 * SVG as text.
 *
 * @module
 */

import { escapeHtml } from "../../../core/escape_html.ts";
import { widthOf } from "../../text/fit.ts";

/** One element. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  content = "",
): string {
  const list = Object.entries(attributes).filter(([, value]) => value !== undefined).map(
    ([key, value]) => ` ${key}="${typeof value === "number" ? round(value) : escapeHtml(value!)}"`,
  ).join("");
  return content === "" ? `<${name}${list}/>` : `<${name}${list}>${content}</${name}>`;
}

/** A coordinate with at most one decimal. */
export function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** About as many pixels as printable text takes: browsers have their own fonts. */
export function textWidth(text: string, size: number): number {
  return widthOf(text) * size * 0.58;
}
