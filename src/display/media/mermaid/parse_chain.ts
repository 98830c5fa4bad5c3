/**
 * Nodes and ways between them: `a[text] --> b & c -- label --- d`.
 *
 * @module
 */

import type { EdgeEnd, GraphEdge, NodeShape } from "../../graph/graph.ts";
import { DiagramError } from "./diagram_error.ts";
import { readLabel } from "./read_label.ts";

/** A node as one statement mentions it. */
export interface MentionedNode {
  /** What edges call it. */
  readonly name: string;
  /** Its text, where it is told here. */
  readonly lines?: readonly string[];
  /** Its outline, where it is told here. */
  readonly shape?: NodeShape;
}

/** Opening and closing brackets, the longer ones first. */
const BRACKETS: readonly (readonly [string, string, NodeShape])[] = [
  ["(((", ")))", "circle"],
  ["((", "))", "circle"],
  ["([", "])", "stadium"],
  ["[(", ")]", "cylinder"],
  ["[[", "]]", "frame"],
  ["{{", "}}", "hexagon"],
  ["[/", "/]", "leaning right"],
  ["[/", "\\]", "trapezoid"],
  ["[\\", "\\]", "leaning left"],
  ["[\\", "/]", "upturned trapezoid"],
  ["(", ")", "rounded"],
  ["[", "]", "box"],
  ["{", "}", "diamond"],
  [">", "]", "flag"],
];

/** Outlines by the names of `id@{ shape: … }`. */
const NAMED: Readonly<Record<string, NodeShape>> = {
  rounded: "rounded",
  stadium: "stadium",
  pill: "stadium",
  terminal: "stadium",
  circle: "circle",
  circ: "circle",
  "dbl-circ": "circle",
  diam: "diamond",
  diamond: "diamond",
  decision: "diamond",
  hex: "hexagon",
  hexagon: "hexagon",
  cyl: "cylinder",
  database: "cylinder",
  db: "cylinder",
  subproc: "frame",
  "fr-rect": "frame",
  "lean-r": "leaning right",
  "lean-l": "leaning left",
  "trap-b": "trapezoid",
  "trap-t": "upturned trapezoid",
};

