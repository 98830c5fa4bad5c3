import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import * as tf from "../../src/engine/tf.ts";
import { fitCallbacks } from "../../src/train/fit_callbacks.ts";
import { runCell } from "../jupyter/run_cell.ts";
import { withSession } from "../jupyter/with_session.ts";
import { leavesNoTensors } from "./leaves_no_tensors.ts";

const module = new URL("../../mod.ts", import.meta.url).href;

function collector() {
  let text = "";
  const progress = { write: (more: string) => text += more, terminal: false, columns: 80 };
  return { progress, lines: () => text.split("\n").slice(0, -1) };
}

describe("fitCallbacks()", () => {
  leavesNoTensors();

  function line() {
    const layer = tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: "ones" });
    const model = tf.sequential({ layers: [layer] });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError", metrics: ["mse"] });
    return {
      model,
      x: tf.tensor2d(Array.from({ length: 40 }, (_, i) => [i / 39])),
      y: tf.ones([40, 1]),
    };
  }

  it("shows tfjs's own training with its losses and metrics, and leaks nothing", async () => {
    const { model, x, y } = line();
    const { progress, lines } = collector();
    const options = { epochs: 3, batchSize: 8, validationSplit: 0.2, verbose: 0 } as const;
    const { history } = await model.fit(x, y, {
      ...options,
      callbacks: fitCallbacks({ progress }),
    });
    assertEquals(lines().length, 3);
    const shown = lines()[2]!.match(/loss ([\d.]+) · mse ([\d.]+) · val loss ([\d.]+) · val mse/)!;
    for (const [i, name] of ["loss", "mse", "val_loss"].entries()) {
      assertAlmostEquals(Number(shown[i + 1]), Number(history[name]![2]), 1e-3);
    }
    assertMatch(lines()[2]!, /^Epoch 3\/3 4\/4 steps · in /);
    model.dispose();
    tf.dispose([x, y]);
  });

  it("ends the training after a batch when its signal fires", async () => {
    const { model, x, y } = line();
    const signal = AbortSignal.timeout(150);
    const { history } = await model.fit(x, y, {
      epochs: 1_000_000,
      verbose: 0,
      callbacks: fitCallbacks({ progress: false, signal }),
    });
    assert(history.loss!.length > 0 && history.loss!.length < 1_000_000);
    model.dispose();
    tf.dispose([x, y]);
  });

  it("is a chart in a notebook, and Stop ends it", () =>
    withSession(async (session) => {
      await runCell(
        session,
        `import { tf, train } from "${module}"; await tf.ready();
        const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
        model.compile({ optimizer: "sgd", loss: "meanSquaredError" });`,
      );
      const types: string[] = [];
      let last: Record<string, unknown> = {};
      const running = session.execute(
        `const { epoch } = await model.fit(tf.ones([64, 1]), tf.ones([64, 1]), {
          epochs: 1e6, batchSize: 8, callbacks: train.fitCallbacks(), verbose: 0,
        });`,
        {
          onOutput: ({ type, content }) => {
            types.push(type);
            last = content.data as Record<string, unknown>;
          },
        },
      );
      await new Promise((done) => setTimeout(done, 1500));
      await session.interrupt();
      assertEquals((await running).status, "ok");
      assertEquals(types[0], "display_data");
      assert(types.slice(1).every((type) => type === "update_display_data"), types.join());
      assertMatch(String(last["image/svg+xml"]), /Training, stopped after/);
    }));
});
