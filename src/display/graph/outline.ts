/**
 * Outlines of nodes.
 *
 * @module
 */

import type { Point } from "../../deps/dagre.ts";
import { element, round } from "../chart/svg/element.ts";
import type { NodeShape } from "./graph.ts";

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What an outline needs around a text of this size. */
export function sizeAround({ width, height }: Size, shape: NodeShape): Size {
  const box = { width: width + 24, height: height + 18 };
  switch (shape) {
    case "circle": {
      const side = Math.hypot(width, height) + 14;
      return { width: side, height: side };
    }
    case "diamond":
      // A text of half the width of a diamond may be half as high as it.
      return { width: width + 2 * height + 24, height: height + width / 2 + 20 };
    case "stadium":
      return { ...box, width: box.width + 10 };
    case "hexagon":
    case "flag":
    case "leaning right":
    case "leaning left":
    case "trapezoid":
    case "upturned trapezoid":
      return { ...box, width: box.width + 2 * slant(box) };
    case "frame":
      return { ...box, width: box.width + 14 };
    case "cylinder":
      return { ...box, height: box.height + 14 };
    default:
      return box;
  }
}

function slant({ height }: Pick<Size, "height">): number {
  return Math.min(14, height / 3);
}

/** Corners of the outline around a middle, clockwise; round shapes have many. */
export function corners({ x, y }: Point, { width, height }: Size, shape: NodeShape): Point[] {
  const [w, h, s] = [width / 2, height / 2, slant({ height })];
  const at = (places: readonly (readonly [number, number])[]) =>
    places.map(([dx, dy]) => ({ x: x + dx, y: y + dy }));
  switch (shape) {
    case "circle":
      return at(Array.from({ length: 48 }, (_, i): [number, number] => {
        const angle = (i * Math.PI) / 24;
        return [w * Math.cos(angle), h * Math.sin(angle)];
      }));
    case "diamond":
      return at([[0, -h], [w, 0], [0, h], [-w, 0]]);
    case "hexagon":
      return at([[s - w, -h], [w - s, -h], [w, 0], [w - s, h], [s - w, h], [-w, 0]]);
    case "leaning right":
      return at([[s - w, -h], [w, -h], [w - s, h], [-w, h]]);
    case "leaning left":
      return at([[-w, -h], [w - s, -h], [w, h], [s - w, h]]);
    case "trapezoid":
      return at([[s - w, -h], [w - s, -h], [w, h], [-w, h]]);
    case "upturned trapezoid":
      return at([[-w, -h], [w, -h], [w - s, h], [s - w, h]]);
    case "flag":
      return at([[-w, -h], [w, -h], [w, h], [-w, h], [s - w, 0]]);
    default:
      return at([[-w, -h], [w, -h], [w, h], [-w, h]]);
  }
}

/** Draws the outline. */
export function drawOutline(
  middle: Point,
  node: Size & { readonly shape: NodeShape },
  paint: Readonly<Record<"fill" | "stroke", string>>,
): string {
  const { width, height, shape } = node;
  const [left, top] = [middle.x - width / 2, middle.y - height / 2];
  const style = { ...paint, "stroke-width": 1.5 };
  const box = (rx: number | undefined) =>
    element("rect", { x: left, y: top, width, height, rx, ...style });
  switch (shape) {
    case "box":
      return box(2);
    case "rounded":
      return box(6);
    case "stadium":
      return box(height / 2);
    case "circle":
      return element("circle", { cx: middle.x, cy: middle.y, r: width / 2, ...style });
    case "frame": {
      const line = (x: number) =>
        element("line", { x1: x, y1: top, x2: x, y2: top + height, ...style });
      return box(2) + line(left + 7) + line(left + width - 7);
    }
    case "cylinder":
      return drawCylinder({ left, top, width, height }, style);
    default:
      return element("polygon", {
        points: corners(middle, node, shape).map(({ x, y }) => `${round(x)},${round(y)}`).join(" "),
        ...style,
      });
  }
}

function drawCylinder(
  { left, top, width, height }: Size & { readonly left: number; readonly top: number },
  style: Readonly<Record<string, string | number>>,
): string {
  const [rx, ry] = [round(width / 2), 6];
  const [right, upper, lower] = [left + width, top + ry, top + height - ry].map(round);
  const from = round(left);
  const body = `M${from} ${upper}A${rx} ${ry} 0 0 1 ${right} ${upper}L${right} ${lower}` +
    `A${rx} ${ry} 0 0 1 ${from} ${lower}Z`;
  return element("path", { d: body, ...style }) +
    element("path", {
      d: `M${from} ${upper}A${rx} ${ry} 0 0 0 ${right} ${upper}`,
      ...style,
      fill: "none",
    });
}

/** Where the way from `outside` to the middle of a node meets its outline; the middle if nowhere. */
export function meets(
  outside: Point,
  middle: Point,
  node: Size & { readonly shape: NodeShape },
): Point {
  const points = corners(middle, node, node.shape);
  let [nearest, share] = [middle, Infinity];
  points.forEach((a, i) => {
    const b = points[(i + 1) % points.length]!;
    const hit = crossing([outside, middle], [a, b]);
    if (hit !== undefined && hit < share) {
      share = hit;
      nearest = {
        x: outside.x + hit * (middle.x - outside.x),
        y: outside.y + hit * (middle.y - outside.y),
      };
    }
  });
  return nearest;
}

/** How far along the first line the second one crosses it, 0 to 1; undefined where they do not. */
function crossing(
  [a, b]: readonly [Point, Point],
  [c, d]: readonly [Point, Point],
): number | undefined {
  const [rx, ry, sx, sy] = [b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y];
  const cross = rx * sy - ry * sx;
  if (cross === 0) return undefined;
  const along = ((c.x - a.x) * sy - (c.y - a.y) * sx) / cross;
  const across = ((c.x - a.x) * ry - (c.y - a.y) * rx) / cross;
  const inside = (value: number) => value >= -1e-9 && value <= 1 + 1e-9;
  return inside(along) && inside(across) ? along : undefined;
}
