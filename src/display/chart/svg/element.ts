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

/** Size of a whole picture in pixels, and what it shows for those who do not see it. */
export interface DrawingOptions {
  readonly width: number;
  readonly height: number;
  readonly label: string;
}

/** A whole picture; on narrow pages all of it, smaller. */
export function drawing({ width, height, label }: DrawingOptions, content: string): string {
  return element("svg", {
    xmlns: "http://www.w3.org/2000/svg",
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    style: "max-width:100%;height:auto",
    role: "img",
    "aria-label": label,
    "font-family": "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif",
  }, content);
}

/** A coordinate with at most one decimal. */
export function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** About as many pixels as printable text takes: browsers have their own fonts. */
export function textWidth(text: string, size: number): number {
  return widthOf(text) * size * 0.58;
}
