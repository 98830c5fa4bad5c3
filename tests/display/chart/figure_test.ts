import { assert, assertEquals, assertLess, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as display from "../../../src/display/mod.ts";
import { widthOf } from "../../../src/display/text/fit.ts";

const PLOTLY = "application/vnd.plotly.v1+json";
const HOSTILE = "<script>alert('1')</script>\x1b[31m\u202e\u0000]]>\ud800";

const numbers = (count: number, of: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => of(i));

/** One chart of each kind out of the same data. */
function charts(y: number[], names: string): [string, display.Figure][] {
  const options = { title: names, x: { title: names }, y: { title: names } };
  return [
    ["line", display.lineChart({ name: names, y }, options)],
    ["log", display.lineChart({ name: names, y }, { y: { scale: "log" } })],
    ["scatter", display.scatterChart([{ name: names, y }, { y }], options)],
    ["bar", display.barChart({ name: names, x: y.map((_, i) => `${names}${i}`), y }, options)],
    ["histogram", display.histogram(y, options)],
    ["heat map", display.heatMap([y, y], { ...options, rowNames: [names, names] })],
    ["panels", display.panels({ [names]: display.lineChart(y), other: display.barChart(y) })],
  ];
}

function check(what: string, figure: display.Figure): void {
  const { [PLOTLY]: plotly, "image/svg+xml": svg, "text/plain": text } = display.bundle(figure);
  assert(svg!.startsWith("<svg") && svg!.endsWith("</svg>"), what);
  assert(!/="[^"]*(NaN|undefined|Infinity)/.test(svg!), `${what}: ${svg}`);
  assert(!/<script|[\p{Cc}\u202e]/u.test(svg!), what);
  const json = JSON.stringify(plotly);
  assert(!json.includes("<script"), what);
  assertLess(json.length + svg!.length, 200_000, what);
  assert(text.trim() !== "", what);
  for (const columns of [20, 80]) {
    for (const line of figure.toText({ columns }).split("\n")) {
      assert(widthOf(line) <= columns, `${what}: ${line}`);
      assert(!/[\p{Cc}\u202e]/u.test(line), what);
    }
  }
}

/** The figure for Plotly's extension. */
function plotlyOf(figure: display.Figure): { layout: { margin: { t: number } } } {
  return display.bundle(figure)[PLOTLY] as never;
}

