/**
 * Where the parts of a graph are on its drawing.
 *
 * @module
 */

import { Graph as Layout, layout, type Point } from "../../deps/dagre.ts";
import type { Graph, GraphEdge, GraphNode } from "./graph.ts";
import type { Size } from "./outline.ts";

const RANKS = { down: "TB", up: "BT", right: "LR", left: "RL" } as const;

/** The places of a graph, in pixels. */
export interface Places extends Size {
  /** Middle of a node, or of a group, and its size. */
  node(name: string): Point & Size;
  /** The points of an edge by its number, and the middle of its label. */
  edge(index: number): Partial<Point> & { readonly points: readonly Point[] };
}

/** Sizes of what has text. */
export interface Sizes {
  /** Size of a node. */
  readonly node: (node: GraphNode) => Size;
  /** Size of an edge's label, asked where it has one. */
  readonly label: (edge: GraphEdge) => Size;
}

/** Lays a graph out, so that few edges cross, and of what is beside each other the first is first. */
export function findPlaces(graph: Graph, sizes: Sizes): Places {
  const found = new Layout({ compound: true, multigraph: true });
  const labelled = graph.edges.some(({ label }) => label.length > 0);
  const key = ({ from, to }: GraphEdge, index: number) => ({ v: from, w: to, name: String(index) });
  found.setGraph({
    rankdir: RANKS[graph.direction],
    // A label gets a rank of its own.
    ranksep: labelled ? 36 : 28,
    nodesep: 24,
    edgesep: 14,
  });
  for (const { name } of graph.groups) found.setNode(name, {});
  for (const node of graph.nodes) found.setNode(node.name, { ...sizes.node(node) });
  for (const { name, group } of [...graph.groups, ...graph.nodes]) {
    if (group !== undefined) found.setParent(name, group);
  }
  graph.edges.forEach((edge, i) => {
    const size = edge.label.length === 0 ? {} : { ...sizes.label(edge), labelpos: "c" as const };
    found.setEdge(key(edge, i), { ...size, minlen: edge.length ?? 1 });
  });
  layout(found);
  const { width = 0, height = 0 } = found.graph();
  const vertical = graph.direction === "down" || graph.direction === "up";
  const middles = graph.nodes.map(({ name }) => found.node(name));
  const mirrored = isMirrored(middles, vertical);
  const turned = <T extends Partial<Point>>(place: T): T => {
    if (!mirrored || place.x === undefined || place.y === undefined) return place;
    return vertical ? { ...place, x: width - place.x } : { ...place, y: height - place.y };
  };
  return {
    width,
    height,
    node: (name) => turned(found.node(name)),
    edge(index) {
      const { points, x, y } = found.edge(key(graph.edges[index]!, index));
      const middle = x === undefined || y === undefined ? {} : turned({ x, y });
      return { points: points.map(turned), ...middle };
    },
  };
}

/** Whether most nodes of one rank stand in the opposite of their order. */
function isMirrored(middles: readonly Point[], vertical: boolean): boolean {
  const ranks = new Map<number, number[]>();
  for (const { x, y } of middles) {
    const [rank, place] = vertical ? [Math.round(y), x] : [Math.round(x), y];
    const list = ranks.get(rank);
    if (list) list.push(place);
    else ranks.set(rank, [place]);
  }
  let balance = 0;
  for (const places of ranks.values()) {
    places.forEach((place, i) => {
      const before = places[i - 1];
      if (before !== undefined) balance += Math.sign(place - before);
    });
  }
  return balance < 0;
}
