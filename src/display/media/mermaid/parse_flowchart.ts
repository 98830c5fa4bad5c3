/**
 * Flow charts in mermaid's language.
 *
 * @module
 */

import type { Graph, GraphEdge, GraphGroup, GraphNode } from "../../graph/graph.ts";
import { DiagramError } from "./diagram_error.ts";
import { parseChain } from "./parse_chain.ts";
import { readLabel } from "./read_label.ts";
import { statementsOf } from "./statements.ts";

/** More than this is no picture any more. */
const MAX_NODES = 300;
const MAX_EDGES = 600;
const DIRECTIONS: Readonly<Record<string, Graph["direction"]>> = {
  TB: "down",
  TD: "down",
  BT: "up",
  LR: "right",
  RL: "left",
};
/** What changes looks or behaviour in a page alone. */
const LOOKS = /^(style|classDef|class|linkStyle|click|accTitle|accDescr|direction)\b/;

/**
 * Reads a flow chart; its colours and links are left out.
 *
 * @throws {DiagramError} When it is another kind of diagram, wrong, or has more than 300 nodes.
 */
export function parseFlowchart(source: string): Graph {
  const [head, ...statements] = statementsOf(source);
  const start = /^(?:flowchart(?:-elk)?|graph)(?:\s+(TB|TD|BT|LR|RL))?\s*$/.exec(head?.text ?? "");
  if (head === undefined || start === null) {
    const kind = /^[\w-]+/.exec(head?.text ?? "")?.[0];
    throw new DiagramError(
      kind === undefined ? "it is empty" : `it is no flow chart but begins with ${kind}`,
    );
  }
  const chart = new Chart();
  for (const { text, line } of statements) {
    try {
      chart.add(text);
    } catch (error) {
      if (!(error instanceof DiagramError)) throw error;
      throw new DiagramError(`line ${line}: ${error.message}`);
    }
  }
  return chart.graph(DIRECTIONS[start[1] ?? "TB"]!);
}

/** A chart as far as it was read. */
class Chart {
  readonly #nodes = new Map<string, GraphNode>();
  readonly #edges: GraphEdge[] = [];
  readonly #groups = new Map<string, GraphGroup>();
  readonly #open: string[] = [];

  add(text: string): void {
    const group = /^subgraph\b\s*(.*)$/s.exec(text);
    if (group) return this.#begin(group[1]!);
    if (text === "end") {
      if (this.#open.pop() === undefined) throw new DiagramError("end without a subgraph");
      return;
    }
    if (LOOKS.test(text)) return;
    const { nodes, edges } = parseChain(text);
    for (const node of nodes) {
      const known = this.#nodes.get(node.name);
      const { name, lines = known?.lines ?? [node.name], shape = known?.shape ?? "box" } = node;
      const inside = known?.group ?? this.#open.at(-1);
      this.#nodes.set(name, { name, lines, shape, ...inside !== undefined && { group: inside } });
    }
    this.#edges.push(...edges);
    if (this.#nodes.size > MAX_NODES || this.#edges.length > MAX_EDGES) {
      throw new DiagramError(`it has more than ${MAX_NODES} nodes or ${MAX_EDGES} edges`);
    }
  }

  /** `id[title]`, `id` or a title alone. */
  #begin(head: string): void {
    const match = /^([^\s[("]+)\s*\[(.*)\]$/s.exec(head);
    const name = match?.[1] ?? (head.trim() || `group ${this.#groups.size}`);
    const title = readLabel(match?.[2] ?? head)[0] ?? "";
    const outer = this.#open.at(-1);
    const known = this.#groups.has(name);
    if (!known) {
      this.#groups.set(name, { name, title, ...outer !== undefined && { group: outer } });
    }
    this.#open.push(name);
  }

  graph(direction: Graph["direction"]): Graph {
    if (this.#open.length > 0) throw new DiagramError("a subgraph without its end");
    // A way to a subgraph ends at the first node that is in it.
    const inside = (name: string): string | undefined => {
      if (!this.#groups.has(name)) return name;
      const node = [...this.#nodes.values()].find(({ name: one, group }) =>
        group === name && !this.#groups.has(one)
      );
      const inner = [...this.#groups.values()].find(({ group }) => group === name);
      return node?.name ?? (inner && inside(inner.name));
    };
    const nodes = [...this.#nodes.values()].filter(({ name }) => !this.#groups.has(name));
    const edges = this.#edges.flatMap((edge) => {
      const [from, to] = [inside(edge.from), inside(edge.to)];
      return from === undefined || to === undefined ? [] : [{ ...edge, from, to }];
    });
    const used = new Set(nodes.map(({ group }) => group));
    const groups = [...this.#groups.values()].filter(({ name }) =>
      used.has(name) || [...this.#groups.values()].some(({ group }) => group === name)
    );
    if (nodes.length === 0) throw new DiagramError("it has no nodes");
    return { nodes, edges, groups, direction };
  }
}
