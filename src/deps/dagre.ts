/**
 * Places for the nodes and edges of a directed graph (MIT).
 *
 * @module
 */

const PACKAGE = "@dagrejs/dagre@1.1.4";

/** A place on the drawing. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A graph that is laid out; what is used of the package's. */
export interface DagreGraph {
  setGraph(options: { rankdir: "TB" | "LR"; ranksep: number; nodesep: number }): void;
  setNode(name: string, size: { width: number; height: number }): void;
  setEdge(from: string, to: string, label: Record<string, never>): void;
  /** Size of the drawing. */
  graph(): { readonly width?: number; readonly height?: number };
  /** Middle of a node. */
  node(name: string): Point;
  edge(from: string, to: string): { readonly points: readonly Point[] };
}

/** The package. */
export interface Dagre {
  readonly graphlib: { readonly Graph: new () => DagreGraph };
  layout(graph: DagreGraph): void;
}

/**
 * Loads the package, which npm's cache or mirror delivers at its first use.
 *
 * @throws {TypeError} When it can neither be found nor downloaded.
 */
export async function loadDagre(): Promise<Dagre> {
  // Put together at run time: a literal specifier would be part of every program's module graph.
  const specifier = ["npm", PACKAGE].join(":");
  const module = await import(specifier) as { default: Dagre };
  return module.default;
}
