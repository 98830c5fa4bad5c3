/**
 * What a graph is made of.
 *
 * @module
 */

/** The outline of a node. */
export type NodeShape =
  | "box"
  | "rounded"
  | "stadium"
  | "circle"
  | "diamond"
  | "hexagon"
  | "cylinder"
  | "frame"
  | "leaning right"
  | "leaning left"
  | "trapezoid"
  | "upturned trapezoid"
  | "flag";

/** A node with text inside. */
export interface GraphNode {
  /** What edges call it. */
  readonly name: string;
  /** Printable text, line by line. */
  readonly lines: readonly string[];
  /** Its outline. */
  readonly shape: NodeShape;
  /** Whether the lines after the first are smaller. */
  readonly detailed?: boolean;
  /** The group that it is in. */
  readonly group?: string;
}

/** What stands at the end of an edge. */
export type EdgeEnd = "none" | "arrow" | "circle" | "cross";

/** A way from one node to another. */
export interface GraphEdge {
  /** Name of a node. */
  readonly from: string;
  /** Name of a node. */
  readonly to: string;
  /** How it is drawn; a hidden one only keeps the nodes in order. */
  readonly line: "solid" | "dotted" | "thick" | "hidden";
  /** Printable text on it, line by line. */
  readonly label: readonly string[];
  /** What stands where it begins. */
  readonly start: EdgeEnd;
  /** What stands where it ends. */
  readonly end: EdgeEnd;
  /** Ranks between its ends, at least; 1 unless told. */
  readonly length?: number;
}

/** A frame around nodes. */
export interface GraphGroup {
  /** What nodes call it. */
  readonly name: string;
  /** Printable text on it; may be empty. */
  readonly title: string;
  /** The group that it is in. */
  readonly group?: string;
}

/** A directed graph. */
export interface Graph {
  /** What edges connect; each name once. */
  readonly nodes: readonly GraphNode[];
  /** The ways. */
  readonly edges: readonly GraphEdge[];
  /** Frames, the outer ones first. */
  readonly groups: readonly GraphGroup[];
  /** Where edges lead to. */
  readonly direction: "down" | "up" | "right" | "left";
}
