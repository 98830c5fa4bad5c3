import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { History } from "../../src/train/history.ts";

describe("History", () => {
  it("History gives its records as columns", () => {
    const record = (epoch: number) => ({
      epoch,
      loss: 1 / epoch,
      metrics: { accuracy: epoch / 10, error: epoch },
      valLoss: 2 / epoch,
      valMetrics: { accuracy: epoch / 20 },
      seconds: 3,
    });
    const history = new History([record(1), record(2)], true);
    assertEquals(history.epoch, [1, 2]);
    assertEquals(history.loss, [1, 0.5]);
    assertEquals(history.accuracy, [0.1, 0.2]);
    assertEquals(history.valLoss, [2, 1]);
    assertEquals(history.valAccuracy, [0.05, 0.1]);
    assertEquals(history.metric("error"), [1, 2]);
    assertEquals(history.valMetric("error"), []);
    assertEquals(history.seconds, [3, 3]);
    assertEquals(history.stopped, true);
  });

  it("History has empty columns for what was not measured", () => {
    const history = new History([
      { epoch: 1, loss: 1, metrics: {}, valLoss: undefined, valMetrics: {}, seconds: 1 },
    ], false);
    assertEquals([history.accuracy, history.valLoss, history.valAccuracy], [[], [], []]);
    assertEquals(new History([], false).loss, []);
  });
});
