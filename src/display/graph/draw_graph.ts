/**
 * Graphs as drawings: models, flow charts.
 *
 * @module
 */

import { escapeHtml } from "../../core/escape_html.ts";
import { type EdgeKey, Graph as Layout, layout, type Point } from "../../deps/dagre.ts";
import { element, round, textWidth } from "../chart/svg/element.ts";
import { type Template, type TemplateName, TEMPLATES } from "../chart/template.ts";
import type { EdgeEnd, Graph, GraphEdge, GraphNode } from "./graph.ts";
import { drawOutline, meets, type Size, sizeAround } from "./outline.ts";

const FONT = 12;
const LINE = 17;
const MARGIN = 12;
const RANKS = { down: "TB", up: "BT", right: "LR", left: "RL" } as const;

/** Colours and name of a drawing. */
export interface DrawGraphOptions {
  /** Colours. */
  readonly template: TemplateName;
  /** What it shows, for those who cannot see it. */
  readonly label: string;
}

/** Draws a graph as SVG that needs no style, script or font of its own. */
export function drawGraph(graph: Graph, { template: name, label }: DrawGraphOptions): string {
  const template = TEMPLATES[name];
  const sizes = new Map(graph.nodes.map((node) => [node.name, sizeOf(node)]));
  const places = findPlaces(graph, sizes);
  const { width: wide = 0, height: high = 0 } = places.graph();
  const [width, height] = [Math.ceil(wide + 2 * MARGIN), Math.ceil(high + 2 * MARGIN)];
  // Drawings on one page share their ids.
  const marker = (end: EdgeEnd) => `tensaur-${end}-${name}`;
  const ends = new Set(graph.edges.flatMap(({ start, end }) => [start, end]));
  ends.delete("none");
  const groups = graph.groups.map(({ name, title }) => {
    const { x, y, width, height } = places.node(name);
    return element("rect", {
      x: x - width / 2 + MARGIN,
      y: y - height / 2 + MARGIN,
      width,
      height,
      rx: 4,
      fill: template.grid,
      "fill-opacity": 0.35,
      stroke: template.grid,
    }) + drawLines([title], { x: x + MARGIN, y: y - height / 2 + MARGIN + 12 }, template);
  });
  const nodes = graph.nodes.map((node) => {
    const size = sizes.get(node.name)!;
    const { x, y } = places.node(node.name);
    const middle = { x: x + MARGIN, y: y + MARGIN };
    const paint = { fill: template.background, stroke: template.series[0]! };
    return drawOutline(middle, { ...size, shape: node.shape }, paint) +
      drawLines(node.lines, middle, template, node.detailed);
  });
  const shapes = new Map(graph.nodes.map(({ name, shape }) => [name, shape]));
  const edges = graph.edges.map((edge, i) => {
    const around = (name: string) => ({
      middle: places.node(name),
      ...sizes.get(name)!,
      shape: shapes.get(name)!,
    });
    const place = places.edge(keyOf(edge, i));
    const ways = trimmed(place.points, around(edge.from), around(edge.to));
    return {
      line: drawEdge(edge, ways, { marker, template }),
      label: drawLabel(edge, place, template),
    };
  });
  const background = element("rect", {
    width,
    height,
    fill: template.background,
    stroke: template.grid,
  });
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      style: "max-width:100%;height:auto",
      role: "img",
      "aria-label": label,
      "font-family": "system-ui, 'Segoe UI', Helvetica, Arial, sans-serif",
    },
    element("defs", {}, [...ends].map((end) => drawMarker(end, marker(end), template)).join("")) +
      background + groups.join("") + edges.map(({ line }) => line).join("") + nodes.join("") +
      edges.map(({ label }) => label).join(""),
  );
}

function sizeOf({ lines, shape, detailed = false }: GraphNode): Size {
  const width = Math.max(
    0,
    ...lines.map((line, i) => textWidth(line, detailed && i > 0 ? FONT - 1 : FONT)),
  );
  return sizeAround({ width: Math.max(16, width), height: LINE * lines.length - 4 }, shape);
}

function keyOf({ from, to }: GraphEdge, index: number): EdgeKey {
  return { v: from, w: to, name: String(index) };
}