describe("charts", () => {
  it("the legend of Plotly has room for all its rows", () => {
    const lines = (count: number, name: string) =>
      display.lineChart(numbers(count, (i) => i).map((i) => ({ name: `${name} ${i}`, y: [i, 1] })));
    const top = (count: number, name: string) => plotlyOf(lines(count, name)).layout.margin.t;
    assertEquals(top(10, "class") - top(2, "class"), 20);
    assertEquals(top(20, "x".repeat(99)) - top(1, "x".repeat(99)), 60);
  });

  it("every chart takes numbers of any kind and names of any kind", () => {
    const data: [string, number[]][] = [
      ["usual", numbers(30, (i) => Math.sin(i))],
      ["empty", []],
      ["one", [5]],
      ["zero", [0]],
      ["same", [2, 2, 2]],
      ["gaps", [1, NaN, Infinity, -Infinity, 3]],
      ["nothing", [NaN, NaN]],
      ["large", [1e300, -1e300]],
      ["small", [1e-300, 2e-300]],
    ];
    for (const [what, y] of data) {
      for (const [kind, chart] of charts(y, HOSTILE)) check(`${kind} of ${what}`, chart);
    }
  });

  it("every chart stays within its drawing", () => {
    for (
      const [kind, chart] of charts(numbers(40, (i) => i * 1e6), "a rather long name ".repeat(9))
    ) {
      for (const template of ["light", "dark"] as const) {
        const svg = chart.with({ template }).toSvg();
        const [, width, height] = svg.match(/viewBox="0 0 (\d+) (\d+)"/)!;
        for (const [, x, y] of svg.matchAll(/<text[^>]* x="([\d.-]+)" y="([\d.-]+)"/g)) {
          assert(Number(x) >= 0 && Number(x) <= Number(width), `${kind}: text at x ${x}`);
          assert(Number(y) >= 0 && Number(y) <= Number(height), `${kind}: text at y ${y}`);
        }
      }
    }
  });

  it("lineChart() keeps the peaks of ten million points and says that it thins", () => {
    const y = new Float32Array(10_000_000);
    y[5_000_003] = 9;
    y[7_000_001] = -9;
    const begun = performance.now();
    const chart = display.lineChart(y);
    check("long line", chart);
    assertLess(performance.now() - begun, 10_000);
    const shown = chart.toPlotly().data[0]!.y as number[];
    assertEquals([Math.max(...shown), Math.min(...shown)], [9, -9]);
    assertStringIncludes(chart.toText(), "of 10,000,000 points");
    assertStringIncludes(chart.toSvg(), "of 10,000,000 points");
  });

  it("scatterChart() and histogram() take a million points", () => {
    const y = Float64Array.from({ length: 1_000_000 }, (_, i) => (i * 7919) % 1000);
    check("cloud", display.scatterChart({ x: y, y }));
    const bars = display.histogram(y, { bins: 10 }).toPlotly().data[0]!.y as number[];
    assertEquals(bars.reduce((sum, count) => sum + count), 1_000_000);
  });

  it("a log axis says what has no place on it", () => {
    const chart = display.lineChart([0, -1, 1, 10], { y: { scale: "log" } });
    assertStringIncludes(chart.toText(), "2 points with y ≤ 0");
    assertEquals((chart.toPlotly().layout.yaxis as { type: string }).type, "log");
  });

  it("Plotly gets JSON: no NaN, texts that are no tags", () => {
    const { data, layout } = display.lineChart({ name: "<b>", y: [1, NaN] }, { title: "a<b" })
      .toPlotly();
    assertEquals([data[0]!.y, data[0]!.name], [[1, null], "&lt;b&gt;"]);
    assertEquals((layout.title as { text: string }).text, "a&lt;b");
  });

  it("charts in text are what they say", () => {
    assertEquals(display.lineChart([3, 2, 1]).toText(), "█▅▁  1 to 3, last 1");
    assertEquals(
      display.barChart({ x: ["a", "b"], y: [-1, 2] }).toText({ columns: 14 }),
      "a  ░░░░     -1\nb  ███████   2",
    );
    assertEquals(
      display.heatMap([[1, 2], [3, 4]], { columnNames: ["a", "b"] }).toText(),
      "   a  b\n0  1  2\n1  3  4",
    );
    const cloud = display.scatterChart([{ name: "in", y: [0, 1] }]).toText({ columns: 30 });
    assertEquals(cloud.match(/●/g)?.length, 3);
  });

  it("charts refuse what cannot be drawn", () => {
    assertThrows(() => display.lineChart({ x: [1], y: [1, 2] }), TypeError, "has 1 and 2");
    assertThrows(() => display.histogram([1], { bins: 0 }), RangeError, "bins");
    assertThrows(() => display.heatMap([[1]], { rowNames: [] }), TypeError, "each of 1 rows");
    assertThrows(() => display.lineChart([1], { width: NaN }), RangeError, "width");
  });
});

describe("series", () => {
  it("are numbers, one series, several, or numbers by name", () => {
    const text = (input: display.SeriesInput) => display.lineChart(input).toText();
    assertEquals(text([1, 2]), text({ y: [1, 2] }));
    assertEquals(
      text({ a: [1, 2], b: [2, 1] }),
      text([{ name: "a", y: [1, 2] }, { name: "b", y: [2, 1] }]),
    );
    assertEquals(text(Float32Array.of(1, 2)), text([1, 2]));
  });

  it("say what they must be", () => {
    for (const wrong of [5, null, undefined, "abc", { a: 3 }, [{ name: "a" }]]) {
      assertThrows(
        () => display.lineChart(wrong as unknown as display.SeriesInput),
        TypeError,
        "must be an array",
      );
    }
  });
});
