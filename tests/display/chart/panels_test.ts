import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { heatMap, lineChart, panels, scatterChart } from "../../../src/display/mod.ts";

describe("panels()", () => {
  const charts = Object.fromEntries(
    ["a", "b", "c", "d", "e"].map((name) => [name, lineChart([1, 2])]),
  );

  it("puts charts below each other where columns are told", () => {
    const grid = panels(charts, { columns: 2, title: "Grid" });
    const svg = grid.toSvg();
    const place = (name: string) => {
      const [, x, y] = svg.match(new RegExp(`x="([\\d.]+)" y="([\\d.]+)"[^>]*>${name}<`))!;
      return [Number(x), Number(y)] as const;
    };
    assertEquals(place("a")[1], place("b")[1]);
    assertEquals(place("a")[0], place("c")[0]);
    assert(place("c")[1] > place("a")[1] + 100 && place("e")[1] > place("c")[1] + 100);
    const { layout } = grid.toPlotly();
    const [first, third] = [layout.yaxis, layout.yaxis3] as { domain: [number, number] }[];
    assertEquals(first!.domain[1], 1);
    assert(third!.domain[1] < first!.domain[0] && third!.domain[0] > 0);
    assertEquals((layout.xaxis3 as typeof first)!.domain, (layout.xaxis as typeof first)!.domain);
  });

  it("gives each heat map its own scale of colours beside it", () => {
    const heat = (values: number[][]) => heatMap(values);
    const { data } = panels({ a: heat([[1, 2]]), b: heat([[3, 4]]) }).toPlotly();
    const [left, right] = data.map(({ colorbar }) => (colorbar as { x: number }).x);
    assert(left! < 0.5 && right === 1);
  });

  it("refuses a number of columns that is none", () => {
    assertThrows(() => panels(charts, { columns: 0 }), RangeError, "columns");
  });
});

describe("points", () => {
  it("of the eighth series on have another form", () => {
    const series = Array.from({ length: 9 }, (_, i) => ({ name: `s${i}`, y: [i] }));
    const chart = scatterChart(series);
    const symbols = chart.toPlotly().data.map(({ marker }) =>
      (marker as { symbol: string }).symbol
    );
    assertEquals(symbols, [...new Array<string>(7).fill("circle"), "square", "square"]);
    assertStringIncludes(chart.toSvg(), 'fill="#0072b2" fill-opacity="0.8"');
  });
});
