import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { DISPLAY } from "../../../src/core/shown.ts";
import * as display from "../../../src/display/mod.ts";
import * as metrics from "../../../src/metrics/mod.ts";

const targets = [0, 0, 1, 1, 0, 1];
const scores = [0.1, 0.4, 0.35, 0.8, 0.2, 0.9];
const answers = [0, 1, 0, 1, 0, 1];
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** One of each result, and what its text must say. */
const RESULTS: Record<string, readonly [display.Displayable & object, string]> = {
  rocCurve: [metrics.rocCurve(targets, scores) as never, "area 0.8889"],
  precisionRecallCurve: [metrics.precisionRecallCurve(targets, scores) as never, "precision"],
  detCurve: [metrics.detCurve(targets, scores) as never, "Detection error tradeoff"],
  calibrationCurve: [metrics.calibrationCurve(targets, scores) as never, "observed"],
  confusionMatrix: [metrics.confusionMatrix(targets, answers) as never, "accuracy 66.7"],
  regressionReport: [metrics.regressionReport([1, 2, 3], [1, 2, 4]) as never, "r2 0.5"],
  confidenceInterval: [
    metrics.bootstrap([scores], mean, { resamples: 99 }) as never,
    "%",
  ],
};

describe("results of metrics in the display", () => {
  for (const [name, [value, text]] of Object.entries(RESULTS)) {
    it(`${name}() shows itself as a chart and as text`, () => {
      const bundle = value[DISPLAY]() as display.MimeBundle;
      assertStringIncludes(String(bundle["image/svg+xml"]), "<svg");
      assert("application/vnd.plotly.v1+json" in bundle);
      assertEquals(bundle, display.bundle(value));
      assertStringIncludes(bundle["text/plain"], text);
      assert(String(value) !== "[object Object]");
      assertStringIncludes(Deno.inspect(value), String(value).split("\n")[0]!);
    });
  }

  it("classificationReport() shows itself as a table, and in text as scikit-learn's", () => {
    const report = metrics.classificationReport(targets, answers, { names: ["<b>cat", "dog"] });
    const bundle = report[DISPLAY]() as display.MimeBundle;
    assertStringIncludes(String(bundle["text/html"]), "&lt;b>cat".replace(">", "&gt;"));
    assertEquals(bundle["text/plain"], String(report).trimEnd());
    const lines: string[] = [];
    display.show(report, { write: (text) => lines.push(text) });
    assertStringIncludes(lines[0]!, "weighted avg       0.67      0.67      0.67         6");
  });

  it("a chart of metrics and one of the display have the same points", () => {
    const shown = display.bundle(metrics.rocCurve(targets, scores, { dropIntermediate: false }));
    const drawn = display.rocCurve({ labels: targets, scores }).toPlotly();
    const { data } = shown["application/vnd.plotly.v1+json"] as display.PlotlyFigure;
    assertEquals(data, drawn.data);
  });

  it("plain objects that look like results are shown as they are", () => {
    const { "text/plain": text } = display.bundle({ kind: "rocCurve", area: 1 });
    assertStringIncludes(text, "rocCurve");
  });

  it("matrices of shares claim no accuracy, hostile names stay on their line", () => {
    const matrix = metrics.confusionMatrix(targets, answers, {
      normalize: "true",
      names: ["a\nb", "c\u001b[31m"],
    });
    const text = display.bundle(matrix)["text/plain"];
    assertEquals(text.includes("accuracy"), false);
    assertEquals(text.includes("\u001b"), false);
  });

  it("regressionPlot() draws no points, one and many, and refuses lists that differ", () => {
    for (const size of [0, 1, 20_000]) {
      const values = Float64Array.from({ length: size }, (_, i) => i);
      const chart = display.regressionPlot({ targets: values, predictions: values });
      assertEquals(chart.panels.length, 2);
      assertStringIncludes(chart.toSvg(), "<svg");
    }
    assertThrows(
      () => display.regressionPlot({ targets: [1], predictions: [] }),
      TypeError,
      "wanted as many as targets, got 0 and 1",
    );
  });
});
