import { assertEquals, assertThrows } from "@std/assert";
import { beforeAll, describe, it } from "@std/testing/bdd";
import * as display from "../../../src/display/mod.ts";
import * as tf from "../../../src/engine/tf.ts";

describe("charts of tensors", () => {
  beforeAll(async () => {
    await tf.ready();
  });

  it("lineChart() draws tensors like arrays, alone, by name and as series", () => {
    using y = tf.tensor([3, 1, 2]);
    using x = tf.tensor([0, 10, 20], [3], "int32");
    const [plain, named, series] = [
      display.lineChart(y),
      display.lineChart({ loss: y, other: [1, 2, 3] }),
      display.lineChart([{ name: "a", x, y }]),
    ].map((chart) => chart.toPlotly().data);
    assertEquals(plain!.map((it) => it.y), [[3, 1, 2]]);
    assertEquals(named!.map((it) => [it.name, it.y]), [["loss", [3, 1, 2]], ["other", [1, 2, 3]]]);
    assertEquals(series!.map((it) => [it.x, it.y]), [[[0, 10, 20], [3, 1, 2]]]);
    assertEquals(y.isDisposed, false);
  });

  it("histogram() counts all values of a tensor", () => {
    using x = tf.tensor2d([[1, 1], [2, 3]]);
    assertEquals(display.histogram(x, { bins: 2 }).toPlotly().data[0]!.y, [2, 2]);
  });

  it("heatMap() takes a tensor with two axes, and says so of any other", () => {
    using x = tf.tensor2d([[1, 2, 3], [4, 5, 6]]);
    assertEquals(display.heatMap(x).toPlotly().data[0]!.z, [[1, 2, 3], [4, 5, 6]]);
    using cube = tf.zeros([2, 2, 2]);
    assertThrows(() => display.heatMap(cube), TypeError, "shape [2,2,2] as a table");
    assertThrows(() => display.heatMap(3 as never), TypeError, "wanted an array of rows");
  });

  it("confusionMatrix() and the curves of scores take tensors", () => {
    using labels = tf.tensor1d([0, 0, 1, 1], "int32");
    using answers = tf.tensor1d([0, 1, 1, 1], "int32");
    const matrix = display.confusionMatrix(labels, answers).toPlotly().data[0]!.z;
    assertEquals(matrix, [[1, 1], [0, 2]]);
    using scores = tf.tensor1d([0.125, 0.5, 0.25, 0.75]);
    const arrays = { labels: [0, 0, 1, 1], scores: [0.125, 0.5, 0.25, 0.75] };
    for (const curve of [display.rocCurve, display.prCurve]) {
      assertEquals(curve({ labels, scores }).toPlotly().data, curve(arrays).toPlotly().data);
    }
  });

  it("charts refuse what has no order of size", () => {
    using words = tf.tensor(["a", "b"]);
    assertThrows(() => display.lineChart(words), TypeError, "dtype string");
    assertThrows(() => display.histogram(undefined as never), TypeError, "got undefined");
  });
});
