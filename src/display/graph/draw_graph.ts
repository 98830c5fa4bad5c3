/**
 * Graphs as drawings: models, flow charts.
 *
 * @module
 */

import { escapeHtml } from "../../core/escape_html.ts";
import type { Point } from "../../deps/dagre.ts";
import { cut } from "../text/fit.ts";
import { drawing, element, round, textWidth } from "../chart/svg/element.ts";
import { type Template, type TemplateName, TEMPLATES } from "../chart/template.ts";
import type { EdgeEnd, Graph, GraphEdge, GraphNode } from "./graph.ts";
import { drawOutline, meets, type Size, sizeAround } from "./outline.ts";
import { findPlaces } from "./places.ts";

const FONT = 12;
const LINE = 17;
const MARGIN = 12;
const LABEL = FONT - 1;

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
  // A frame is as wide as its nodes need; the first of them makes place for its title.
  const titled = new Map(graph.groups.flatMap(({ name, title }) => {
    const first = graph.nodes.find(({ group }) => group === name);
    return first === undefined ? [] : [[first.name, textWidth(title, FONT) * 1.1]];
  }));
  const places = findPlaces(graph, {
    node: ({ name }) => {
      const size = sizes.get(name)!;
      return { ...size, width: Math.max(size.width, titled.get(name) ?? 0) };
    },
    label: ({ label }) => labelSize(label),
  });
  const width = Math.ceil(places.width + 2 * MARGIN);
  const height = Math.ceil(places.height + 2 * MARGIN);
  // Drawings on one page share their ids.
  const marker = (end: EdgeEnd, at: "start" | "end") => `tensaur-${at}-${end}-${name}`;
  const markers = new Map(
    graph.edges.flatMap(({ start, end }) => [[start, "start"], [end, "end"]] as const)
      .filter(([end]) => end !== "none").map(([end, at]) => {
        const id = marker(end, at);
        return [id, drawMarker(end, { id, at, template })];
      }),
  );
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
    }) + element("text", {
      x: x - width / 2 + MARGIN + 8,
      y: y - height / 2 + MARGIN + 16,
      "font-size": FONT,
      "font-weight": "bold",
      fill: template.text,
    }, escapeHtml(cut(title, Math.floor((width - 16) / (FONT * 0.6)))));
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
      name,
      middle: places.node(name),
      ...sizes.get(name)!,
      shape: shapes.get(name)!,
    });
    const place = places.edge(i);
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
  return drawing(
    { width, height, label },
    element("defs", {}, [...markers.values()].join("")) +
      background + groups.join("") + edges.map(({ line }) => line).join("") + nodes.join("") +
      edges.map(({ label }) => label).join(""),
  );
}

function sizeOf({ lines, shape, detailed = false }: GraphNode): Size {
  const width = Math.max(
    0,
    ...lines.map((line, i) => textWidth(line, detailed && i > 0 ? LABEL : FONT)),
  );
  return sizeAround({ width: Math.max(16, width), height: LINE * lines.length - 4 }, shape);
}

interface Placed extends Size {
  readonly name: string;
  readonly middle: Point;
  readonly shape: GraphNode["shape"];
}

/** The points between two nodes, with the places on their outlines where the way begins and ends. */
function trimmed(points: readonly Point[], from: Placed, to: Placed): Point[] {
  const inner = from.name === to.name ? loop(points, from) : points.slice(1, -1);
  // Without a point between them, the way aims at the other node.
  const first = inner[0] ?? to.middle;
  const last = inner.at(-1) ?? from.middle;
  const ways = [meets(first, from.middle, from), ...inner, meets(last, to.middle, to)];
  return ways.map(({ x, y }) => ({ x: x + MARGIN, y: y + MARGIN }));
}

/** The two points outside of a node that a way from it to itself passes, where there is room for them. */
function loop(points: readonly Point[], { middle, width, height }: Placed): Point[] {
  const mean = (key: "x" | "y") => points.reduce((sum, p) => sum + p[key], 0) / points.length;
  const [dx, dy] = [mean("x") - middle.x, mean("y") - middle.y];
  const beside = Math.abs(dx) / width >= Math.abs(dy) / height;
  return [-9, 9].map((away) =>
    beside
      ? { x: middle.x + Math.sign(dx) * (width / 2 + 18), y: middle.y + away }
      : { x: middle.x + away, y: middle.y + Math.sign(dy) * (height / 2 + 18) }
  );
}

function drawEdge(
  { line, start, end }: GraphEdge,
  points: readonly Point[],
  look: { marker: (end: EdgeEnd, at: "start" | "end") => string; template: Template },
): string {
  if (line === "hidden") return "";
  const at = (end: EdgeEnd, place: "start" | "end") =>
    end === "none" ? undefined : `url(#${look.marker(end, place)})`;
  return element("path", {
    d: curve(points),
    fill: "none",
    stroke: look.template.text,
    "stroke-width": line === "thick" ? 2.4 : 1.2,
    "stroke-dasharray": line === "dotted" ? "3 3" : undefined,
    "marker-start": at(start, "start"),
    "marker-end": at(end, "end"),
  });
}

function labelSize(lines: readonly string[]): Size {
  const width = 6 + Math.max(...lines.map((line) => textWidth(line, LABEL)));
  return { width, height: LINE * lines.length - 2 };
}

function drawLabel({ label }: GraphEdge, place: Partial<Point>, template: Template): string {
  if (label.length === 0 || place.x === undefined || place.y === undefined) return "";
  const { width, height } = labelSize(label);
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
      "font-size": small === "all" || (small && i > 0) ? LABEL : FONT,
      fill: template.text,
    }, escapeHtml(line))
  ).join("");
}

/** Not every renderer turns markers round by itself, so those of the start are drawn the other way. */
function drawMarker(
  end: EdgeEnd,
  { id, at, template }: { id: string; at: "start" | "end"; template: Template },
): string {
  const { text, background } = template;
  const shape = end === "arrow"
    ? element("path", { d: at === "end" ? "M0 0L8 4L0 8Z" : "M8 0L0 4L8 8Z", fill: text })
    : end === "circle"
    ? element("circle", { cx: 4, cy: 4, r: 3, fill: background, stroke: text })
    : element("path", { d: "M1 1L7 7M7 1L1 7", stroke: text, "stroke-width": 1.4 });
  return element("marker", {
    id,
    viewBox: "0 0 8 8",
    refX: at === "end" ? 7 : 1,
    refY: 4,
    markerWidth: 8,
    markerHeight: 8,
    markerUnits: "userSpaceOnUse",
    orient: "auto",
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
