import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { barChart, heatMap, histogram, lineChart } from "../../../src/display/mod.ts";

describe("annotations", () => {
  const chart = lineChart([0.2, 0.5, 0.8], {
    annotations: [{ y: 0.95, text: "goal <b>" }, { x: 1, text: "best" }, {
      x: 2,
      y: 0.8,
      text: "end",
    }],
  });

  it("are lines and points on the drawing, within its axes", () => {
    const svg = chart.toSvg();
    assertStringIncludes(svg, ">goal &lt;b&gt;<");
    assertEquals(svg.match(/stroke-dasharray="4 3"/g)?.length, 2);
    const goal = Number(svg.match(/y1="([\d.]+)"[^>]*stroke-dasharray="4 3"/)![1]);
    assert(goal > 0 && goal < 400);
    // The axis reaches the goal, which lies above all of the data.
    assertStringIncludes(svg, ">1<");
  });

  it("are shapes and texts for Plotly, and lines of text", () => {
    const { shapes, annotations } = chart.toPlotly().layout as Record<string, { x0?: unknown }[]>;
    assertEquals(shapes!.map(({ x0 }) => x0), [0, 1]);
    assertEquals(annotations!.length, 3);
    const text = chart.toText();
    assertStringIncludes(text, "y = 0.95: goal <b>\nx = 1: best\nx = 2, y = 0.8: end");
  });

  it("stand on log axes and categories of every kind of chart", () => {
    const log = lineChart([1, 10, 100], {
      y: { scale: "log" },
      annotations: [{ x: 0, y: 10, text: "ten" }, { y: -1, text: "nowhere" }],
    });
    const { annotations } = log.toPlotly().layout as Record<string, { y?: unknown }[]>;
    assertEquals(annotations![0]!.y, 1);
    assertStringIncludes(log.toSvg(), ">ten<");
    assert(!log.toSvg().includes("nowhere"));
    const at = { annotations: [{ x: "cat", text: "here" }] };
    assertStringIncludes(barChart({ x: ["cat", "dog"], y: [1, 2] }, at).toSvg(), ">here<");
    assertStringIncludes(
      heatMap([[1, 2]], { ...at, columnNames: ["cat", "dog"] }).toSvg(),
      ">here<",
    );
    const mean = { annotations: [{ x: 2, text: "mean" }] };
    assertStringIncludes(histogram([1, 2, 3], mean).toSvg(), ">mean<");
  });
});
