import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as display from "../../../src/display/mod.ts";
import { History } from "../../../src/train/history.ts";

const RECORDS = [1, 2].map((epoch) => ({
  epoch,
  loss: 1 / epoch,
  metrics: { accuracy: 0.4 * epoch },
  valLoss: 1.5 / epoch,
  valMetrics: { accuracy: 0.3 * epoch },
  seconds: 1.234,
}));

describe("trainingHistory", () => {
  it("show() draws a run as a chart and writes it as a table", () => {
    const { "image/svg+xml": svg, "text/plain": text } = display.bundle(
      new History(RECORDS, false),
    );
    assertStringIncludes(svg!, ">validation<");
    assertEquals(text.split("\n"), [
      "epoch  loss  accuracy  val loss  val accuracy  time",
      "    1   1.0       0.4      1.50           0.3  1.2 s",
      "    2   0.5       0.8      0.75           0.6  1.2 s",
      "2 epochs",
    ]);
  });

  it("trainingHistory() says when a run was stopped", () => {
    const run = display.trainingHistory(new History(RECORDS, true));
    assertStringIncludes(run.toText(), "2 epochs\nTraining stopped after 2 epochs");
    assertStringIncludes(run.figure.toSvg(), "stopped after 2 epochs");
    const none = display.trainingHistory(new History([], true));
    assertEquals(none.toText(), "No epoch was finished; stopped in the first epoch");
    assertStringIncludes(none.figure.toSvg(), "stopped in the first epoch");
  });

  it("trainingHistory() says when a run failed, and why", () => {
    const run = display.trainingHistory({ records: RECORDS, stopped: false, failure: "<no>" });
    assertStringIncludes(run.toText(), "\nTraining failed in epoch 3: <no>");
    assertStringIncludes(run.figure.toSvg(), "failed in epoch 3: &lt;no&gt;");
  });

  it("trainingHistory() draws what went on within the epochs, below the epochs", () => {
    const course = { epoch: [0.5, 1, 1.5], loss: [3, 2, 1], metrics: { accuracy: [0, 0.5, 1] } };
    const { figure } = display.trainingHistory(new History(RECORDS, false, { course }));
    const names = figure.panels.map(({ marks }) => marks.map((one) => "name" in one && one.name));
    const each = ["within epochs", "training", "validation"];
    assertEquals(names, [each, each]);
    assertEquals(figure.panels.map(({ title }) => title), ["loss", "accuracy"]);
    // Without a whole epoch it is all that there is.
    const first = display.trainingHistory(new History([], true, { course })).figure;
    assertEquals(first.panels.map(({ marks }) => marks.length), [1, 1]);
  });

  it("trainingHistory() takes what tfjs returns", () => {
    const run = { epoch: [0, 1], history: { loss: [2, 1], val_loss: [3, 2], acc: [0.5, 0.6] } };
    assertEquals(display.bundle(run)["text/plain"].split("\n").slice(0, 2), [
      "epoch  loss  acc  val loss",
      "    1     2  0.5         3",
    ]);
    assertThrows(() => display.trainingHistory({ loss: [1] }), TypeError, "train.fit");
  });
});

describe("confusionMatrix", () => {
  it("confusionMatrix() counts rows of true classes", () => {
    const matrix = display.confusionMatrix([0, 0, 1, 2], [0, 1, 1, 0]);
    assertEquals(matrix.toPlotly().data[0]!.z, [[1, 1, 0], [0, 1, 0], [1, 0, 0]]);
    assertStringIncludes(matrix.toText(), "accuracy 50 %");
    const shares = display.confusionMatrix([0, 0], [0, 1], { normalize: true });
    assertEquals(shares.toPlotly().data[0]!.z, [[0.5, 0.5], [null, null]]);
  });

  it("confusionMatrix() refuses what are no classes", () => {
    assertThrows(() => display.confusionMatrix([0], []), TypeError, "0 and 1");
    for (const label of [-1, 0.5, NaN, 1_000_000]) {
      assertThrows(() => display.confusionMatrix([label], [0]), RangeError, "at index 0");
    }
    assertThrows(
      () => display.confusionMatrix([1], [0], { classNames: ["a"] }),
      RangeError,
      "to 0",
    );
  });
});

describe("rocCurve and prCurve", () => {
  const labels = [0, 0, 1, 1];
  const scores = [0.1, 0.4, 0.35, 0.8];

  it("the areas are those of scikit-learn's example", () => {
    assertEquals(display.rocCurve({ labels, scores }).toPlotly().data[0]!.name, "area 0.75");
    const pr = display.prCurve({ labels, scores }).toPlotly().data[0]!;
    assertEquals(pr.name, "average precision 0.833");
    assertEquals(pr.x, [0, 0.5, 0.5, 1, 1]);
  });

  it("equal scores come at once, and names stand in the legend", () => {
    const same = { name: "same", labels, scores: [1, 1, 1, 1] };
    const { data } = display.rocCurve([same, { labels, scores }]).toPlotly();
    assertEquals([data[0]!.name, data[0]!.x], ["same (area 0.5)", [0, 1]]);
    assert(data.some(({ name }) => name === "chance"));
  });

  it("they refuse one class alone and scores that are no numbers", () => {
    assertThrows(() => display.rocCurve({ labels: [1, 1], scores: [1, 2] }), TypeError, "0 others");
    assertThrows(() => display.prCurve({ labels: [1, 0], scores: [1, NaN] }), TypeError, "index 1");
    assertThrows(() => display.prCurve({ labels, scores: [1] }), TypeError, "1 and 4");
  });
});