function findPlaces(graph: Graph, sizes: ReadonlyMap<string, Size>): Layout {
  const places = new Layout({ compound: true, multigraph: true });
  const labelled = graph.edges.some(({ label }) => label.length > 0);
  places.setGraph({
    rankdir: RANKS[graph.direction],
    // A label gets a rank of its own.
    ranksep: labelled ? 36 : 28,
    nodesep: 24,
    edgesep: 14,
  });
  for (const { name } of graph.groups) places.setNode(name, {});
  for (const { name } of graph.nodes) places.setNode(name, sizes.get(name)!);
  for (const { name, group } of [...graph.groups, ...graph.nodes]) {
    if (group !== undefined) places.setParent(name, group);
  }
  graph.edges.forEach((edge, i) => {
    const { label, length = 1 } = edge;
    const size = label.length === 0 ? {} : {
      width: Math.max(...label.map((line) => textWidth(line, FONT - 1))) + 8,
      height: LINE * label.length,
      labelpos: "c" as const,
    };
    places.setEdge(keyOf(edge, i), { ...size, minlen: length });
  });
  layout(places);
  return places;
}

interface Placed extends Size {
  readonly middle: Point;
  readonly shape: GraphNode["shape"];
}

/** The points between two nodes, with the places on their outlines where the way begins and ends. */
function trimmed(points: readonly Point[], from: Placed, to: Placed): Point[] {
  const inner = points.slice(1, -1);
  // Without a point between them, the way aims at the other node.
  const first = inner[0] ?? to.middle;
  const last = inner.at(-1) ?? from.middle;
  const ways = [meets(first, from.middle, from), ...inner, meets(last, to.middle, to)];
  return ways.map(({ x, y }) => ({ x: x + MARGIN, y: y + MARGIN }));
}

function drawEdge(
  { line, start, end }: GraphEdge,
  points: readonly Point[],
  { marker, template }: { marker: (end: EdgeEnd) => string; template: Template },
): string {
  if (line === "hidden") return "";
  const at = (end: EdgeEnd) => end === "none" ? undefined : `url(#${marker(end)})`;
  return element("path", {
    d: curve(points),
    fill: "none",
    stroke: template.text,
    "stroke-width": line === "thick" ? 2.4 : 1.2,
    "stroke-dasharray": line === "dotted" ? "3 3" : undefined,
    "marker-start": at(start),
    "marker-end": at(end),
  });
}

function drawLabel({ label }: GraphEdge, place: Partial<Point>, template: Template): string {
  if (label.length === 0 || place.x === undefined || place.y === undefined) return "";
  const width = Math.max(...label.map((line) => textWidth(line, FONT - 1))) + 6;
  const height = LINE * label.length - 2;
  const middle = { x: place.x + MARGIN, y: place.y + MARGIN };
  return element("rect", {
    x: middle.x - width / 2,
    y: middle.y - height / 2,
    width,
    height,
    fill: template.background,
    "fill-opacity": 0.9,
  }) + drawLines(label, middle, template, "all");
}

/** Lines of text around a middle. */
function drawLines(
  lines: readonly string[],
  middle: Point,
  template: Template,
  small: boolean | "all" = false,
): string {
  return lines.map((line, i) =>
    line === "" ? "" : element("text", {
      x: middle.x,
      y: middle.y + 4 + LINE * (i - (lines.length - 1) / 2),
      "text-anchor": "middle",
      "font-size": small === "all" || (small && i > 0) ? FONT - 1 : FONT,
      fill: template.text,
    }, escapeHtml(line))
  ).join("");
}

function drawMarker(end: EdgeEnd, id: string, { text, background }: Template): string {
  const shape = end === "arrow"
    ? element("path", { d: "M0 0L8 4L0 8Z", fill: text })
    : end === "circle"
    ? element("circle", { cx: 4, cy: 4, r: 3, fill: background, stroke: text })
    : element("path", { d: "M1 1L7 7M7 1L1 7", stroke: text, "stroke-width": 1.4 });
  return element("marker", {
    id,
    viewBox: "0 0 8 8",
    refX: 7,
    refY: 4,
    markerWidth: 8,
    markerHeight: 8,
    markerUnits: "userSpaceOnUse",
    orient: "auto-start-reverse",
  }, shape);
}

/** A line through points whose corners are round. */
function curve([first, ...others]: readonly Point[]): string {
  let path = `M${round(first!.x)} ${round(first!.y)}`;
  others.forEach((point, i) => {
    const next = others[i + 1];
    const end = next ? { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 } : point;
    path += next
      ? `Q${round(point.x)} ${round(point.y)} ${round(end.x)} ${round(end.y)}`
      : `L${round(end.x)} ${round(end.y)}`;
  });
  return path;
}
