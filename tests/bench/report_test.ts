import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { chart } from "../../bench/report/chart.ts";
import { newestRun, withNewestRun } from "../../bench/report/readme.ts";
import { LogScale } from "../../bench/report/svg.ts";
import { barTable, describeFailures, ratioTable } from "../../bench/report/tables.ts";
import { rowsOf } from "../../bench/summary.ts";
import { REPORT } from "./report.ts";

const rows = rowsOf(REPORT.samples);

describe("ratioTable()", () => {
  it("shows main sizes, the peers that ran, and the machine's limit", () => {
    const [head, ...lines] = ratioTable(rows);
    assertEquals(head, ["job", "Tensaur", "÷ Keras", "÷ PyTorch", "limit", "÷ limit"]);
    assertEquals(lines.map(([title]) => title), [
      "Memory bandwidth: a + 3 b, 16 Mi floats",
      "Matrix product, float32, 2048 square",
      "MNIST CNN step, Adam, 64 images",
      "Peak memory: MNIST CNN, 64 images",
    ]);
    assertEquals(lines[2]!.slice(1, 4), ["9.00 ms", "0.900", "0.500"]);
    assertEquals(lines[3]!.slice(1), ["500 MiB", "0.500", "–", "–", "–"]);
  });
});

describe("barTable()", () => {
  it("says of each promise whether it is kept", () => {
    const cnn = barTable(rows).filter(([title]) => title!.startsWith("MNIST CNN"));
    assertEquals(cnn.map((line) => line.slice(1)), [
      ["Keras (fit)", "≤ 0.800", "0.750", "0.750 to 0.750", "yes"],
      ["Keras (tf.function)", "≤ 0.800", "0.900", "0.900 to 0.900", "no"],
      ["PyTorch (eager)", "≤ 0.600", "0.500", "0.475 to 0.500", "yes"],
    ]);
  });
});

describe("describeFailures()", () => {
  it("names who could not run what, and why", () => {
    assertEquals(describeFailures(REPORT.samples), ["cnn 64, tfjs wasm (eager): no kernel"]);
  });
});

describe("withNewestRun()", () => {
  const [start, end] = [
    "<!-- newest run: written by `deno task bench --write` -->",
    "<!-- end of the newest run -->",
  ];

  it("replaces the run before and leaves the rest", () => {
    const readme = `before\n${start}\nold\n${end}\nafter\n`;
    const once = withNewestRun(readme, "new");
    assertEquals(once, `before\n${start}\n\nnew\n\n${end}\nafter\n`);
    assertEquals(withNewestRun(once, "new"), once);
  });

  it("refuses a README without a place for it", () => {
    assertThrows(() => withNewestRun("text", "new"), Error, "the README must have");
  });

  it("finds its place in bench/README.md", async () => {
    const readme = await Deno.readTextFile(new URL("../../bench/README.md", import.meta.url));
    assertStringIncludes(withNewestRun(readme, newestRun(REPORT)), "JAX is missing: there is no");
  });
});

describe("chart()", () => {
  const svg = chart(REPORT);

  it("is one SVG that needs nothing from outside", () => {
    assert(svg.startsWith("<svg "));
    assert(!/href|url\(|<script|<style|@import/.test(svg));
    assertEquals(svg.match(/<text/g)?.length, svg.match(/<\/text>/g)?.length);
    assert(!/NaN|undefined|Infinity/.test(svg));
  });

  it("escapes what it is given", () => {
    assertStringIncludes(svg, "Processor &lt;1&gt;");
  });

  it("has a dot for each ratio and a line for each peer of a job with sizes", () => {
    assertEquals(svg.match(/<title>(Keras|PyTorch) \(/g)?.length, 4);
    // The limit, Keras, PyTorch and ours.
    assertEquals(svg.match(/<polyline/g)?.length, 4);
  });
});

describe("LogScale", () => {
  it("places powers at equal distances and clamps what is outside", () => {
    const scale = new LogScale([1, 100], [0, 200]);
    assertEquals([1, 10, 100, 1000].map((value) => Math.round(scale.at(value))), [
      0,
      100,
      200,
      200,
    ]);
  });

  it("ticks at round numbers, no more than there is room for", () => {
    const scale = new LogScale([0.8, 120], [0, 1]);
    assertEquals(scale.ticks(9), [1, 2, 5, 10, 20, 50, 100]);
    assertEquals(scale.ticks(4), [1, 10, 100]);
  });

  it("has a width even for a single number", () => {
    assertEquals(new LogScale([4], [0, 10]).at(4), 5);
  });
});
