/**
 * Tables of numbers as colours.
 *
 * @module
 */

import { type Color, colorOf, colorsFor, hexColor } from "../../picture/color_scale.ts";
import { emptyRaster, pngBase64 } from "../../picture/raster.ts";
import { numberText } from "../../text/number_text.ts";
import { extent } from "../../text/sparkline.ts";
import type { HeatMarks } from "../panel.ts";
import type { Template } from "../template.ts";
import type { Area } from "./draw_axes.ts";
import { element } from "./element.ts";

/** Pixels right of the panel for the meaning of the colours. */
export const COLOR_BAR = 74;
/** More squares than this are one picture, those with numbers and those without. */
const MAX_SQUARES = { written: 400, bare: 64 };

/** Draws the squares, the first row at the top, and what their colours mean. */
export function drawHeat(heat: HeatMarks, area: Area, template: Template): string {
  const { values, written, bar = true } = heat;
  const [rows, columns] = [values.length, values[0]?.length ?? 0];
  if (rows * columns === 0) return "";
  const [low, high] = heat.range ?? extent(values.flat());
  const colors = colorsFor(low, high);
  const [wide, tall] = [(area.right - area.left) / columns, (area.bottom - area.top) / rows];
  const parts: string[] = [];
  if (rows * columns > MAX_SQUARES[written ? "written" : "bare"]) {
    const raster = emptyRaster(columns, rows);
    values.flat().forEach((value, i) => raster.data.set([...colorOf(value, colors), 255], 4 * i));
    parts.push(element("image", {
      x: area.left,
      y: area.top,
      width: area.right - area.left,
      height: area.bottom - area.top,
      preserveAspectRatio: "none",
      style: "image-rendering:pixelated",
      href: `data:image/png;base64,${pngBase64(raster)}`,
    }));
  } else {
    values.forEach((row, y) =>
      row.forEach((value, x) => {
        const color = colorOf(value, colors);
        const [left, top] = [area.left + x * wide, area.top + y * tall];
        parts.push(
          element("rect", {
            x: left,
            y: top,
            width: wide + 0.3,
            height: tall + 0.3,
            fill: hexColor(color),
          }),
        );
        if (!written) return;
        const size = Math.max(8, Math.min(14, tall * 0.5, wide / 3));
        parts.push(element("text", {
          x: left + wide / 2,
          y: top + tall / 2 + size / 3,
          "text-anchor": "middle",
          "font-size": size,
          fill: readableOn(color),
        }, numberText(value, 3)));
      })
    );
  }
  return parts.join("") + (bar && low < high ? drawColorBar(colors, area, template) : "");
}

function drawColorBar(
  colors: ReturnType<typeof colorsFor>,
  area: Area,
  template: Template,
): string {
  const steps = 40;
  const [x, height] = [area.right + 12, area.bottom - area.top];
  const value = (share: number) => colors.low + share * (colors.high - colors.low);
  const squares = Array.from({ length: steps }, (_, i) =>
    element("rect", {
      x,
      y: area.top + (i * height) / steps,
      width: 12,
      height: height / steps + 0.5,
      fill: hexColor(colorOf(value(1 - (i + 0.5) / steps), colors)),
    }));
  const labels = [0, 0.5, 1].map((share) =>
    element("text", {
      x: x + 17,
      y: area.bottom - share * height + (share === 0 ? 0 : share === 1 ? 9 : 4),
      "font-size": 10,
      fill: template.text,
    }, numberText(value(share), 3))
  );
  return squares.join("") + labels.join("");
}

/** Black or white, whichever stands out more. */
function readableOn([red, green, blue]: Color): string {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140 ? "#000000" : "#ffffff";
}