const NAME = /(?:[\p{L}\p{N}\p{M}_!#$%'*+./\\?:]|-(?![->.])|=(?!=))+/uy;
const BLANK = /\s*/y;
const ENDS: Readonly<Record<string, EdgeEnd>> = {
  "<": "arrow",
  ">": "arrow",
  o: "circle",
  x: "cross",
};
/** A whole way: `-->`, `<-.->`, `===`, `--o`, `~~~`. */
const WAY = /([<xo])?(?:(--+)([->xo])|(==+)([=>xo])|-(\.+)-([>xo])?|(~~~+))/y;
/** The beginning of one that has its text inside. */
const OPENING = /([<xo])?(--|==|-\.)(?![-=.>])/y;
const CLOSING: Readonly<Record<string, RegExp>> = {
  "--": /\s*(--+)([->xo])/g,
  "==": /\s*(==+)([=>xo])/g,
  "-.": /\s*(\.+)-([>xo])?/g,
};
const LINES = { "--": "solid", "==": "thick", "-.": "dotted" } as const;

/**
 * Reads one statement.
 *
 * @throws {DiagramError} When it is none of nodes and ways.
 */
export function parseChain(text: string): { nodes: MentionedNode[]; edges: GraphEdge[] } {
  const reader = new Reader(text);
  const nodes: MentionedNode[] = [];
  const edges: GraphEdge[] = [];
  let from = reader.nodes();
  nodes.push(...from);
  while (!reader.atEnd()) {
    const way = reader.way();
    const to = reader.nodes();
    nodes.push(...to);
    for (const { name } of from) {
      for (const { name: other } of to) edges.push({ from: name, to: other, ...way });
    }
    from = to;
  }
  return { nodes, edges };
}

type Way = Omit<GraphEdge, "from" | "to">;

/** Walks through one statement. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  atEnd(): boolean {
    this.#match(BLANK);
    return this.#at >= this.#text.length;
  }

  /** `a & b`. */
  nodes(): MentionedNode[] {
    const nodes = [this.#node()];
    while (!this.atEnd() && this.#take("&")) nodes.push(this.#node());
    return nodes;
  }

  way(): Way {
    this.#match(BLANK);
    const begin = this.#at;
    const whole = this.#match(WAY);
    if (whole) {
      const [, start, dashes, dashEnd, strong, strongEnd, dots, dotEnd, hidden] = whole;
      const line = hidden ? "hidden" : dots ? "dotted" : strong ? "thick" : "solid";
      const end = dashEnd ?? strongEnd ?? dotEnd;
      // `---` is as long as `-->`, and so is `-.-`.
      const length = (dashes ?? strong)?.length ?? (dots ? dots.length + 1 : hidden!.length - 1);
      const label = this.#label();
      return { line, label, ...ends(start, end), length: Math.min(8, length - 1) };
    }
    const opening = this.#match(OPENING);
    if (!opening) throw this.#error(begin);
    const [, start, mark] = opening;
    const closing = CLOSING[mark!]!;
    closing.lastIndex = this.#at;
    const close = closing.exec(this.#text);
    if (!close) throw this.#error(begin);
    const label = readLabel(this.#text.slice(this.#at, close.index));
    this.#at = closing.lastIndex;
    const length = mark === "-." ? close[1]!.length : close[1]!.length - 1;
    return {
      line: LINES[mark as keyof typeof LINES],
      label,
      ...ends(start, close[2]),
      length: Math.min(8, length),
    };
  }

  #node(): MentionedNode {
    this.#match(BLANK);
    const begin = this.#at;
    const name = this.#match(NAME)?.[0].replace(/:+$/, "");
    if (name === undefined || name === "") throw this.#error(begin);
    // The marks of a class, `:::`, are no part of the name.
    this.#at = begin + (name.includes(":::") ? name.indexOf(":::") : name.length);
    const node = { name: this.#text.slice(begin, this.#at), ...this.#named() ?? this.#bracketed() };
    if (this.#take(":::")) this.#match(NAME);
    return node;
  }

  /** `@{ shape: cyl, label: "text" }`. */
  #named(): Omit<MentionedNode, "name"> | undefined {
    const match = this.#match(/@\{([^}]*)\}/y);
    if (!match) return undefined;
    const shape = /shape:\s*([\w-]+)/.exec(match[1]!)?.[1];
    const label = /label:\s*("[^"]*"|[^,]+)/.exec(match[1]!)?.[1];
    return {
      shape: shape !== undefined && Object.hasOwn(NAMED, shape) ? NAMED[shape]! : "box",
      ...label !== undefined && { lines: readLabel(label) },
    };
  }

  #bracketed(): Omit<MentionedNode, "name"> | undefined {
    const begin = this.#at;
    for (const [open, close, shape] of BRACKETS) {
      if (!this.#text.startsWith(open, begin)) continue;
      const end = this.#closing(begin + open.length, close);
      if (end < 0) continue;
      const label = this.#text.slice(begin + open.length, end);
      // `[/a]` is a box whose text begins with a slash, whatever comes in the nodes behind it.
      if (/[\\/]/.test(open) && label.includes("]")) continue;
      this.#at = end + close.length;
      return { shape, lines: readLabel(label) };
    }
    if (/[[({]/.test(this.#text[begin] ?? "")) throw this.#error(begin);
    return undefined;
  }

  /** Where the bracket closes: behind the quotes where there are some. */
  #closing(from: number, close: string): number {
    const quoted = /\s*"[^"]*"\s*/y;
    quoted.lastIndex = from;
    if (quoted.test(this.#text)) {
      return this.#text.startsWith(close, quoted.lastIndex) ? quoted.lastIndex : -1;
    }
    const end = this.#text.indexOf(close, from);
    // Of `))` behind `(a(b))` the second one closes.
    const nested = this.#text.slice(from, end).split(/[[({]/).length - 1;
    return nested > 0 && close.length === 1 ? this.#outer(from, close) : end;
  }

  #outer(from: number, close: string): number {
    let depth = 1;
    const open = { "]": "[", ")": "(", "}": "{" }[close];
    for (let at = from; at < this.#text.length; at++) {
      if (this.#text[at] === open) depth++;
      if (this.#text[at] === close && --depth === 0) return at;
    }
    return this.#text.indexOf(close, from);
  }

  /** `|text|` behind a way. */
  #label(): string[] {
    this.#match(BLANK);
    const match = this.#match(/\|([^|]*)\|/y);
    return match ? readLabel(match[1]!) : [];
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match) this.#at += match[0].length;
    return match;
  }

  #error(at: number): DiagramError {
    const rest = this.#text.slice(at, at + 20);
    return new DiagramError(
      rest === "" ? "something is missing at its end" : `cannot read ${rest}`,
    );
  }
}

function ends(
  start: string | undefined,
  end: string | undefined,
): { start: EdgeEnd; end: EdgeEnd } {
  return { start: ENDS[start ?? ""] ?? "none", end: ENDS[end ?? ""] ?? "none" };
}
