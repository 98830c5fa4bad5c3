/** A place on the drawing. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** An edge by its ends; the name tells edges between the same nodes apart. */
export interface EdgeKey {
  readonly v: string;
  readonly w: string;
  readonly name?: string;
}

/** A graph that is laid out; what is used of the package's. */
export class Graph {
  constructor(options: { readonly compound: boolean; readonly multigraph: boolean });
  setGraph(options: {
    readonly rankdir: "TB" | "BT" | "LR" | "RL";
    readonly ranksep: number;
    readonly nodesep: number;
    readonly edgesep: number;
  }): void;
  setNode(name: string, size: { readonly width?: number; readonly height?: number }): void;
  setParent(name: string, parent: string): void;
  setEdge(
    key: EdgeKey,
    label: {
      readonly width?: number;
      readonly height?: number;
      readonly labelpos?: "c";
      readonly minlen?: number;
    },
  ): void;
  /** Size of the drawing. */
  graph(): { readonly width?: number; readonly height?: number };
  /** Middle of a node, and the size of one that has others inside. */
  node(name: string): Point & { readonly width: number; readonly height: number };
  edge(
    key: EdgeKey,
  ): { readonly points: readonly Point[]; readonly x?: number; readonly y?: number };
}

/** Finds places for the nodes and edges. */
export function layout(graph: Graph): void;
