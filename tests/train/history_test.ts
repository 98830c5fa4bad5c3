import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { bundle } from "../../src/display/bundle.ts";
import { DISPLAY } from "../../src/display/mime_bundle.ts";
import { History } from "../../src/train/history.ts";

const NOTEBOOK = Symbol.for("tensaur.notebook");

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

  it("History is a chart in a notebook, and a table in the cell that has the chart already", () => {
    const record = {
      epoch: 1,
      loss: 1,
      metrics: {},
      valLoss: undefined,
      valMetrics: {},
      seconds: 1,
    };
    const history = new History([record], false, { shownIn: 7 });
    const world = globalThis as Record<symbol, unknown>;
    const kinds = (value: History) => Object.keys(value[DISPLAY]());
    try {
      world[NOTEBOOK] = { cell: 7 };
      assertEquals(kinds(history), ["text/html", "text/plain"]);
      // Asked for by name, it is the chart everywhere.
      assert("image/svg+xml" in bundle(history));
      assert(kinds(new History([record], false)).includes("image/svg+xml"));
      world[NOTEBOOK] = { cell: 8 };
      assert(kinds(history).includes("image/svg+xml"));
    } finally {
      delete world[NOTEBOOK];
    }
    assert(kinds(new History([record], false)).includes("image/svg+xml"));
  });
});
