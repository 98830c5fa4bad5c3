import { assertEquals, assertNotEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as display from "../../../src/display/mod.ts";

const points = display.scatterChart({ name: "houses", x: [1, 2, 3], y: [2, 4, 5] }, {
  x: { title: "area" },
});
const line = display.lineChart({ name: "line", x: [0, 4], y: [1, 7] });

describe("overlay()", () => {
  it("draws one chart over the other, in the axes of the first, in colours of their own", () => {
    const both = display.overlay([points, line], { title: "fit" });
    const { data, layout } = both.toPlotly();
    assertEquals(data.map(({ name, mode }) => [name, mode]), [["houses", "markers"], [
      "line",
      "lines",
    ]]);
    const colors = data.map(({ line }) => (line as { color: string }).color);
    assertNotEquals(colors[0], colors[1]);
    assertEquals((layout.xaxis as { title: { text: string } }).title.text, "area");
    const svg = both.toSvg();
    for (const text of ["houses", "line", "area", "fit"]) assertStringIncludes(svg, `>${text}<`);
  });

  it("keeps the colours that a chart was given, and those that are the same the same", () => {
    const contours = display.lineChart([{ y: [1, 2], color: 6 }, { y: [2, 3], color: 6 }]);
    const marks = display.overlay([contours, line, points, contours]).panels[0]!.marks;
    const colors = marks.map((one) => one.kind === "heat" ? NaN : one.color);
    assertEquals(colors, [6, 6, 0, 1, 2, 2]);
  });

  it("takes titles of axes from the first chart that has them, and remarks from all", () => {
    const titled = display.lineChart([1, 2], {
      x: { title: "not taken" },
      y: { title: "price" },
      annotations: [{ y: 1.5, text: "half way" }],
    });
    const { x, y, annotations } = display.overlay([points, titled]).panels[0]!;
    assertEquals([x.title, y.title], ["area", "price"]);
    assertEquals(annotations?.map(({ text }) => text), ["half way"]);
  });

  it("joins categories", () => {
    const bars = (x: string[]) => display.barChart({ x, y: x.map((_, i) => i + 1) });
    const both = display.overlay([bars(["a", "b"]), bars(["b", "c"])]);
    assertEquals(both.panels[0]!.x.categories, ["a", "b", "c"]);
  });

  it("says why charts cannot be drawn over each other", () => {
    assertThrows(() => display.overlay([]), TypeError, "wanted one chart or more, got none");
    const two = display.panels({ a: line, b: line });
    assertThrows(() => display.overlay([line, two]), TypeError, "chart 1 has 2");
    const log = display.lineChart([1, 10], { y: { scale: "log" } });
    assertThrows(
      () => display.overlay([line, log]),
      TypeError,
      "the y axis of chart 0 is linear, that of chart 1 is log",
    );
  });
});

describe("the colour of a series", () => {
  it("must be the number of one", () => {
    assertThrows(
      () => display.lineChart({ y: [1], color: -1 }),
      RangeError,
      "color must be an integer from 0, current value is -1",
    );
  });
});

describe("a log axis", () => {
  it("over many powers of ten is labelled with powers alone", () => {
    const svg = display.lineChart([1, 1e20], { y: { scale: "log" } }).toSvg();
    assertStringIncludes(svg, ">1e12<");
    assertEquals(/>\d+[KMBT]</.test(svg), false);
  });
});
