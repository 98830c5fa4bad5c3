/**
 * Graphs in characters: as trees, each node with what follows it once.
 *
 * @module
 */

import type { TextOptions } from "../mime_bundle.ts";
import { cut } from "../text/fit.ts";
import { countText } from "../text/number_text.ts";
import { paint } from "../text/paint.ts";
import type { Graph, GraphEdge } from "./graph.ts";

const MAX_LINES = 100;

/** One line for each way; nodes that were described before are marked and not described again. */
export function graphText(graph: Graph, { columns, colors }: Required<TextOptions>): string[] {
  const texts = new Map(graph.nodes.map(({ name, lines }) => [name, joined(lines)]));
  const ways = new Map<string, GraphEdge[]>();
  for (const edge of graph.edges) {
    if (edge.line === "hidden") continue;
    const list = ways.get(edge.from);
    if (list) list.push(edge);
    else ways.set(edge.from, [edge]);
  }
  const lines: string[] = [];
  const described = new Set<string>();
  const add = (text: string) => lines.push(cut(text, columns));
  const describe = (name: string, indent: string) => {
    described.add(name);
    const list = ways.get(name) ?? [];
    list.forEach((edge, i) => {
      const last = i === list.length - 1;
      const label = edge.label.length === 0 ? "" : ` ${joined(edge.label)}:`;
      const known = described.has(edge.to);
      // A node without ways of its own needs no hint at where they are.
      const hint = known && (ways.get(edge.to)?.length ?? 0) > 0 ? " (see above)" : "";
      add(`${indent}${last ? "└" : "├"}${arrow(edge)}${label} ${texts.get(edge.to)}${hint}`);
      if (!known) describe(edge.to, indent + (last ? "   " : "│  "));
    });
  };
  for (const name of starts(graph, ways)) {
    if (described.has(name)) continue;
    add(paint(texts.get(name)!, "bold", colors));
    describe(name, "");
  }
  const left = lines.length - MAX_LINES;
  return left > 0 ? [...lines.slice(0, MAX_LINES), `… ${countText(left)} more lines`] : lines;
}

/** Nodes that no way leads to, then all others, for the circles that are left. */
function starts(graph: Graph, ways: ReadonlyMap<string, readonly GraphEdge[]>): string[] {
  const reached = new Set(
    [...ways.values()].flatMap((list) =>
      list.filter(({ from, to }) => from !== to).map(({ to }) => to)
    ),
  );
  const names = graph.nodes.map(({ name }) => name);
  return [...names.filter((name) => !reached.has(name)), ...names];
}

/** Lines as one; between Chinese or Japanese characters there is no blank. */
function joined(lines: readonly string[]): string {
  return lines.reduce((text, line) => {
    const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。、：；]$/u.test(text);
    return text === "" ? line : text + (wide ? "" : " ") + line;
  }, "");
}

function arrow({ line, end }: GraphEdge): string {
  const dash = line === "dotted" ? "┄" : line === "thick" ? "━" : "─";
  return end === "none"
    ? dash + dash
    : end === "arrow"
    ? `${dash}▶`
    : `${dash}${end === "circle" ? "○" : "×"}`;
}
